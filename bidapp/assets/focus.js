// After a swap the focus goes back to the control with the same id; after a page that came back with
// errors it goes to their summary, so that a screen reader says what to put right.
export function keepFocus(page) {
  let last = null;
  page.addEventListener("htmx:beforeSwap", () => { last = page.activeElement?.id || null; });
  page.addEventListener("htmx:afterSettle", () => { if (last) page.getElementById(last)?.focus(); });
  page.querySelector(".error-summary")?.focus();
}
