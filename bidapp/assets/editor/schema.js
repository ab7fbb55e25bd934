// What a text may hold here: exactly the vocabulary of bidapp/text/vocabulary.py, so that whatever can be
// written can be kept, and whatever was kept can be written on.
import { Mark, mergeAttributes } from "@tiptap/core";
import { Blockquote } from "@tiptap/extension-blockquote";
import { Bold } from "@tiptap/extension-bold";
import { Document } from "@tiptap/extension-document";
import { HardBreak } from "@tiptap/extension-hard-break";
import { Heading } from "@tiptap/extension-heading";
import { Italic } from "@tiptap/extension-italic";
import { BulletList, ListItem, ListKeymap, OrderedList } from "@tiptap/extension-list";
import { Paragraph } from "@tiptap/extension-paragraph";
import { Strike } from "@tiptap/extension-strike";
import { Text } from "@tiptap/extension-text";
import { Underline } from "@tiptap/extension-underline";
import { Dropcursor, Gapcursor, UndoRedo } from "@tiptap/extensions";
import { Figure } from "./figure.js";
import { Footnote } from "./footnote.js";
import { Identity } from "./identity.js";
import { safeLink } from "./links.js";
import { TABLES } from "./tables.js";

const WORDS = "(text | hardBreak | footnote)*";
const LOWEST_START = 1;
const HIGHEST_START = 32767;

// Stars and underscores are characters that people write: they turn into no marks.
const asTyped = { addInputRules: () => [], addPasteRules: () => [] };

const Link = Mark.create({
  name: "link",
  priority: 1000,
  inclusive: false,
  addAttributes: () => ({ href: { default: null } }),
  parseHTML: () => [{
    tag: "a[href]",
    getAttrs: (element) => {
      const href = safeLink(element.getAttribute("href"));
      return href ? { href } : false;
    },
  }],
  renderHTML: ({ HTMLAttributes }) => ["a", HTMLAttributes, 0],
});

function raised(name, tag, align, key) {
  return Mark.create({
    name,
    excludes: "superscript subscript",
    parseHTML: () => [{ tag }, { style: "vertical-align", getAttrs: (value) => value === align && null }],
    renderHTML: () => [tag, 0],
    addKeyboardShortcuts() {
      return { [key]: () => this.editor.commands.toggleMark(name) };
    },
  });
}

const NumberedList = OrderedList.extend({
  addAttributes: () => ({ start: { default: LOWEST_START, parseHTML: startOf } }),
  addProseMirrorPlugins: () => [],
});

const Headings = Heading.configure({ levels: [1, 2, 3] }).extend({
  content: WORDS,
  parseHTML: () => [1, 2, 3, 4, 5, 6].map((level) => ({ tag: `h${level}`, getAttrs: levelOf })),
  renderHTML({ node, HTMLAttributes }) {
    const { level } = node.attrs; // the page has its own h1 and h2
    return [`h${level + 2}`, mergeAttributes(HTMLAttributes, { "data-level": level }), 0];
  },
});

export const SCHEMA = [
  Document.extend({ content: "block+" }),
  Paragraph.extend({ content: WORDS }),
  Text,
  Headings,
  BulletList,
  NumberedList,
  ListItem.extend({ content: "paragraph (paragraph | blockquote | figure | bulletList | orderedList)*" }),
  Blockquote.extend({ content: "(paragraph | bulletList | orderedList)+" }),
  ...TABLES,
  Figure,
  Footnote,
  HardBreak,
  Link,
  Bold.extend(asTyped),
  Italic.extend(asTyped),
  Underline.extend(asTyped),
  Strike.extend(asTyped),
  raised("superscript", "sup", "super", "Mod-."),
  raised("subscript", "sub", "sub", "Mod-,"),
  Identity,
  ListKeymap,
  UndoRedo,
  Gapcursor,
  Dropcursor,
];

function startOf(element) {
  const start = Number.parseInt(element.getAttribute("start") ?? "", 10);
  return Number.isNaN(start) ? LOWEST_START : Math.min(Math.max(start, LOWEST_START), HIGHEST_START);
}

function levelOf(element) {
  const level = Number(element.dataset.level ?? element.tagName.slice(1));
  return { level: Math.min(Math.max(level, 1), 3) };
}
