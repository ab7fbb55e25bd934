// The page goes away, comes back, is hidden, loses the network: what each means to an unsaved text.
const MOST_TO_WAIT = 3_000;

export function liveOn({ saving, device, presence, tab, editor }) {
  addEventListener("beforeunload", (event) => {
    if (saving.unsaved && !device.has(editor.state.doc)) event.preventDefault();
  });
  saveBeforeLinks(saving);
  addEventListener("pagehide", () => {
    saving.leave();
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
    if (document.hidden) {
      saving.leave();
      return device.write();
    }
    return presence.beat();
  });
  document.addEventListener("bidapp:before-sign-out", ({ detail }) => detail.waitFor(saving.save().then(() => device.write())));
  document.addEventListener("bidapp:signing-out", () => device.stop());
  addEventListener("online", () => saving.resume());
}

// A page of ours that one goes to may show this text: it has to be the newest.
function saveBeforeLinks(saving) {
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href]");
    if (!link || !saving.unsaved || isForElsewhere(link, event)) return;
    event.preventDefault();
    Promise.race([saving.flush(), new Promise((done) => { setTimeout(done, MOST_TO_WAIT); })]).finally(() => location.assign(link.href));
  });
}

function isForElsewhere(link, event) {
  const other = event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey;
  const here = link.pathname === location.pathname && link.search === location.search && link.hash;
  return other || here || link.target || link.hasAttribute("download") || link.origin !== location.origin || link.closest("#text");
}
