// Who else is here: in words at the head of the page, and as a mark in the margin of their block.
import { Plugin, PluginKey } from "@tiptap/pm/state";
import { Decoration, DecorationSet } from "@tiptap/pm/view";

const KEY = new PluginKey("here");
const LONGEST = 40;

// Marks follow their block as the text changes around it.
export const herePart = {
  plugins: () => [new Plugin({
    key: KEY,
    state: {
      init: () => ({ here: [], marks: DecorationSet.empty }),
      apply: (change, before, _, { doc }) => {
        const here = change.getMeta(KEY);
        if (here) return { here, marks: marksFor(doc, here) };
        return change.docChanged ? { ...before, marks: before.marks.map(change.mapping, doc) } : before;
      },
    },
    props: { decorations: (state) => KEY.getState(state).marks },
  })],
};

export function showHere(editor, place, here) {
  const before = KEY.getState(editor.state).here;
  if (JSON.stringify(before) === JSON.stringify(here)) return;
  editor.view.dispatch(editor.state.tr.setMeta(KEY, here).setMeta("addToHistory", false));
  place.hidden = !here.length;
  place.replaceChildren("Here now: ", ...here.flatMap((person, number) => [number ? ", " : "", ...said(editor.state.doc, person)]));
}

function said(doc, { name, initials, block }) {
  const chip = document.createElement("span");
  Object.assign(chip, { className: "who who-here", textContent: initials, ariaHidden: "true" });
  const words = wordsOf(doc, block);
  return [chip, ` ${name}${words && `, in “${words}”`}`];
}

// The heading above the block says best where that is; without one, its first words.
function wordsOf(doc, block) {
  let heading = "";
  let found = "";
  doc.forEach((node) => {
    if (found) return;
    if (node.type.name === "heading") heading = node.textContent;
    if (node.attrs.id === block) found = heading || node.textContent;
  });
  return found.length > LONGEST ? `${found.slice(0, LONGEST).trimEnd()}…` : found;
}

function marksFor(doc, here) {
  const marks = [];
  doc.forEach((node, at) => {
    const initials = here.filter(({ block }) => block === node.attrs.id).map((person) => person.initials).join(" ");
    if (initials) marks.push(Decoration.node(at, at + node.nodeSize, { class: "somebody-here", "data-initials": initials }));
  });
  return DecorationSet.create(doc, marks);
}
