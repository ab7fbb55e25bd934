// What happens to pasted words: they are cleaned to what a text may hold, too much is refused, and what
// had to be left out is said.
import { Extension } from "@tiptap/core";
import { Fragment, Slice } from "@tiptap/pm/model";
import { Plugin } from "@tiptap/pm/state";
import { cleanedHtml } from "./paste_cleaning.js";
import { paragraphsIn } from "./paste_lines.js";
import { linkMeant } from "./links.js";

const MOST_CHARACTERS = 4_000_000;
const LARGEST_HTML = 30_000_000;
const TOO_LONG = `This is more than the ${MOST_CHARACTERS.toLocaleString("en-GB")} characters that one text can have. Nothing was pasted.`;
const PICTURE_ALONE = "A picture cannot be pasted: put it in with the picture button, which asks what it shows.";

export function pasting(say) {
  return Extension.create({
    name: "pasting",
    addProseMirrorPlugins: () => [new Plugin({
      props: {
        handleDOMEvents: { paste: (view, event) => refused(view, event, say) },
        handlePaste: (view, event, slice) => tooMuch(view, slice.content.size, say) || linked(view, event.clipboardData),
        handleDrop: (_, event) => pictureAlone(event.dataTransfer, say),
        transformPastedHTML: (html) => cleaned(html, say),
        clipboardTextParser: (text, _, plain, view) => asParagraphs(text, plain, view.state.schema),
      },
    })],
  });
}

function refused(view, event, say) {
  const data = event.clipboardData;
  if (!data) return false;
  const size = data.getData("text/html").length > LARGEST_HTML ? MOST_CHARACTERS : data.getData("text/plain").length;
  if (!tooMuch(view, size, say) && !pictureAlone(data, say)) return false;
  event.preventDefault();
  return true;
}

function tooMuch(view, size, say) {
  if (view.state.doc.content.size + size <= MOST_CHARACTERS) return false;
  say(TOO_LONG);
  return true;
}

function pictureAlone(data, say) {
  if (!data?.files.length || data.getData("text/html") || data.getData("text/plain")) return false;
  say(PICTURE_ALONE);
  return true;
}

// An address pasted over chosen words makes them a link.
function linked(view, data) {
  const { state } = view;
  const text = data?.getData("text/plain").trim() ?? "";
  if (state.selection.empty || !/^(?:https?:\/\/|mailto:)\S+$/i.test(text)) return false;
  const href = linkMeant(text);
  if (!href || !state.selection.$from.sameParent(state.selection.$to)) return false;
  view.dispatch(state.tr.addMark(state.selection.from, state.selection.to, state.schema.marks.link.create({ href })));
  return true;
}

function cleaned(html, say) {
  if (html.includes("data-pm-slice")) return html; // from a text like this one
  const { html: clean, pictures } = cleanedHtml(html);
  if (pictures) say(`${pictures === 1 ? "A picture was" : `${pictures} pictures were`} left out: add pictures with the picture button.`);
  return clean;
}

function asParagraphs(text, plain, schema) {
  const paragraphs = paragraphsIn(text, { asTheyAre: plain });
  const nodes = paragraphs.map((words) => schema.nodes.paragraph.create(null, words ? schema.text(words) : null));
  return new Slice(Fragment.from(nodes), 1, 1);
}
