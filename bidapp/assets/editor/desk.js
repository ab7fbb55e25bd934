// Opens the editor on a page: asks for the text, puts all the parts together, and takes up again what
// had been typed on this device and had not reached the server.
import { Editor, Extension } from "@tiptap/core";
import { adopt } from "./adopting.js";
import { askForFootnote } from "./footnote_dialog.js";
import { askForLink } from "./link_dialog.js";
import { askForPicture, figureAt } from "./picture_dialog.js";
import { Copies } from "./copies.js";
import { CountShown } from "./count_shown.js";
import { DeviceCopy } from "./device_copy.js";
import { FindBar } from "./find_bar.js";
import { keysFor } from "./keys.js";
import { liveOn } from "./page_life.js";
import { PARTS } from "./parts.js";
import { pasting } from "./pasting.js";
import { Presence } from "./presence.js";
import { SavedWords } from "./saved_words.js";
import { Saving } from "./saving.js";
import { SCHEMA } from "./schema.js";
import { Server } from "./server.js";
import { Tab } from "./tabs.js";
import { showState } from "./state_shown.js";
import { takeUp, tellOfCopies } from "./taking_up.js";
import { addTools, focusToolbar, setUpToolbars } from "./toolbar.js";
import { Notices } from "./notices.js";

const AGAIN = 5_000;

export async function openDesk(host) {
  const server = new Server(host.dataset);
  const opened = await untilItAnswers(() => server.text());
  if (!opened?.may_write) {
    if (opened) await tellOfCopies(host, new Copies(), opened);
    return null;
  }
  return new Desk(host, server, opened).open();
}

async function untilItAnswers(ask) {
  for (;;) {
    try {
      return await ask();
    } catch (refusal) {
      if (refusal.kind !== "offline" && refusal.kind !== "unavailable") return null;
      await new Promise((done) => { setTimeout(done, AGAIN); });
    }
  }
}

class Desk {
  constructor(host, server, opened) {
    Object.assign(this, { host, server, opened, tab: new Tab(), copies: new Copies() });
    this.notices = new Notices(host);
    this.words = new SavedWords(document.querySelector("#saved"), host.dataset.icons);
  }

  async open() {
    const { host, opened } = this;
    this.commands = this.#ownCommands();
    this.editor = this.#newEditor();
    this.#setUpSaving();
    this.presence = new Presence({ ...this, heard: (answer) => this.heard(answer), refused: (refusal) => this.#refused(refusal) });
    this.find = new FindBar(host.querySelector("[data-find]"), this.editor);
    addTools(host, PARTS.flatMap((part) => part.tools?.(this) ?? []), this.commands);
    setUpToolbars(host, this.editor, this.commands);
    host.querySelector("[data-command=picture]").hidden = !opened.section.allows_images;
    this.count = new CountShown(host.querySelector(".deskfoot"), this.editor, { ...opened.section, group: opened.group });
    this.count.start();
    await takeUp(this);
    this.editor.on("update", ({ transaction }) => this.saving.typed(transaction));
    host.hidden = false; // only now, so that nobody types before what was typed last is back
    putAside(document.querySelector("#written-plainly"));
    this.presence.start();
    this.heard(opened);
    liveOn(this);
    showState(host);
    return this;
  }

  #newEditor() {
    const { content } = this.opened;
    return new Editor({
      element: this.host.querySelector("[data-text]"),
      injectCSS: false,
      content: content.content?.length ? content : { type: "doc", content: [{ type: "paragraph" }] },
      extensions: [...SCHEMA, pasting((words) => this.notices.say(words)), keysFor((name) => this.run(name)), this.#plugins()],
      editorProps: {
        attributes: {
          class: "writing written", id: "text", lang: "en-GB", spellcheck: "true", role: "textbox",
          "aria-multiline": "true", "aria-labelledby": "text-title", "aria-describedby": "count-words",
        },
        handleDOMEvents: { click: (view, { target }) => this.#openNote(view, target.closest(".footnote")) },
        handleKeyDown: (view, event) => event.key === "Enter" && view.state.selection.node?.type.name === "footnote" && this.run("footnote"),
      },
    });
  }

  #plugins() {
    return Extension.create({ name: "parts", addProseMirrorPlugins: () => PARTS.flatMap((part) => part.plugins?.(this) ?? []) });
  }

  #ownCommands() {
    const dialog = (name) => this.host.querySelector(`[data-dialog=${name}]`);
    return {
      leave: { run: () => focusToolbar(this.host) },
      find: { run: () => this.find.open() },
      link: { run: (editor) => askForLink(dialog("link"), editor), isOn: (editor) => editor.isActive("link") },
      footnote: { run: (editor) => askForFootnote(dialog("footnote"), editor, NOTE), can: canHoldNote },
      picture: { run: (editor) => askForPicture(dialog("picture"), editor, this.server), isOn: (editor) => Boolean(figureAt(editor.state.selection)) },
    };
  }

  run(name) {
    this.commands[name].run(this.editor);
    return true;
  }

  #openNote(view, note) {
    if (!note) return false;
    this.editor.commands.setNodeSelection(view.posAtDOM(note, 0) - 1);
    return this.run("footnote");
  }

