// Makes a link of the chosen words, changes one or takes it away.
import { getMarkRange } from "@tiptap/core";
import { ask } from "./dialog.js";
import { linkMeant } from "./links.js";

const WRONG = "Enter the address of a web page or an e-mail address, for example https://www.ukri.org.";

export function askForLink(dialog, editor) {
  const inLink = editor.isActive("link");
  if (inLink) selectLink(editor);
  const { empty } = editor.state.selection;
  ask(dialog, {
    fill: (form) => {
      form.elements.address.value = editor.getAttributes("link").href ?? "";
      form.elements.words.closest(".field").hidden = !empty;
      form.elements.words.value = "";
      form.querySelector("[value=remove]").hidden = !inLink;
    },
    answer: (form, button) => {
      if (button === "remove") return removed(editor);
      const href = linkMeant(form.elements.address.value);
      return href ? made(editor, href, empty && (form.elements.words.value.trim() || href)) : { field: "address", said: WRONG };
    },
    then: () => editor.commands.focus(),
  });
}

function selectLink(editor) {
  const range = getMarkRange(editor.state.selection.$from, editor.schema.marks.link);
  if (range) editor.commands.setTextSelection(range);
}

function made(editor, href, words) {
  const chain = editor.chain();
  if (words) chain.insertContent({ type: "text", text: words, marks: [{ type: "link", attrs: { href } }] }).run();
  else chain.setMark("link", { href }).run();
}

function removed(editor) {
  editor.chain().unsetMark("link", { extendEmptyMarkRange: true }).run();
}
