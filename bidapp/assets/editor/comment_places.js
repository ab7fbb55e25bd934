// Where a passage stands in the editor: the server counts the words of a block in code points, a break or
// a footnote as one; ProseMirror counts places of its own.

export function rangeOf(doc, { block, start, end }) {
  const found = blockNamed(doc, block);
  if (!found) return null;
  const from = placeIn(found, start);
  const to = placeIn(found, end);
  return from !== null && to !== null && from < to ? { from, to } : null;
}

// The words selected, as the server knows them: within the first block of the selection, without blanks
// around them; of a mere caret, all of its block.
export function passageOf({ doc, selection }) {
  const found = blockAt(doc, selection.$from);
  if (!found) return null;
  const words = wordsOf(found.node);
  if (selection.empty) return { block: found.node.attrs.id, start: 0, quote: words.join("") };
  let start = offsetOf(found, selection.from);
  let end = offsetOf(found, Math.min(selection.to, found.at + found.node.nodeSize - 1));
  while (start < end && !words[start].trim()) start += 1;
  while (end > start && !words[end - 1].trim()) end -= 1;
  return { block: found.node.attrs.id, start, quote: words.slice(start, end).join("") };
}

function blockNamed(doc, id) {
  let found = null;
  doc.descendants((node, at) => {
    if (node.isTextblock && node.attrs.id === id) found = { node, at };
    return !found && !node.isTextblock;
  });
  return found;
}

function blockAt(doc, $place) {
  for (let depth = $place.depth; depth > 0; depth -= 1) {
    const node = $place.node(depth);
    if (node.isTextblock && node.attrs.id) return { node, at: $place.before(depth) };
  }
  return null;
}

function wordsOf(block) {
  const words = [];
  block.forEach((child) => words.push(...(child.isText ? child.text : child.type.name === "footnote" ? "\ufffc" : "\n")));
  return words;
}

function placeIn({ node: block, at }, offset) {
  let place = at + 1;
  let left = offset;
  for (const child of block.content.content) {
    if (left === 0) return place;
    const words = child.isText ? [...child.text] : [""];
    if (left < words.length) return place + words.slice(0, left).join("").length;
    left -= words.length;
    place += child.nodeSize;
  }
  return left === 0 ? place : null;
}

function offsetOf({ node: block, at }, place) {
  let offset = 0;
  let here = at + 1;
  for (const child of block.content.content) {
    if (place <= here) break;
    offset += child.isText ? [...child.text.slice(0, place - here)].length : 1;
    here += child.nodeSize;
  }
  return offset;
}
