// The JSON of each block, made once: a text of a hundred thousand words is then ready to be sent, kept
// on the device or compared in the time that its changed blocks take.
import { tidyBlock } from "./tidying.js";

const known = new WeakMap();

export function tidyOf(block) {
  return facts(block).tidy;
}

export function jsonOf(block) {
  const about = facts(block);
  return (about.json ??= JSON.stringify(about.tidy));
}

export function contentOf(document) {
  const blocks = [];
  document.forEach((block) => blocks.push(jsonOf(block)));
  return `{"type":"doc","content":[${blocks.join(",")}]}`;
}

function facts(block) {
  if (!known.has(block)) known.set(block, { tidy: tidyBlock(block.toJSON()) });
  return known.get(block);
}
