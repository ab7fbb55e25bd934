"""axe-core in a page: what it finds, in lines one can act on."""

from axe_playwright_python.base import AXE_SCRIPT

RULES = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]
RUN = """(rules) => axe.run(document, {runOnly: rules, resultTypes: ["violations"]}).then(
    found => found.violations.flatMap(each => each.nodes.map(
        node => `${each.id}: ${node.target.join(" ")}: ${node.failureSummary}`)))"""
COLOURS = ["color-contrast", "link-in-text-block"]


def everything_axe_finds(page):
    """By every rule."""
    return _found(page, {"type": "tag", "values": RULES})


def colours_axe_finds(page):
    """By the rules that another choice of colours can break."""
    return _found(page, {"type": "rule", "values": COLOURS})


def _found(page, rules):
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    return page.evaluate(RUN, rules)
