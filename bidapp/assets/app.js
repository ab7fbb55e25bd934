// What every page loads. Each improvement repeats something that already works without script.
import "htmx.org";
import { keepMenusTidy } from "./menus.js";
import { keepFocus } from "./focus.js";
import { keepNothingBehind } from "./signing_out.js";
import { offerCopying } from "./copying.js";

keepMenusTidy(document);
keepFocus(document);
keepNothingBehind(document);
offerCopying(document);
