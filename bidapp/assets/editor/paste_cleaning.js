// HTML from Word, web pages and elsewhere as plain tags that say the same: styles become marks, Word's
// marked paragraphs become lists, its footnotes go to their places, and nothing that can act is left.
import { joinNotes } from "./paste_notes.js";
import { makeLists } from "./paste_lists.js";
import { markByStyles } from "./paste_styles.js";

const DROPPED = "script, style, meta, link, title, template, noscript, iframe, object, embed, svg, audio, video, canvas, xml";
const COMMENTS = "[data-style*='mso-element:comment-list'], .msocomanchor, a[href^='#_msocom'], .MsoCommentReference";
const KEPT_PICTURE = /^(?:https?:\/\/[^/?#]+)?\/files\/[0-9a-f]{64}$/;
const UNSEEN = /^[\s\u00a0]*$/;

export function cleanedHtml(html) {
  const page = new DOMParser().parseFromString(inert(html), "text/html");
  page.querySelectorAll(DROPPED).forEach((each) => each.remove());
  page.querySelectorAll(COMMENTS).forEach((each) => each.remove());
  const pictures = withoutPictures(page);
  withoutEmptyOffice(page);
  joinNotes(page);
  makeLists(page);
  titles(page);
  captions(page);
  markByStyles(page);
  lift(page, "figure:not(:has(img))");
  return { html: page.body.innerHTML, pictures };
}

// Styles and handlers under names that mean nothing: the security policy would report each of them.
function inert(html) {
  return html.replace(/<[a-z][^>]*>/gi, (tag) => tag.replace(/(\s)style(\s*=)/gi, "$1data-style$2").replace(/(\s)on[a-z]+(\s*=)/gi, "$1data-on$2"));
}

function withoutPictures(page) {
  let left = 0;
  page.querySelectorAll("img, picture source").forEach((image) => {
    if (KEPT_PICTURE.test(image.getAttribute("src") ?? "") && image.closest("figure")) return;
    if (image.localName === "img") left += 1;
    image.remove();
  });
  return left;
}

// Word fills its empty paragraphs with a space that nobody wrote.
function withoutEmptyOffice(page) {
  page.querySelectorAll("o\\:p").forEach((office) => {
    const paragraph = office.closest("p");
    if (!UNSEEN.test(office.textContent)) return office.replaceWith(...office.childNodes);
    office.remove();
    if (paragraph && UNSEEN.test(paragraph.textContent) && !paragraph.closest("td, th, li")) paragraph.remove();
    return undefined;
  });
  page.querySelectorAll("br[data-style*='page-break']").forEach((each) => each.remove());
}

function titles(page) {
  page.querySelectorAll("p[class*='MsoTitle']").forEach((title) => {
    const heading = page.createElement("h1");
    heading.append(...title.childNodes);
    title.replaceWith(heading);
  });
}

// A table here has no caption: its words go before it.
function captions(page) {
  page.querySelectorAll("table > caption").forEach((caption) => {
    const paragraph = page.createElement("p");
    paragraph.append(...caption.childNodes);
    caption.parentElement.before(paragraph);
    caption.remove();
  });
}

function lift(page, selector) {
  page.querySelectorAll(selector).forEach((each) => each.replaceWith(...each.childNodes));
}
