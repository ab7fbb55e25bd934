// Lists of Word, which are marked paragraphs, and of Word for the web, which makes a list of each item:
// both become nested lists. The twin of bidapp/text/word_paste.py.
import { styleOf } from "./paste_styles.js";

const DEEPEST = 9;
const HIGHEST_START = 32767;
const NUMBER = /^\(?(?:\d{1,6}\.)*(?:(\d{1,6})[.):]?|([a-z]|[ivxlcdm]{1,6})[.)])$/i;
const BULLET = /^(?:[^\p{L}\p{N}_\s]+|o|[\ue000-\uf8ff])$/u;
const ROMAN = { i: 1, v: 5, x: 10, l: 50, c: 100, d: 500, m: 1000 };

export function makeLists(page) {
  paragraphsOfWebItems(page);
  const places = new Map();
  page.querySelectorAll("p[data-style*='mso-list'], p[data-level]").forEach((paragraph) => {
    const place = placeOf(paragraph);
    if (place) places.set(paragraph, place);
  });
  page.querySelectorAll("[data-style*='mso-list' i]").forEach((each) => { if (isMarker(each)) each.remove(); });
  for (const run of runs(places)) build(page, run, places);
}

function placeOf(paragraph) {
  const { level, ordered, start } = paragraph.dataset;
  if (level) return { key: "", level: Number(level), ordered: ordered === "true", start: Number(start) };
  const said = styleOf(paragraph)["mso-list"] ?? "";
  const deep = /\blevel(\d{1,3})\b/.exec(said);
  if (!deep) return null;
  const key = /\bl\d+\b.*?(?:\blfo\d+\b|$)/.exec(said)?.[0] ?? "";
  const place = { key, level: Math.max(1, Math.min(Number(deep[1]), DEEPEST)), ordered: false, start: 1 };
  return { ...place, ...readMarker(paragraph) };
}

function isMarker(element) {
  return styleOf(element)["mso-list"] === "ignore";
}

// What is neither number nor bullet is somebody's word and stays.
function readMarker(paragraph) {
  const marker = [...paragraph.querySelectorAll("[data-style]")].find(isMarker);
  const shown = marker?.textContent.replaceAll("\u00a0", " ").trim() ?? "";
  const number = NUMBER.exec(shown);
  if (number) return { ordered: true, start: valueOf((number[1] ?? number[2]).toLowerCase()) };
  if (shown && !BULLET.test(shown)) marker.replaceWith(`${shown} `);
  return {};
}

function valueOf(numeral) {
  if (/^\d+$/.test(numeral)) return Math.max(1, Math.min(Number(numeral), HIGHEST_START));
  if (/^[ivxlcdm]+$/.test(numeral) && (numeral.length > 1 || "ivx".includes(numeral))) return romanOf(numeral);
  return numeral.charCodeAt(0) - 96 + 26 * (numeral.length - 1);
}

function romanOf(numeral) {
  const values = [...numeral].map((letter) => ROMAN[letter]);
  const sum = values.reduce((total, value, at) => total + (value < (values[at + 1] ?? 0) ? -value : value), 0);
  return Math.max(1, Math.min(sum, 999));
}

// Marked paragraphs that follow each other.
function runs(places) {
  const found = [];
  for (const paragraph of places.keys()) {
    const run = found.at(-1);
    if (run && run.at(-1) === paragraph.previousElementSibling) run.push(paragraph);
    else found.push([paragraph]);
  }
  return found;
}

function build(page, run, places) {
  const path = [];
  const anchor = page.createElement("div");
  run[0].before(anchor);
  for (const paragraph of run) {
    const place = places.get(paragraph);
    while (path.length && !stays(path.at(-1).place, place)) path.pop();
    if (!path.length || path.at(-1).place.level < place.level) {
      const holder = path.length ? path.at(-1).list.lastElementChild : anchor;
      path.push({ place, list: holder.appendChild(newList(page, place)) });
    }
    path.at(-1).list.appendChild(page.createElement("li")).append(paragraph);
  }
  anchor.replaceWith(...anchor.childNodes);
}

function stays(current, place) {
  if (current.level !== place.level) return current.level < place.level;
  return current.ordered === place.ordered && (current.key === place.key || !place.ordered);
}

function newList(page, { ordered, start }) {
  const list = page.createElement(ordered ? "ol" : "ul");
  if (ordered && start > 1) list.setAttribute("start", String(start));
  return list;
}

function paragraphsOfWebItems(page) {
  page.querySelectorAll("li[data-aria-level]").forEach((item) => {
    const list = item.closest("ol, ul");
    if (!list || list.children.length > 1) return;
    const paragraph = item.querySelector("p") ?? page.createElement("p");
    if (!paragraph.parentNode) paragraph.append(...item.childNodes);
    const level = Math.max(1, Math.min(Number(item.dataset.ariaLevel) || 1, DEEPEST));
    Object.assign(paragraph.dataset, { level, ordered: list.localName === "ol", start: Number(list.getAttribute("start")) || 1 });
    const box = list.parentElement.classList.contains("ListContainerWrapper") ? list.parentElement : list;
    box.replaceWith(paragraph);
  });
}
