// A footnote stands in its place in the line, words and all; it is one thing there, and its words are
// changed in a dialog (footnote_dialog.js).
import { Node } from "@tiptap/core";

export const Footnote = Node.create({
  name: "footnote",
  inline: true,
  content: "text*",
  atom: true,
  selectable: true,
  draggable: true,
  parseHTML: () => [{ tag: "span.footnote" }],
  renderHTML: () => ["span", { class: "footnote", role: "note" }, 0],
});
