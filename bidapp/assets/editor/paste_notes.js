// Word keeps a mark in the text and the words of the footnote at its end: here the words go to the mark.
const MARK = /^#_((?:ftn|edn)\d+)$|^#sd((?:footnote|endnote)\d+)sym$/;
const NOTE = /^((?:ftn|edn)\d+)$|^sd((?:footnote|endnote)\d+)$/;
const BACK = "a[href^='#_ftnref'], a[href^='#_ednref'], a[href*='anc'][href^='#sd']";

export function joinNotes(page) {
  const notes = new Map();
  page.querySelectorAll("[id^=ftn], [id^=edn], [id^=sdfootnote], [id^=sdendnote]").forEach((note) => {
    const key = keyIn(NOTE, note.id);
    if (key) notes.set(key, note);
  });
  page.querySelectorAll("a[href^='#']").forEach((mark) => {
    const note = notes.get(keyIn(MARK, mark.getAttribute("href")));
    if (note && !note.contains(mark)) putIn(page, mark, note);
  });
  page.querySelectorAll("[data-put-in]").forEach((note) => note.remove());
  page.querySelectorAll("[data-style*='mso-element:footnote-list'], [data-style*='mso-element:endnote-list']").forEach((list) => {
    list.querySelectorAll("hr, br").forEach((each) => each.remove());
    if (!list.textContent.trim()) list.remove();
  });
}

function putIn(page, mark, note) {
  const words = note.cloneNode(true);
  words.querySelectorAll(BACK).forEach((each) => each.remove());
  const paragraphs = [...words.querySelectorAll("p")];
  const parts = (paragraphs.length ? paragraphs : [words]).map((each) => [...each.childNodes]);
  const footnote = page.createElement("span");
  footnote.className = "footnote";
  parts.forEach((nodes, number) => footnote.append(...(number ? [" "] : []), ...nodes));
  note.setAttribute("data-put-in", "");
  if (footnote.textContent.trim()) mark.replaceWith(footnote);
}

function keyIn(pattern, written) {
  const found = pattern.exec(written);
  return found ? found[1] ?? found[2] : undefined;
}
