// Tables as the server keeps them: cells that span, header cells, and no widths.
import { Table, TableCell, TableHeader, TableRow } from "@tiptap/extension-table";

const IN_A_CELL = "(paragraph | figure | bulletList | orderedList)+";
const MOST_SPANNED = 1000;

const cell = {
  content: IN_A_CELL,
  addAttributes: () => ({ colspan: spanned("colspan"), rowspan: spanned("rowspan") }),
};

export const TABLES = [
  Table.configure({ View: null }).extend({
    content: "tableRow+",
    renderHTML: ({ HTMLAttributes }) => ["div", { class: "scroll" }, ["table", HTMLAttributes, ["tbody", 0]]],
  }),
  TableRow.extend({ content: "(tableCell | tableHeader)+" }),
  TableHeader.extend({
    ...cell,
    parseHTML: () => [{ tag: "th" }, { tag: "td", getAttrs: (element) => (element.closest("thead") ? null : false) }],
  }),
  TableCell.extend(cell),
];

function spanned(name) {
  return {
    default: 1,
    parseHTML: (element) => Math.min(Math.max(Number.parseInt(element.getAttribute(name), 10) || 1, 1), MOST_SPANNED),
    renderHTML: (attributes) => (attributes[name] > 1 ? { [name]: attributes[name] } : {}),
  };
}
