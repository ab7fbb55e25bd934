// Every block keeps its id for life: comments, text blocks and merging know it by that. A new block gets
// a new one, also the second half of a divided block; what is pasted too, unless it was cut out just before.
import { Extension } from "@tiptap/core";
import { Fragment, Slice } from "@tiptap/pm/model";
import { Plugin } from "@tiptap/pm/state";

const WITH_ID = ["paragraph", "heading", "bulletList", "orderedList", "listItem", "blockquote", "table", "figure"];
const ID = /^[a-z0-9]{6,32}$/;

export const Identity = Extension.create({
  name: "identity",
  addGlobalAttributes: () => [{
    types: WITH_ID,
    attributes: {
      id: {
        default: null,
        keepOnSplit: false,
        parseHTML: ({ dataset }) => (ID.test(dataset.id ?? "") ? dataset.id : null),
        renderHTML: ({ id }) => (id ? { "data-id": id } : {}),
      },
    },
  }],
  addProseMirrorPlugins: () => [new Plugin({ appendTransaction: giveIds, props: cutAndPaste() })],
});

export function newId(bytes = 6) {
  const random = crypto.getRandomValues(new Uint8Array(bytes));
  return Array.from(random, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function giveIds(transactions, before, { doc, tr }) {
  if (!transactions.some((transaction) => transaction.docChanged)) return null;
  const known = new Set();
  const { from, to } = changedRange(before.doc, doc);
  let fresh = false;
  doc.forEach((block, _, index) => { if (index < from || index >= to) idsIn(block, known); });
  doc.forEach((block, offset, index) => {
    if (index < from || index >= to) return;
    const give = (node, position) => {
      if (!hasId(node)) return;
      const { id } = node.attrs;
      if (id && !known.has(id)) known.add(id);
      else fresh = Boolean(tr.setNodeAttribute(position, "id", newId()));
    };
    give(block, offset);
    block.descendants((node, at) => give(node, offset + 1 + at));
  });
  return fresh ? tr : null;
}

// The blocks of the document, by their numbers, that are not the very ones of before.
function changedRange(before, after) {
  const most = Math.min(before.childCount, after.childCount);
  let from = 0;
  while (from < most && before.child(from) === after.child(from)) from += 1;
  let end = 0;
  while (end < most - from && before.child(before.childCount - 1 - end) === after.child(after.childCount - 1 - end)) end += 1;
  return { from, to: after.childCount - end };
}

const idsOfBlocks = new WeakMap();

function idsIn(block, known) {
  if (!idsOfBlocks.has(block)) {
    const ids = hasId(block) && block.attrs.id ? [block.attrs.id] : [];
    block.descendants((node) => { if (hasId(node) && node.attrs.id) ids.push(node.attrs.id); });
    idsOfBlocks.set(block, ids);
  }
  for (const id of idsOfBlocks.get(block)) known.add(id);
}

function hasId(node) {
  return "id" in node.attrs;
}

function cutAndPaste() {
  let cut = new Set();
  const remember = (view, event) => {
    cut = new Set();
    if (event.type === "cut") idsIn({ attrs: {}, descendants: (visit) => view.state.selection.content().content.descendants(visit) }, cut);
    return false;
  };
  return {
    handleDOMEvents: { cut: remember, copy: remember },
    transformPasted(slice, view) {
      const taken = new Set();
      view.state.doc.forEach((block) => idsIn(block, taken));
      return new Slice(renewed(slice.content, (id) => cut.has(id) && !taken.has(id)), slice.openStart, slice.openEnd);
    },
  };
}

function renewed(fragment, stays) {
  const nodes = fragment.content.map((node) => {
    if (node.isText) return node;
    const id = hasId(node) && !stays(node.attrs.id) ? { id: null } : {};
    return node.type.create({ ...node.attrs, ...id }, renewed(node.content, stays), node.marks);
  });
  return Fragment.from(nodes);
}
