// The bar with which one finds and replaces. Ctrl+F stays the browser's own.
import { findingIn, goTo, look, replace, replaceAll, stopLooking } from "./finding.js";

export class FindBar {
  constructor(bar, editor) {
    Object.assign(this, { bar, editor, fields: bar.elements });
    bar.addEventListener("input", (event) => { if (event.target !== this.fields.instead) this.#look(); });
    bar.addEventListener("submit", (event) => { event.preventDefault(); this.#do(event.submitter?.value ?? "next"); });
    bar.addEventListener("keydown", (event) => this.#key(event));
    editor.on("update", () => { if (!this.bar.hidden) this.#show(); });
  }

  open() {
    const { state } = this.editor;
    const chosen = state.doc.textBetween(state.selection.from, state.selection.to, " ");
    this.bar.hidden = false;
    if (chosen && chosen.length < 200) this.fields.words.value = chosen;
    this.fields.words.focus();
    this.fields.words.select();
    this.#look();
    return true;
  }

  close() {
    this.bar.hidden = true;
    stopLooking(this.editor.view);
    this.editor.commands.focus();
  }

  #look() {
    look(this.editor.view, { words: this.fields.words.value, matchCase: this.fields.case.checked });
    this.#show();
  }

  #do(what) {
    const { view } = this.editor;
    if (what === "close") return this.close();
    if (what === "next") goTo(view, this.#isChosen() ? 1 : 0);
    if (what === "previous") goTo(view, -1);
    if (what === "replace") replace(view, this.fields.instead.value);
    if (what === "replace-all") return this.#said(replaceAll(view, this.fields.instead.value));
    return this.#show();
  }

  #isChosen() {
    const { hits, at } = findingIn(this.editor.state);
    return hits[at]?.from === this.editor.state.selection.from && hits[at]?.to === this.editor.state.selection.to;
  }

  #key(event) {
    if (event.key === "Escape") this.close();
    if (event.key !== "Enter" || event.target.type === "checkbox" || event.target.matches("button")) return;
    event.preventDefault();
    this.#do(event.target === this.fields.instead ? "replace" : event.shiftKey ? "previous" : "next");
  }

  #show() {
    const { hits, at, wanted } = findingIn(this.editor.state);
    this.#tell(!wanted?.words ? "" : hits.length ? `${at + 1} of ${hits.length}` : "Not found");
  }

  #said(count) {
    this.#tell(count === 1 ? "1 place changed" : `${count} places changed`);
  }

  #tell(words) {
    this.bar.querySelector("[role=status]").textContent = words;
  }
}
