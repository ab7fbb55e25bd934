// The reader's text of a document: the twin of bidapp/text/plain.py.
export function plainText(document) {
  return plainLines(document).join("\n");
}

export function plainLines(node) {
  if (node.type === "paragraph" || node.type === "heading") return block(node);
  if (node.type === "figure") return node.content ? block(node) : [];
  const content = node.content ?? [];
  if (node.type === "tableRow") return [content.map((cell) => plainLines(cell).join("\n")).join("\t")];
  return content.flatMap(plainLines);
}

function block({ content = [] }) {
  const notes = content.filter((each) => each.type === "footnote");
  return [content.map(words).join(""), ...notes.map((note) => (note.content ?? []).map(words).join(""))];
}

function words(inline) {
  return inline.type === "hardBreak" ? "\n" : inline.text ?? "";
}
