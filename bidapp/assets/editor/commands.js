// What the buttons of the toolbars do: each says how it is done, and where it has one, whether it is on
// and whether it can be done just now.
const DEEPEST_LIST = 9;

function mark(name) {
  return {
    run: (editor) => editor.chain().focus().toggleMark(name).run(),
    isOn: (editor) => editor.isActive(name),
    can: (editor) => editor.can().toggleMark(name),
  };
}

function doing(command, ...given) {
  return {
    run: (editor) => editor.chain().focus()[command](...given).run(),
    can: (editor) => editor.can()[command](...given),
  };
}

function list(name, command) {
  return { ...doing(command), isOn: (editor) => editor.isActive(name) };
}

export const COMMANDS = {
  undo: doing("undo"),
  redo: doing("redo"),
  bold: mark("bold"),
  italic: mark("italic"),
  underline: mark("underline"),
  superscript: mark("superscript"),
  subscript: mark("subscript"),
  bullets: list("bulletList", "toggleBulletList"),
  numbers: list("orderedList", "toggleOrderedList"),
  indent: { ...doing("sinkListItem", "listItem"), can: canIndent },
  outdent: doing("liftListItem", "listItem"),
  table: {
    run: (editor) => editor.chain().focus().insertTable({ rows: 3, cols: 3, withHeaderRow: true }).run(),
    can: standsFree,
  },
  "row-above": doing("addRowBefore"),
  "row-below": doing("addRowAfter"),
  "delete-row": doing("deleteRow"),
  "column-before": doing("addColumnBefore"),
  "column-after": doing("addColumnAfter"),
  "delete-column": doing("deleteColumn"),
  "header-row": { ...doing("toggleHeaderRow"), isOn: inHeaderRow },
  "delete-table": doing("deleteTable"),
};

// What the select of paragraph styles offers, by the values of its options.
export const STYLES = {
  paragraph: (chain) => chain.setParagraph(),
  "heading-1": (chain) => chain.setHeading({ level: 1 }),
  "heading-2": (chain) => chain.setHeading({ level: 2 }),
  "heading-3": (chain) => chain.setHeading({ level: 3 }),
  quotation: (chain) => chain.setParagraph().wrapIn("blockquote"),
};

export function styleNow(editor) {
  if (editor.isActive("blockquote")) return "quotation";
  const level = [1, 2, 3].find((each) => editor.isActive("heading", { level: each }));
  return level ? `heading-${level}` : "paragraph";
}

export function applyStyle(editor, style) {
  const chain = editor.chain().focus();
  if (styleNow(editor) === "quotation") chain.lift("blockquote");
  STYLES[style](chain).run();
}

// Whether the caret is in a block of its own, not in a list, a table or a legend.
export function standsFree({ state }) {
  const { $from, $to } = state.selection;
  return $from.depth <= 1 && $from.sameParent($to) && $from.parent.type.name !== "figure";
}

export function canIndent(editor) {
  const { $from } = editor.state.selection;
  let lists = 0;
  for (let depth = $from.depth; depth > 0; depth -= 1) if ($from.node(depth).type.name === "listItem") lists += 1;
  return lists < DEEPEST_LIST && editor.can().sinkListItem("listItem");
}

function inHeaderRow({ state }) {
  const { $from } = state.selection;
  for (let depth = $from.depth; depth > 0; depth -= 1) {
    const table = $from.node(depth);
    if (table.type.name !== "table") continue;
    const first = table.firstChild.content.content;
    return first.every((cell) => cell.type.name === "tableHeader");
  }
  return false;
}
