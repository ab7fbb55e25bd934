// A document in the form in which the server keeps it: the twin of bidapp/text/inline.py. What is sent,
// counted and compared here is this form, so that spaces just typed never look like somebody's change.
const MARK_ORDER = ["bold", "italic", "underline", "strike", "superscript", "subscript", "link"];
const ATTRIBUTES = ["id", "level", "start", "src", "alt", "colspan", "rowspan"];
const WORDS_IN = new Set(["paragraph", "heading", "figure"]);
const FORBIDDEN = /[\x00-\x08\x0e-\x1f\ufffe\uffff]|\p{Surrogate}/gu;
const BLANK = /[ \t\n\r\f\x85\u2028\u2029]+/g;

export function tidyBlock(node) {
  const tidy = { type: node.type };
  const attributes = ATTRIBUTES.filter((name) => node.attrs?.[name] != null);
  if (attributes.length) tidy.attrs = Object.fromEntries(attributes.map((name) => [name, node.attrs[name]]));
  const given = node.content ?? [];
  const content = WORDS_IN.has(node.type) ? tidyWords(given) : given.map(tidyBlock);
  if (content.length) tidy.content = content;
  return tidy;
}

function tidyWords(nodes) {
  const kept = [];
  for (const node of nodes) {
    if (node.type === "text") addText(kept, node);
    else if (node.type === "footnote") addFootnote(kept, node);
    else addBreak(kept);
  }
  dropLastSpace(kept);
  return joined(kept);
}

function addText(kept, node) {
  node.text.split("\v").forEach((line, number) => {
    if (number) addBreak(kept);
    let text = line.replace(FORBIDDEN, "").replace(BLANK, " ");
    if (text.startsWith(" ") && needsNoSpace(kept)) text = text.slice(1);
    if (text) kept.push(textNode(text, ordered(node.marks)));
  });
}

function addFootnote(kept, node) {
  const words = (node.content ?? []).map((each) => ({ ...each, text: each.text.replaceAll("\v", " ") }));
  const content = tidyWords(words);
  if (content.length) kept.push({ type: "footnote", content });
}

function addBreak(kept) {
  dropLastSpace(kept);
  kept.push({ type: "hardBreak" });
}

function needsNoSpace(kept) {
  const last = kept.at(-1);
  return !last || last.type === "hardBreak" || Boolean(last.text?.endsWith(" "));
}

function dropLastSpace(kept) {
  const last = kept.at(-1);
  if (!last?.text?.endsWith(" ")) return;
  kept.pop();
  if (last.text !== " ") kept.push({ ...last, text: last.text.slice(0, -1) });
}

function ordered(marks = []) {
  const found = new Map(marks.map((mark) => [mark.type, tidyMark(mark)]));
  if (found.has("superscript")) found.delete("subscript");
  return MARK_ORDER.filter((name) => found.has(name)).map((name) => found.get(name));
}

function tidyMark(mark) {
  return mark.type === "link" ? { type: "link", attrs: { href: mark.attrs.href } } : { type: mark.type };
}

function textNode(text, marks) {
  return marks.length ? { type: "text", text, marks } : { type: "text", text };
}

function joined(nodes) {
  const whole = [];
  for (const node of nodes) {
    const last = whole.at(-1);
    const together = last?.type === "text" && node.type === "text" && sameMarks(last, node);
    if (together) whole[whole.length - 1] = { ...last, text: last.text + node.text };
    else whole.push(node);
  }
  return whole;
}

function sameMarks(one, other) {
  return JSON.stringify(one.marks) === JSON.stringify(other.marks);
}
