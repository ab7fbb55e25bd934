// The page goes away, comes back, is hidden, loses the network: what each means to an unsaved text.
export function liveOn({ saving, device, presence, tab, editor }) {
  addEventListener("beforeunload", (event) => {
    if (saving.unsaved && !device.has(editor.state.doc)) event.preventDefault();
  });
  addEventListener("pagehide", () => {
    device.write();
    tab.leave();
    presence.leave();
  });
  addEventListener("pageshow", async ({ persisted }) => {
    if (!persisted) return;
    tab.comeBack();
    if (saving.unsaved && !(await device.isThere())) return location.reload(); // another tab took it up
    return presence.beat();
  });
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) return device.write();
    return presence.beat();
  });
  document.addEventListener("bidapp:before-sign-out", ({ detail }) => detail.waitFor(saving.save().then(() => device.write())));
  document.addEventListener("bidapp:signing-out", () => device.stop());
  addEventListener("online", () => saving.resume());
}
