"""HTML from anywhere made harmless: balanced, of known tags, without scripts, of bounded depth."""

import re

import nh3

from bidapp.text.html_depth import shallow
from bidapp.text.html_tags import DIVISIONS, DROPPED_WHOLE, STRUCTURE, WORDS
from bidapp.text.vocabulary import TextRefused

MAX_HTML = 30_000_000  # characters; a book of 200,000 words in Word's own HTML fits

_ATTRIBUTES = {
    "*": {"aria-level", "class", "id", "role", "style"},
    "a": {"href"},
    "img": {"alt", "src"},
    "li": {"data-aria-level"},
    "ol": {"start"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan"},
}
_SCRIPTS = re.compile(r"<(?:applet|embed|iframe|object|script)[\s>/]", re.I)
_BARE_AMPERSAND = re.compile("&(?![#a-zA-Z])")
_MANY_AMPERSANDS = re.compile("(?:&[^<&]*){2000}")


def cleaned(source: str) -> str:
    """The same words in balanced HTML that holds only what a text can be read from."""
    if len(source) > MAX_HTML:
        raise TextRefused("This text is too long to be read at once: please bring it in parts.")
    return nh3.clean(
        shallow(_in_short_runs(source)),
        tags=set(DIVISIONS | STRUCTURE | WORDS),
        clean_content_tags=set(DROPPED_WHOLE),
        attributes=_ATTRIBUTES,
        url_schemes={"http", "https", "mailto"},
        link_rel=None,
    )


def has_scripts(source: str) -> bool:
    return _SCRIPTS.search(source) is not None


def _in_short_runs(source: str) -> str:
    """Whole characters only, and long rows of entities divided, which slow the parser."""
    whole = source.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "ignore")
    return _MANY_AMPERSANDS.sub(r"\g<0><wbr>", _BARE_AMPERSAND.sub("&amp;", whole))
