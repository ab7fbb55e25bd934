// Writes the words of a footnote in a small text of their own, with the marks that a footnote may have.
import { Editor } from "@tiptap/core";
import { ask } from "./dialog.js";

export function askForFootnote(dialog, editor, extensions) {
  const { selection } = editor.state;
  const old = selection.node?.type.name === "footnote" ? selection.node : null;
  let words;
  ask(dialog, {
    fill: (form) => {
      words = textOf(form.querySelector("[data-note]"), extensions, old);
      form.querySelector("[value=remove]").hidden = !old;
      form.querySelector("[value=save]").textContent = old ? "Change the footnote" : "Put the footnote in";
    },
    answer: (form, button) => {
      const content = button === "remove" ? [] : words.getJSON().content[0].content ?? [];
      const note = content.filter(({ type }) => type === "text");
      if (button !== "remove" && !note.some(({ text }) => text.trim())) return { field: "note", said: "Write what the footnote says." };
      if (!note.length) return void editor.commands.deleteSelection();
      return void place(editor, { type: "footnote", content: note }, old);
    },
    then: () => { words.destroy(); editor.commands.focus(); },
  });
  words.commands.focus("end");
}

function textOf(element, extensions, old) {
  return new Editor({
    element,
    injectCSS: false,
    extensions,
    content: { type: "doc", content: [{ type: "paragraph", content: old?.content.toJSON() ?? [] }] },
    editorProps: { attributes: { role: "textbox", "aria-labelledby": "note-label", "aria-describedby": "note-error", class: "form-control written", lang: "en-GB", spellcheck: "true" } },
  });
}

function place(editor, note, old) {
  const { from, to } = editor.state.selection;
  const range = old ? { from, to } : to;
  const start = old ? from : to;
  editor.chain().insertContentAt(range, note).setTextSelection(start + editor.schema.nodeFromJSON(note).nodeSize).run();
}
