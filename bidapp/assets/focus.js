// A swap may take away what had the focus: then it goes to what still stands around it. After a page that
// came back with errors it goes to their summary, so that a screen reader says what to put right.
export function keepFocus(page) {
  let around = [];
  page.addEventListener("htmx:beforeSwap", () => { around = idsAround(page.activeElement); });
  page.addEventListener("htmx:afterSettle", () => {
    for (const id of around) {
      if (page.activeElement !== page.body) return;
      page.getElementById(id)?.focus();
    }
  });
  page.querySelector(".error-summary")?.focus();
}

function idsAround(element) {
  const ids = [];
  for (let at = element; at; at = at.parentElement) if (at.id) ids.push(at.id);
  return ids;
}
