// Counts the whole text by what is known of each block, so that only changed blocks are read again.
import { tidyOf } from "./block_json.js";
import { countTogether, measured } from "./counting.js";
import { plainLines } from "./plain.js";

const known = new WeakMap();

export function piecesOf(document) {
  const pieces = [];
  document.forEach((block) => {
    const piece = pieceOf(block);
    if (piece) pieces.push(piece);
  });
  return pieces;
}

export function countOf(document, rule) {
  return countTogether(piecesOf(document), rule);
}

// Null for a block that no reader would read, such as a picture without a legend.
export function pieceOf(block) {
  if (!known.has(block)) {
    const lines = plainLines(tidyOf(block));
    known.set(block, lines.length ? measured(lines.join("\n")) : null);
  }
  return known.get(block);
}
