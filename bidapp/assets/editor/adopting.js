// Takes over what others wrote without disturbing whoever types: only the blocks that differ are touched,
// and inside such a block only what differs. All is done from the end to the start, so that no place moves.
import { ReplaceStep } from "@tiptap/pm/transform";
import { jsonOf } from "./block_json.js";
import { longestRising } from "./longest_rising.js";

export const ADOPTED = "adopted";

// False when it is not the moment for it: words are being composed, as with an input method.
export function adopt(editor, content) {
  if (editor.view.composing) return false;
  const theirs = (content.content ?? []).map((json) => editor.schema.nodeFromJSON(json));
  if (!theirs.length) theirs.push(editor.schema.nodes.paragraph.create());
  const change = changeTo(editor.state, theirs);
  if (change.docChanged) editor.view.dispatch(change.setMeta("addToHistory", false).setMeta(ADOPTED, true));
  return true;
}

export function changeTo({ doc, tr }, theirs) {
  const own = [];
  doc.forEach((node, at) => own.push({ node, at }));
  let position = doc.content.size;
  let end = theirs.length;
  for (const [mine, other] of [...staying(own, theirs).reverse(), [-1, -1]]) {
    const start = mine < 0 ? 0 : own[mine].at + own[mine].node.nodeSize;
    const added = theirs.slice(other + 1, end);
    if (added.length || position > start) tr.replaceWith(start, position, added);
    if (mine < 0) break;
    update(tr, own[mine].at, own[mine].node, theirs[other]);
    position = own[mine].at;
    end = other;
  }
  return tr;
}

// Pairs of numbers, own and theirs, of the blocks that are in both in the same order.
function staying(own, theirs) {
  const places = new Map(own.map(({ node }, place) => [node.attrs.id, place]));
  const both = theirs.map((node, place) => [places.get(node.attrs.id), place]).filter(([mine]) => mine !== undefined);
  return longestRising(both, ([mine]) => mine);
}

function update(tr, at, own, other) {
  if (jsonOf(own) === jsonOf(other)) return;
  if (own.type !== other.type) return void tr.replaceWith(at, at + own.nodeSize, other);
  if (!own.hasMarkup(other.type, other.attrs)) tr.setNodeMarkup(at, null, other.attrs);
  if (alike(own, other)) return updateChildren(tr, at, own, other);
  return updateContent(tr, at, own, other);
}

function alike(own, other) {
  if (own.isTextblock || own.childCount !== other.childCount) return false;
  return own.content.content.every((child, place) => child.type === other.child(place).type);
}

function updateChildren(tr, at, own, other) {
  let position = at + 1 + own.content.size;
  for (let place = own.childCount - 1; place >= 0; place -= 1) {
    position -= own.child(place).nodeSize;
    update(tr, position, own.child(place), other.child(place));
  }
}

function updateContent(tr, at, own, other) {
  const start = own.content.findDiffStart(other.content);
  if (start === null) return;
  const { a, b } = own.content.findDiffEnd(other.content);
  const overlap = Math.max(start - Math.min(a, b), 0);
  const from = at + 1 + start;
  const step = new ReplaceStep(from, at + 1 + a + overlap, other.slice(start, b + overlap));
  if (tr.maybeStep(step).failed) tr.replaceWith(at + 1, at + 1 + own.content.size, other.content);
}
