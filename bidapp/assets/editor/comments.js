// Comments beside the text: their passages are marked and follow it as it changes. What is said, answered
// and settled goes through the forms of the page itself, which work without script too.
import { Plugin, PluginKey, TextSelection } from "@tiptap/pm/state";
import { Decoration, DecorationSet } from "@tiptap/pm/view";
import { passageOf, rangeOf } from "./comment_places.js";
import { offerNames } from "./naming.js";

const KEY = new PluginKey("comments");
const LOOK_AGAIN = 30_000;
const LONGEST_CHOICE = 60;

export const commentsPart = {
  plugins: (desk) => [new Comments(desk).plugin()],
  tools: (desk) => [{ name: "comment", icon: "comment", words: "Comment", run: () => commentOn(desk) }],
};

class Comments {
  constructor(desk) {
    Object.assign(this, { desk, told: { threads: [], people: [], number: -1 }, lookedAt: 0, isPlaced: false });
    const { host } = desk;
    this.address = `${host.dataset.address.replace(/\/text$/, "")}/comments.json`;
    host.addEventListener("bidapp:heard", ({ detail }) => this.#heard(detail));
    document.addEventListener("htmx:afterSettle", ({ target }) => target.id === "comments" && this.look());
    document.addEventListener("click", ({ target }) => this.#clicked(target));
    offerNames(() => this.told.people);
  }

  plugin() {
    return new Plugin({
      key: KEY,
      state: {
        init: () => DecorationSet.empty,
        apply: (change, marks, _, { doc }) => (change.getMeta(KEY) ? marksFor(doc, change.getMeta(KEY)) : marks.map(change.mapping, doc)),
      },
      props: {
        decorations: (state) => KEY.getState(state),
        handleClick: (view, place) => showCard(threadAt(view.state, place)),
        handleKeyDown: (_, event) => {
          if (event.code !== "KeyM" || !event.altKey || !(event.ctrlKey || event.metaKey)) return false;
          commentOn(this.desk);
          return true;
        },
      },
    });
  }

  // Asked again now and then, as others comment without saving, and whenever the text has a new number.
  #heard({ number }) {
    if (number !== this.told.number || Date.now() - this.lookedAt > LOOK_AGAIN) this.look();
    else this.#place();
  }

  async look() {
    this.lookedAt = Date.now();
    const answer = await fetch(this.address, { headers: { Accept: "application/json" }, cache: "no-store" }).catch(() => null);
    if (!answer?.ok || answer.redirected) return;
    this.told = await answer.json();
    this.isPlaced = false;
    this.#place();
    if (this.told.number > this.desk.saving.base) this.desk.saving.refresh(this.told.number).catch(() => {});
    renewCards(this.told.threads);
  }

  // Places are true of one version: only while just that stands here, unchanged.
  #place() {
    const { editor, saving } = this.desk;
    if (this.isPlaced || saving.unsaved || saving.base !== this.told.number || editor.view.composing) return;
    this.isPlaced = true;
    editor.view.dispatch(editor.state.tr.setMeta(KEY, this.told.threads).setMeta("addToHistory", false));
  }

  #clicked(target) {
    const thread = target.closest?.("[data-passage]")?.dataset.passage;
    if (!thread) return;
    const { editor } = this.desk;
    const [mark] = KEY.getState(editor.state).find(undefined, undefined, (spec) => String(spec.thread) === thread);
    if (!mark) return;
    editor.view.dispatch(editor.state.tr.setSelection(TextSelection.create(editor.state.doc, mark.from, mark.to)).scrollIntoView());
    editor.view.focus();
  }
}

function marksFor(doc, threads) {
  const marks = threads.filter(({ block }) => block).map((thread) => ({ ...thread, range: rangeOf(doc, thread) })).filter(({ range }) => range);
  return DecorationSet.create(doc, marks.map(({ id, range }) => Decoration.inline(range.from, range.to, { class: "anchor" }, { thread: id })));
}

function threadAt(state, place) {
  return KEY.getState(state).find(place, place).at(-1)?.spec.thread;
}

// The card comes into view, and the caret stays in the text.
function showCard(thread) {
  for (const card of document.querySelectorAll("#comments .comment")) {
    const isIt = card.id === `thread-${thread}`;
    card.classList.toggle("is-chosen", isIt);
    if (isIt) card.scrollIntoView({ block: "nearest" });
  }
  return false;
}

// The page's own cards, anew where others said or settled something; never under somebody's hands.
function renewCards(threads) {
  const place = document.querySelector("#comments");
  if (!place || place.contains(document.activeElement) || [...place.querySelectorAll("textarea")].some(({ value }) => value)) return;
  if (place.dataset.settled) return;
  const shown = [...place.querySelectorAll(".comment")].map(({ id, dataset }) => `${id}:${dataset.said}`);
  const wanted = threads.map(({ id, replies }) => `thread-${id}:${replies.length + 1}`);
  if (shown.join() !== wanted.join()) place.dispatchEvent(new CustomEvent("bidapp:comments"));
}

// Fills the form of the page with the passage selected; first all is saved, so that it stands in a version.
async function commentOn(desk) {
  const form = document.querySelector("#add-comment");
  if (!form || !(await allSaved(desk))) return desk.notices.say("What you wrote is not saved yet. Comment when it is.");
  const passage = passageOf(desk.editor.state);
  if (!passage?.quote) return desk.notices.say("Select some words first.");
  form.open = true;
  const field = (name) => form.querySelector(`[name=${name}]`);
  choose(field("block"), passage);
  field("quote").value = passage.quote;
  field("start").value = passage.start;
  field("based_on").value = desk.saving.base;
  return field("words").focus();
}

async function allSaved({ saving }) {
  for (let turn = 0; turn < 25 && saving.unsaved; turn += 1) {
    await saving.save();
    await new Promise((done) => { setTimeout(done, 200); });
  }
  return !saving.unsaved;
}

function choose(select, { block, quote }) {
  if (![...select.options].some(({ value }) => value === block)) {
    select.append(new Option(`Paragraph: ${quote.slice(0, LONGEST_CHOICE)}`, block));
  }
  select.value = block;
}
