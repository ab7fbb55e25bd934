// A picture that is kept on the server, and the legend below it, which one writes like any other words.
import { Node } from "@tiptap/core";
import { Plugin } from "@tiptap/pm/state";
import { Decoration, DecorationSet } from "@tiptap/pm/view";

const ADDRESS = /^(?:https?:\/\/[^/?#]+)?\/files\/([0-9a-f]{64})$/;

export const Figure = Node.create({
  name: "figure",
  group: "block",
  content: "(text | hardBreak)*",
  isolating: true,
  defining: true,
  addAttributes: () => ({ src: { default: null, rendered: false }, alt: { default: "", rendered: false } }),
  parseHTML: () => [{ tag: "figure", getAttrs: pictureIn, contentElement: legendOf }],
  renderHTML({ node, HTMLAttributes }) {
    const { src, alt } = node.attrs;
    return ["figure", HTMLAttributes, ["img", { src: `/files/${src}`, alt, draggable: "false" }], ["figcaption", 0]];
  },
  addKeyboardShortcuts() {
    return { Enter: () => leaveLegend(this.editor) };
  },
  addProseMirrorPlugins: () => [new Plugin({ props: { decorations: emptyLegends } })],
});

function pictureIn(figure) {
  const image = figure.querySelector("img");
  const src = ADDRESS.exec(image?.getAttribute("src") ?? "")?.[1];
  return src ? { src, alt: (image.getAttribute("alt") ?? "").slice(0, 1000) } : false;
}

function legendOf(figure) {
  return figure.querySelector("figcaption") ?? document.createElement("figcaption");
}

function leaveLegend(editor) {
  const { $from } = editor.state.selection;
  if ($from.parent.type.name !== "figure") return false;
  return editor.chain().insertContentAt($from.after(), { type: "paragraph" }).focus($from.after() + 1).run();
}

// An empty legend says by its class what belongs there.
function emptyLegends(state) {
  const found = [];
  state.doc.forEach((node, offset) => {
    if (node.type.name === "figure" && !node.childCount) {
      found.push(Decoration.node(offset, offset + node.nodeSize, { class: "without-legend" }));
    }
  });
  return DecorationSet.create(state.doc, found);
}
