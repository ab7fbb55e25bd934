// Whoever signs out leaves nothing behind on a shared machine: the copies of unsaved texts go. If some
// had not reached the server, a dialog says first which they are, and offers to stay.
import { Copies } from "./editor/copies.js";

export function keepNothingBehind(page) {
  const form = page.querySelector("#sign-out");
  const dialog = page.querySelector("#unsaved");
  if (!form || !dialog) return;
  const copies = new Copies();
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    await everybodyReady(page);
    const left = await copies.all().catch(() => []);
    if (left.length) return tell(dialog, left, Number(form.dataset.person));
    return form.submit();
  });
  dialog.querySelector("form").addEventListener("submit", async ({ submitter }) => {
    if (submitter.value !== "leave") return;
    page.dispatchEvent(new CustomEvent("bidapp:signing-out")); // no more copies from now on
    await copies.removeAll().catch(() => {});
    form.submit();
  });
}

// An editor on this page saves first what it can.
async function everybodyReady(page) {
  const waiting = [];
  page.dispatchEvent(new CustomEvent("bidapp:before-sign-out", { detail: { waitFor: (work) => waiting.push(work) } }));
  await Promise.allSettled(waiting);
}

function tell(dialog, left, person) {
  const own = [...new Set(left.filter((copy) => copy.person === person).map(({ title }) => title))];
  const others = left.some((copy) => copy.person !== person) ? ["A text of somebody else who used this device"] : [];
  dialog.querySelector("ul").replaceChildren(...[...own, ...others].map(item));
  dialog.showModal();
}

function item(words) {
  return Object.assign(document.createElement("li"), { textContent: words });
}
