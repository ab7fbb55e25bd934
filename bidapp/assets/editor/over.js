// The words past the limit are underlined: nothing is ever cut. Where they begin is reckoned anew only
// after one stops typing for a moment; until then the mark moves with the text.
import { Plugin, PluginKey } from "@tiptap/pm/state";
import { Decoration, DecorationSet } from "@tiptap/pm/view";
import { pieceOf } from "./live_count.js";

const KEY = new PluginKey("over");
const WORD = { ukri: /[^—\s]+/g, innovate_uk: /[^ \t\n\v\f\r]+/g, whitespace: /\S+/g, characters: /./gsu };

export const overPart = {
  plugins: () => [new Plugin({
    key: KEY,
    state: {
      init: () => DecorationSet.empty,
      apply: (change, marks, _, { doc }) => {
        const from = change.getMeta(KEY);
        if (from === undefined) return marks.map(change.mapping, doc);
        return from === null ? DecorationSet.empty : markFrom(doc, from);
      },
    },
    props: { decorations: (state) => KEY.getState(state) },
  })],
};

export function markOver(editor, limit, rule) {
  const from = limit ? firstOver(editor.state.doc, limit, rule) : null;
  const [now] = KEY.getState(editor.state).find();
  if ((now?.from ?? null) === from && (!now || now.to === editor.state.doc.content.size)) return;
  editor.view.dispatch(editor.state.tr.setMeta(KEY, from).setMeta("addToHistory", false));
}

function markFrom(doc, from) {
  return DecorationSet.create(doc, [Decoration.inline(from, doc.content.size, { class: "over" }, { inclusiveEnd: true })]);
}

// The place of the first word past the limit, or null.
export function firstOver(doc, limit, rule) {
  let left = limit;
  for (let number = 0, at = 0; number < doc.childCount; at += doc.child(number).nodeSize, number += 1) {
    const piece = pieceOf(doc.child(number));
    if (!piece) continue;
    const length = piece[rule] + between(rule);
    if (piece[rule] > left) return firstInside(doc.child(number), at, left, rule);
    left -= length;
  }
  return null;
}

function firstInside(block, at, left, rule) {
  let found = null;
  const look = (node, position) => {
    if (found !== null || !node.isTextblock) return found === null;
    const text = inPlace(node);
    const words = [...text.matchAll(WORD[rule])];
    const allowed = Math.max(left, 0);
    if (words.length > allowed) found = position + 1 + words[allowed].index;
    left -= words.length + between(rule);
    return false;
  };
  if (look(block, at)) block.descendants((node, position) => look(node, at + 1 + position));
  return found ?? at + block.nodeSize - 1;
}

// The words of a block so that each stands where it does in the document; a footnote parts no word.
function inPlace(node) {
  const parts = [];
  node.forEach((child) => parts.push(child.isText ? child.text : child.isLeaf ? "\n" : "\u2060".repeat(child.nodeSize)));
  return parts.join("");
}

function between(rule) {
  return rule === "characters" ? 1 : 0;
}
