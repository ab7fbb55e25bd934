// Finds words in the text and marks where they are. What is found follows the text as it changes.
import { Plugin, PluginKey, TextSelection } from "@tiptap/pm/state";
import { Decoration, DecorationSet } from "@tiptap/pm/view";

const KEY = new PluginKey("finding");
const MOST_MARKED = 2_000;
const NOTHING = { hits: [], at: -1, marks: DecorationSet.empty, wanted: null };

export const findingPart = {
  plugins: () => [new Plugin({
    key: KEY,
    state: {
      init: () => NOTHING,
      apply: (change, before, _, { doc }) => {
        const said = change.getMeta(KEY);
        if (said) return found(doc, said.wanted, said.at ?? 0);
        return change.docChanged && before.wanted ? found(doc, before.wanted, before.at) : before;
      },
    },
    props: { decorations: (state) => KEY.getState(state).marks },
  })],
};

export function findingIn(state) {
  return KEY.getState(state);
}

// Looks anew, and begins with the first hit after the caret.
export function look(view, wanted) {
  const { hits } = found(view.state.doc, wanted, 0);
  const after = hits.findIndex(({ from }) => from >= view.state.selection.from);
  tell(view, { wanted, at: Math.max(after, 0) });
}

export function stopLooking(view) {
  if (KEY.getState(view.state).wanted) tell(view, { wanted: null });
}

export function goTo(view, step) {
  const { hits, at, wanted } = KEY.getState(view.state);
  if (!hits.length) return;
  const next = (at + step + hits.length) % hits.length;
  const { from, to } = hits[next];
  const { tr } = view.state;
  view.dispatch(tr.setSelection(TextSelection.create(tr.doc, from, to)).setMeta(KEY, { wanted, at: next }).scrollIntoView());
}

export function replace(view, words) {
  const { hits, at } = KEY.getState(view.state);
  if (!hits[at]) return;
  view.dispatch(put(view.state.tr, hits[at], words));
  goTo(view, 0);
}

export function replaceAll(view, words) {
  const { hits } = KEY.getState(view.state);
  const { tr } = view.state;
  for (const hit of hits.toReversed()) put(tr, hit, words);
  if (hits.length) view.dispatch(tr);
  return hits.length;
}

function put(tr, { from, to }, words) {
  return words ? tr.insertText(words, from, to) : tr.delete(from, to);
}

function tell(view, said) {
  view.dispatch(view.state.tr.setMeta(KEY, said).setMeta("addToHistory", false));
}

function found(doc, wanted, at) {
  if (!wanted?.words) return { ...NOTHING, wanted };
  const hits = hitsIn(doc, wanted);
  const now = Math.min(at, hits.length - 1);
  const marks = hits.slice(0, MOST_MARKED).map(({ from, to }, number) =>
    Decoration.inline(from, to, { class: number === now ? "found found-now" : "found" }));
  return { wanted, hits, at: now, marks: DecorationSet.create(doc, marks) };
}

function hitsIn(doc, { words, matchCase }) {
  const pattern = new RegExp(words.replace(/[.*+?^${}()|[\]\\]/g, "\\$&").replace(/\s+/g, "\\s+"), matchCase ? "gu" : "giu");
  const hits = [];
  doc.descendants((node, position) => {
    if (!node.inlineContent) return true;
    for (const { text, start } of runsOf(node)) {
      for (const hit of text.matchAll(pattern)) {
        const from = position + 1 + start + hit.index;
        hits.push({ from, to: from + hit[0].length });
      }
    }
    return node.isTextblock; // the words of its footnotes are runs of their own
  });
  return hits;
}

// Neighbouring words of any marks as one run, so that a half-bold word is found.
function runsOf(node) {
  const runs = [];
  let open = null;
  node.forEach((child, start) => {
    if (!child.isText) open = null;
    else if (open) open.text += child.text;
    else runs.push((open = { text: child.text, start }));
  });
  return runs;
}
