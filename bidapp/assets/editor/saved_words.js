// The words and the sign of where the text is kept just now. A screen reader hears them at most once in
// two seconds; trouble is said at once.
const APART = 2_000;
const QUICK = 400; // a save that takes less is not announced
const CALM = new Set(["typing", "saving", "saved"]);

export const WORDS = {
  typing: () => "Not saved yet…",
  saving: () => "Saving…",
  saved: ({ saved_at: at, number, merged_with: others = [] }) =>
    others.length ? `${names(others)} saved too; both texts are together. Version ${number}` : `Saved ${at}, version ${number}`,
  theirs: ({ saved_at: at, saved_by: by, number }) => `${by ? `${by} saved` : "Saved"} ${at}, version ${number}`,
  kept: () => "Not saved yet: kept on this device",
  offline: () => "Offline: kept on this device",
  "signed-out": () => "Signed out: your text is kept on this device.",
  "somebody-else": ({ name }) => `${name} is signed in here now. Your text is kept on this device until you sign in again.`,
  unavailable: ({ said, seconds }) =>
    `The server could not keep this${said ? `: ${withoutStop(said)}` : ""}; kept on this device, trying again in ${seconds} seconds`,
  refused: ({ said }) => `${said || "The server refused this text."} It is kept on this device.`,
};

const SIGNS = { typing: "clock", saving: "clock", saved: "tick", theirs: "changed" };

export class SavedWords {
  constructor(place, icons) {
    Object.assign(this, { place, icons, last: 0, timer: 0 });
  }

  say(state, facts = {}) {
    if (state === "typing" && this.place.dataset.state === state) return;
    clearTimeout(this.timer);
    const calm = state === "saving" ? Math.max(this.last + APART - Date.now(), QUICK) : this.last + APART - Date.now();
    const wait = CALM.has(state) ? calm : 0;
    this.timer = setTimeout(() => this.#show(state, facts), Math.max(wait, 0));
  }

  #show(state, facts) {
    this.last = Date.now();
    const link = state === "signed-out" || state === "somebody-else" ? [" ", signInLink()] : [];
    this.place.dataset.state = state;
    this.place.classList.toggle("is-bad", state in WORDS && !(state in SIGNS));
    this.place.replaceChildren(sign(this.icons, SIGNS[state] ?? "warn"), WORDS[state](facts), ...link);
  }
}

function signInLink() {
  const link = document.createElement("a");
  Object.assign(link, { href: "/sign-in", target: "_blank", textContent: "Sign in again" });
  return link;
}

export function sign(icons, name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const use = svg.appendChild(document.createElementNS("http://www.w3.org/2000/svg", "use"));
  use.setAttribute("href", `${icons}#${name}`);
  return svg;
}

function names(people) {
  return people.length > 1 ? `${people.slice(0, -1).join(", ")} and ${people.at(-1)}` : people[0];
}

function withoutStop(sentence) {
  return sentence.replace(/\.$/, "");
}
