// What had been typed on this device and had not reached the server, as after a crash, is put back into
// the text and saved. The server puts it together with what others wrote meanwhile.
import { contentOf } from "./block_json.js";
import { plainText } from "./plain.js";

export async function takeUp(desk) {
  const copies = await left(desk);
  for (const copy of copies.slice(0, -1)) await hand(desk, copy);
  const last = copies.at(-1);
  if (last) putBack(desk, last);
}

// A section that was locked meanwhile: what did not reach the server stays here and is shown to be copied.
export async function tellOfCopies(host, copies, { person, section }) {
  const found = await copies.of(person.id, section.id).catch(() => []);
  for (const copy of found) host.before(told(copy));
}

function told(copy) {
  const box = Object.assign(document.createElement("div"), { className: "notice is-warn m-3" });
  const words = document.createElement("p");
  words.textContent = `What you typed here at ${timeOf(copy.at)} has not reached the server, because nobody may write in this section now. It is kept on this device:`;
  const text = Object.assign(document.createElement("textarea"), { className: "form-control", rows: 6, readOnly: true, value: plainText(JSON.parse(copy.content)) });
  text.setAttribute("aria-label", "Your text on this device");
  const inside = document.createElement("div");
  inside.className = "flex-grow-1";
  inside.append(words, text);
  box.append(inside);
  return box;
}

// The own copies of this section, oldest first, without those of tabs that are open.
async function left({ copies, tab, place }) {
  const found = await copies.of(place.person, place.section).catch(() => []);
  if (!found.length) return [];
  const open = found.some((copy) => copy.tab !== tab.name) ? await tab.openTabs() : new Set();
  return found.filter((copy) => !open.has(copy.tab)).sort((one, other) => one.at - other.at);
}

// A further copy goes to the server by itself; what cannot be taken now waits for another time.
async function hand({ server, copies, tab }, copy) {
  const who = { tab: tab.name };
  try {
    const started = copy.attempt && (await server.save(copy.attempt, who));
    if (copy.content !== copy.attempt?.content) {
      await server.save({ content: copy.content, based_on: started?.mine ?? copy.based_on, key: keyOf(copy) }, who);
    }
    await copies.remove(copy);
  } catch { /* it stays where it is */ }
}

function putBack(desk, copy) {
  const { editor, saving, notices, device, copies, tab } = desk;
  const content = JSON.parse(copy.content);
  if (contentOf(editor.state.doc) === copy.content) return void copies.remove(copy);
  editor.chain().setMeta("addToHistory", false).setContent(content, { emitUpdate: false }).run();
  saving.base = copy.based_on;
  saving.attempt = copy.attempt && { ...copy.attempt, doc: copy.attempt.content === copy.content ? editor.state.doc : null };
  notices.say(`What you typed here at ${timeOf(copy.at)} and had not reached the server is back.`);
  device.write().then(() => { if (copy.tab !== tab.name) copies.remove(copy); });
  saving.save();
}

function keyOf({ tab, at }) {
  return `${tab}${at.toString(16)}`;
}

function timeOf(at) {
  const when = new Date(at);
  const day = when.toDateString() === new Date().toDateString() ? "" : ` on ${when.toLocaleDateString("en-GB", { day: "numeric", month: "long" })}`;
  const hour = when.getHours() % 12 || 12;
  return `${hour}:${String(when.getMinutes()).padStart(2, "0")}${when.getHours() < 12 ? "am" : "pm"}${day}`;
}
