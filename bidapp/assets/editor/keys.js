// The keys of the text that are not TipTap's own: ways out of it, and shortcuts of the buttons.
import { Extension } from "@tiptap/core";
import { canIndent } from "./commands.js";

export function keysFor(run) {
  return Extension.create({
    name: "keys",
    priority: 200, // before lists and tables, which take Tab too
    addKeyboardShortcuts() {
      const { editor } = this;
      return {
        Escape: () => run("leave"),
        Tab: () => editor.isActive("listItem") && !editor.isActive("table") && !canIndent(editor),
        "Shift-Tab": () => !canGoBack(editor) && run("leave"),
        "Mod-k": () => run("link"),
        "Mod-h": () => run("find"),
        "Mod-Alt-f": () => run("footnote"),
      };
    },
  });
}

// Shift+Tab first goes back inside a table or a nested list.
function canGoBack(editor) {
  if (editor.isActive("table")) return editor.can().goToPreviousCell();
  const { $from } = editor.state.selection;
  return $from.depth > 3 && editor.can().liftListItem("listItem");
}
