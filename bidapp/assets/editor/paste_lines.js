// Plain text that is pasted: lines that a PDF or a mail broke to fit a page become paragraphs again.
// Ctrl+Shift+V keeps the lines as they are.
const SHORTEST = 35; // a line of running text on a page
const LONGEST = 130;

export function paragraphsIn(text, { asTheyAre = false } = {}) {
  const lines = text.replace(/\r\n?/g, "\n").split("\n");
  if (asTheyAre) return lines;
  return groups(lines).flatMap((group) => (looksWrapped(group) ? [group.map((line) => line.trim()).reduce(joined)] : group));
}

// Runs of lines between empty ones.
function groups(lines) {
  const found = [[]];
  for (const line of lines) {
    if (line.trim()) found.at(-1).push(line);
    else if (found.at(-1).length) found.push([]);
  }
  return found.filter((group) => group.length);
}

// Every line but the last is about as long as the page is wide, and some break in the middle of a sentence.
function looksWrapped(group) {
  const full = group.slice(0, -1).map((line) => line.trim());
  if (full.length < 1) return false;
  const longest = Math.max(...full.map((line) => line.length));
  const even = full.every((line) => line.length >= Math.max(SHORTEST, longest * 0.7) && line.length <= LONGEST);
  const last = group.at(-1).trim();
  return even && last.length <= longest * 1.15 && full.some((line) => !/[.:;!?]$/.test(line));
}

function joined(before, line) {
  return /[\p{L}]-$/u.test(before) && /^\p{Ll}/u.test(line) ? before + line : `${before} ${line}`;
}
