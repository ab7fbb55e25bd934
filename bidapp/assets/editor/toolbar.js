// The toolbars above the text: buttons that say what they do and whether it is on. Tab reaches each bar
// once; arrow keys, Home and End go through it; Escape goes back to the text.
import { sign } from "./saved_words.js";
import { applyStyle, COMMANDS, styleNow } from "./commands.js";

export function setUpToolbars(host, editor, own = {}) {
  const commands = { ...COMMANDS, ...own };
  const bars = [...host.querySelectorAll("[role=toolbar]")];
  const style = host.querySelector("[data-style]");
  const buttons = [...host.querySelectorAll("[data-command]")].filter(({ dataset }) => commands[dataset.command]);

  for (const button of buttons) button.addEventListener("click", () => commands[button.dataset.command].run(editor));
  style.addEventListener("change", () => applyStyle(editor, style.value));
  bars.forEach((bar) => rove(bar, editor));

  const show = () => {
    if (editor.isDestroyed || editor.view.composing) return;
    style.value = styleNow(editor);
    host.querySelector("[data-in-table]").hidden = !editor.isActive("table");
    for (const button of buttons) showState(button, commands[button.dataset.command], editor);
  };
  const soon = once(show);
  editor.on("transaction", soon);
  show();
}

// Buttons that other parts bring, at the end of the first toolbar.
export function addTools(host, tools, commands) {
  const place = host.querySelector("[data-tools]");
  for (const { name, icon, words, ...command } of tools) {
    const button = document.createElement("button");
    button.type = "button";
    button.dataset.command = name;
    button.append(sign(host.dataset.icons, icon), words);
    place.before(button);
    commands[name] = command;
  }
}

function showState(button, { isOn, can }, editor) {
  if (isOn) button.setAttribute("aria-pressed", String(Boolean(isOn(editor))));
  if (can) button.setAttribute("aria-disabled", String(!can(editor)));
}

// At most once a frame, and never while a key press is still being worked on.
function once(show) {
  let waiting = false;
  return () => {
    if (waiting) return;
    waiting = true;
    setTimeout(() => { waiting = false; show(); }, 100);
  };
}

function rove(bar, editor) {
  const stops = () => [...bar.querySelectorAll("button, select")].filter((each) => !each.hidden);
  const makeStop = (chosen) => stops().forEach((each) => { each.tabIndex = each === chosen ? 0 : -1; });
  makeStop(stops()[0]);
  bar.addEventListener("focusin", (event) => makeStop(event.target));
  bar.addEventListener("keydown", (event) => {
    if (event.key === "Escape") return editor.commands.focus();
    const all = stops();
    const at = all.indexOf(event.target);
    const next = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: -1 }[event.key];
    if (next === undefined) return undefined;
    event.preventDefault();
    return all.at(next % all.length).focus();
  });
}

export function focusToolbar(host) {
  host.querySelector("[role=toolbar] [tabindex='0']").focus();
  return true;
}
