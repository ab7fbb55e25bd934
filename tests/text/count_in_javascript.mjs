// Counts what it is given on standard input as the editor counts it: for tests that compare.
import { count, countText, countTogether, measured } from "../../bidapp/assets/editor/counting.js";
import { plainLines, plainText } from "../../bidapp/assets/editor/plain.js";
import { tidyBlock } from "../../bidapp/assets/editor/tidying.js";

const RULES = ["ukri", "innovate_uk", "whitespace", "characters", "none"];
const given = JSON.parse(await new Response(process.stdin).text());
process.stdout.write(JSON.stringify(given.map(answer)));

function answer({ text, document }) {
  if (document === undefined) return { counts: by((rule) => countText(text, rule)) };
  const tidy = tidyBlock(document);
  return {
    tidy,
    plain: plainText(tidy),
    counts: by((rule) => count(tidy, rule)),
    inPieces: by((rule) => countTogether(pieces(tidy), rule)),
  };
}

function pieces({ content = [] }) {
  return content.map(plainLines).filter((lines) => lines.length).map((lines) => measured(lines.join("\n")));
}

function by(counted) {
  return Object.fromEntries(RULES.map((rule) => [rule, counted(rule)]));
}
