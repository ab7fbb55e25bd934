// What every page loads. Each improvement repeats something that already works without script.
import "htmx.org";
import { keepMenusTidy } from "./menus.js";
import { keepFocus } from "./focus.js";
import { offerCopying } from "./copying.js";

keepMenusTidy(document);
keepFocus(document);
offerCopying(document);
