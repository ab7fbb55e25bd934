// What else takes part in the text. A part may have `plugins(desk)`, which gives ProseMirror plugins, and
// `tools(desk)`, which gives buttons for the toolbar: {name, icon, words, run(editor), isOn?, can?}.
// Answers of the server reach every part as the event `bidapp:heard` on the element of the editor.
import { commentsPart } from "./comments.js";
import { findingPart } from "./finding.js";
import { herePart } from "./here.js";
import { overPart } from "./over.js";

export const PARTS = [commentsPart, findingPart, herePart, overPart];
