// How long a text is, counted as each funder counts: the twin of bidapp/text/counting.py, which also
// says where the rules come from. Texts are measured piece by piece, so that typing measures one block.
import { plainText } from "./plain.js";

const UKRI_WORD = /[^—\s]+/g;
const JAVA_WORD = /[^ \t\n\v\f\r]+/g;
const PYTHON_WORD = /[^\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/g;
const JAVA_STRIPPED = /^[\t-\r\x1c-\x20\u1680\u2000-\u2006\u2008-\u200a\u2028\u2029\u205f\u3000]+$/;
const PAIRS = /[\ud800-\udbff][\udc00-\udfff]/g;

export const RULES = ["ukri", "innovate_uk", "whitespace", "characters"];

export function count(document, rule) {
  return countText(plainText(document), rule);
}

export function countText(text, rule) {
  return countTogether([measured(text)], rule);
}

// What is to be known of one piece of a text, so that pieces parted by line breaks can be counted together.
export function measured(text) {
  const java = text.match(JAVA_WORD) ?? [];
  return {
    ukri: found(text, UKRI_WORD),
    whitespace: found(text, PYTHON_WORD),
    innovate_uk: java.length,
    blankAtStart: blanks(java),
    blankAtEnd: blanks(java.toReversed()),
    characters: text.length - found(text, PAIRS),
  };
}

export function countTogether(pieces, rule) {
  if (rule === "none") return 0;
  const sum = pieces.reduce((total, piece) => total + piece[rule], 0);
  if (rule === "characters") return sum + Math.max(pieces.length - 1, 0);
  return rule === "innovate_uk" ? sum - stripped(pieces, sum) : sum;
}

function found(text, pattern) {
  return text.match(pattern)?.length ?? 0;
}

// Java strips more from both ends of a text than it parts words at: what would be stripped whole is no word there.
function blanks(words) {
  const first = words.findIndex((word) => !JAVA_STRIPPED.test(word));
  return first < 0 ? words.length : first;
}

function stripped(pieces, sum) {
  const start = run(pieces, "blankAtStart");
  return start === sum ? sum : start + run(pieces.toReversed(), "blankAtEnd");
}

function run(pieces, end) {
  let blank = 0;
  for (const piece of pieces) {
    blank += piece[end];
    if (piece[end] < piece.innovate_uk) break;
  }
  return blank;
}
