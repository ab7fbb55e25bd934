// Under our security policy a browser does not read the styles of pasted HTML; so they are read here from
// what is written, and become tags.
const HEAVY = /^(?:bold(?:er)?|[6-9]00)$/;
const LIGHT = /^(?:normal|lighter|[1-5]00)$/;
const SAME = { ins: "u", cite: "em" };
const HEADINGS = "h1, h2, h3, h4, h5, h6";

export function markByStyles(page) {
  page.querySelectorAll(Object.keys(SAME).join()).forEach((element) => wrapInside(page, element, SAME[element.localName]));
  page.querySelectorAll("[data-style]").forEach((element) => {
    const style = styleOf(element);
    element.removeAttribute("data-style");
    if (saysNothing(element, style)) return element.replaceWith(...element.childNodes);
    const tags = element.matches(HEADINGS) ? [] : tagsFor(style, element);
    for (const tag of tags) wrapInside(page, element, tag);
    return undefined;
  });
}

export function styleOf(element) {
  const pairs = (element.getAttribute("data-style") ?? "").toLowerCase().split(";").map((part) => {
    const colon = part.indexOf(":");
    return [part.slice(0, Math.max(colon, 0)).trim(), part.slice(colon + 1).trim()];
  });
  return Object.fromEntries(pairs);
}

// Google's documents put everything into <b style="font-weight:normal">.
function saysNothing(element, style) {
  const bold = element.matches("b, strong") && LIGHT.test(style["font-weight"] ?? "");
  return bold || (element.matches("i, em") && style["font-style"] === "normal");
}

function tagsFor(style, element) {
  const decoration = `${style["text-decoration"] ?? ""} ${style["text-decoration-line"] ?? ""}`;
  const said = {
    strong: HEAVY.test(style["font-weight"] ?? ""),
    em: /^(?:italic|oblique)$/.test(style["font-style"] ?? ""),
    u: decoration.includes("underline") && !element.closest("a[href]"),
    s: decoration.includes("line-through"),
    sup: style["vertical-align"] === "super",
    sub: style["vertical-align"] === "sub",
  };
  return Object.keys(said).filter((tag) => said[tag]);
}

function wrapInside(page, element, tag) {
  const mark = page.createElement(tag);
  mark.append(...element.childNodes);
  element.append(mark);
}
