// A dialog that asks one thing. It closes with an answer, or with none on Cancel and Escape; the focus
// then goes back to the text. What is wrong is said above the field it is about.
export function ask(dialog, { fill = () => {}, answer, then = () => {} }) {
  const form = dialog.querySelector("form");
  fill(form);
  clearErrors(form);
  dialog.returnValue = "";
  const submit = async (event) => {
    event.preventDefault();
    clearErrors(form);
    const button = event.submitter;
    if (button?.value === "cancel") return dialog.close();
    const wrong = await answer(form, button?.value);
    if (wrong) return showError(form, wrong);
    return dialog.close();
  };
  form.addEventListener("submit", submit);
  dialog.addEventListener("close", () => { form.removeEventListener("submit", submit); then(); }, { once: true });
  dialog.showModal();
  form.querySelector("[autofocus]")?.focus();
}

function showError(form, { field, said }) {
  const input = form.elements[field];
  const place = form.querySelector(`[data-error="${field}"]`);
  place.querySelector("span").textContent = said;
  place.hidden = false;
  place.closest(".field").classList.add("field-bad");
  input.setAttribute("aria-invalid", "true");
  input.focus();
}

function clearErrors(form) {
  for (const place of form.querySelectorAll("[data-error]")) {
    place.hidden = true;
    place.closest(".field").classList.remove("field-bad");
    form.elements[place.dataset.error].removeAttribute("aria-invalid");
  }
}