  #setUpSaving() {
    const { opened } = this;
    const place = { person: opened.person.id, section: opened.section.id, tab: this.tab.name };
    this.place = { ...place, title: opened.section.title };
    this.device = new DeviceCopy(this.copies, this.place, () => this.saving.pending);
    this.saving = new Saving({
      editor: this.editor, server: this.server, device: this.device, adopt: (content) => adopt(this.editor, content),
      say: (state, facts) => this.words.say(state, facts), heard: (answer) => this.heard(answer),
      signedOut: () => this.#waitForSignIn(), who: () => ({ tab: this.tab.name, block: this.presence.block ?? undefined }),
    });
    this.saving.base = opened.number;
  }

  heard(answer) {
    this.notices.heard(answer, this.editor);
    this.host.dispatchEvent(new CustomEvent("bidapp:heard", { detail: answer, bubbles: true }));
    if (answer.number > this.saving.base) this.saving.refresh(answer.number).catch(() => {});
  }

  #refused(refusal) {
    if (refusal.kind === "signed-out") this.#waitForSignIn();
    if (refusal.kind === "stale") this.server.text().catch(() => {});
  }

  // The page goes on by itself as soon as the same person is signed in again, in whatever tab.
  #waitForSignIn() {
    this.words.say("signed-out");
    if (this.waiting) return;
    const look = async () => {
      const answer = await this.server.text().catch(() => null);
      if (!answer) return;
      if (answer.person.id !== this.opened.person.id) return void this.words.say("somebody-else", answer.person);
      clearInterval(this.waiting);
      removeEventListener("focus", look);
      this.waiting = 0;
      this.saving.resume();
      if (!this.saving.unsaved) this.words.say("saved", answer);
    };
    this.waiting = setInterval(look, AGAIN);
    addEventListener("focus", look);
  }
}

// The plain form stays at hand; the text as it stood when the page was made does not.
function putAside(plainly) {
  plainly.open = false;
  plainly.querySelector("summary").hidden = false;
  document.querySelector("#as-it-stands")?.setAttribute("hidden", "");
}

const NOTE = SCHEMA.filter(({ name }) => ["text", "bold", "italic", "underline", "strike", "superscript", "subscript", "link", "undoRedo"].includes(name))
  .concat(SCHEMA.find(({ name }) => name === "doc").extend({ content: "paragraph" }), SCHEMA.find(({ name }) => name === "paragraph").extend({ content: "text*" }));

function canHoldNote({ state }) {
  return ["paragraph", "heading"].includes(state.selection.$from.parent.type.name);
}
