// What the page of a section loads besides: the editor, where one may write. Without it the plain form stays.
import { openDesk } from "./editor/desk.js";

const host = document.querySelector("#editor");
if (host) openDesk(host);
