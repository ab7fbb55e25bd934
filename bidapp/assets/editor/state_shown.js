// The section may move on while it is open: a change opens what was done, a coordinator locks it. Then its
// state and its buttons are shown anew, as the server has them.
export function showState(host) {
  let state = host.dataset.state;
  host.addEventListener("bidapp:heard", async ({ detail }) => {
    if (!detail.state || detail.state === state) return;
    state = detail.state;
    const answer = await fetch(location.href).catch(() => null);
    if (!answer?.ok || answer.redirected) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const part of ["#section-state", "#section-actions"]) {
      const fresh = page.querySelector(part);
      if (fresh) document.querySelector(part)?.replaceWith(fresh);
    }
  });
}
