// Puts a picture in, which the server keeps, or changes what is said of one that is there.
import { ask } from "./dialog.js";

const KINDS = /^image\/(?:jpeg|png|gif|bmp|x-ms-bmp|webp)$/;
const LARGEST = 8 * 1024 * 1024;
const TOO_LARGE = "The picture is larger than 8 MB, which is what funders take. Make it smaller.";
const WRONG_KIND = "That is not a picture we can read. Use JPEG, PNG, GIF, BMP or WEBP.";

export function askForPicture(dialog, editor, server) {
  const old = figureAt(editor.state.selection);
  ask(dialog, {
    fill: (form) => {
      form.reset();
      form.elements.picture.closest(".field").hidden = Boolean(old);
      form.elements.legend.closest(".field").hidden = Boolean(old);
      form.elements.alt.value = old?.node.attrs.alt ?? "";
      form.querySelector("[value=remove]").hidden = !old;
      form.querySelector("[value=save]").textContent = old ? "Change the description" : "Put the picture in";
    },
    answer: async (form, button) => {
      if (button === "remove") return void editor.commands.deleteRange({ from: old.at, to: old.at + old.node.nodeSize });
      const wrong = wrongIn(form, old);
      if (wrong) return wrong;
      const alt = form.elements.alt.value.trim();
      if (old) return void editor.commands.command(({ tr }) => Boolean(tr.setNodeAttribute(old.at, "alt", alt)));
      return placed(editor, server, form.elements.picture.files[0], alt, form.elements.legend.value.trim());
    },
    then: () => editor.commands.focus(),
  });
}

export function figureAt(selection) {
  if (selection.node?.type.name === "figure") return { node: selection.node, at: selection.from };
  const { $from } = selection;
  return $from.parent.type.name === "figure" ? { node: $from.parent, at: $from.before() } : null;
}

function wrongIn(form, old) {
  const [file] = form.elements.picture.files;
  if (!old && !file) return { field: "picture", said: "Choose a picture from your machine." };
  if (!old && file.size > LARGEST) return { field: "picture", said: TOO_LARGE };
  if (!old && !KINDS.test(file.type)) return { field: "picture", said: WRONG_KIND };
  if (!form.elements.alt.value.trim()) return { field: "alt", said: "Say in a sentence what the picture shows." };
  return null;
}

async function placed(editor, server, file, alt, legend) {
  try {
    const { src } = await server.picture(file);
    const content = legend ? [{ type: "text", text: legend }] : [];
    editor.chain().insertContentAt(editor.state.selection.$to.after(1), { type: "figure", attrs: { src, alt }, content }).run();
    return null;
  } catch (refusal) {
    return { field: "picture", said: refusal.said };
  }
}
