// The count at the foot of the text: how much there is, of how much, and how other funders would count it.
// It is worked out when one pauses for a moment, and read out at most once in two seconds.
import { RULES } from "./counting.js";
import { countOf } from "./live_count.js";
import { markOver } from "./over.js";

const PAUSE = 250;
const READ_OUT_EVERY = 2_000;
const NEAR = 0.95;
const FULL = 87; // per cent of the bar at which the limit stands
const NAMES = {
  ukri: "as UKRI counts",
  innovate_uk: "as Innovate UK counts",
  whitespace: "word by word, at spaces",
  characters: "every character and space",
};

export class CountShown {
  constructor(foot, editor, { rule, limit, limit_kind: unit, group }) {
    Object.assign(this, { foot, editor, rule, limit: limit || null, unit: unit === "characters" ? unit : "words", group, read: 0 });
    this.counts = (unit === "words" || unit === "characters") && rule !== "none";
  }

  start() {
    this.editor.on("update", () => this.later());
    this.show();
  }

  later() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.show(), PAUSE);
  }

  show() {
    if (this.editor.isDestroyed) return;
    const limit = this.counts ? this.limit : null;
    const rule = this.rule === "none" ? "whitespace" : this.rule;
    const count = countOf(this.editor.state.doc, rule);
    const words = wordsFor(count, limit, this.unit);
    this.#draw(count, limit, words);
    this.#others(rule);
    this.#group(count);
    markOver(this.editor, limit, rule);
    this.#readOut(`${words.count} ${words.left}`.trim());
  }

  #draw(count, limit, words) {
    const shown = this.foot.querySelector("[data-count]");
    shown.querySelector("[data-count-words]").textContent = words.count;
    shown.querySelector("[data-count-left]").textContent = words.left && ` · ${words.left}`;
    for (const place of [shown, this.foot]) {
      place.classList.toggle("is-bad", Boolean(limit) && count > limit);
      place.classList.toggle("is-warn", Boolean(limit) && count <= limit && count >= limit * NEAR);
    }
    this.foot.querySelector("[data-over]").hidden = !limit || count <= limit;
    drawMeter(shown.querySelector(".meter"), count, limit);
  }

  #others(rule) {
    const doc = this.editor.state.doc;
    const own = countOf(doc, rule);
    const others = RULES.filter((each) => each !== rule).map((each) => [each, countOf(doc, each)]).filter(([, count]) => count !== own);
    const list = this.foot.querySelector("[data-others]");
    list.closest("details").hidden = !others.length;
    list.replaceChildren(...others.map(([each, count]) => item(`${number(count)} ${unitOf(each, count)}, ${NAMES[each]}`)));
  }

  #group(count) {
    const place = this.foot.querySelector("[data-group]");
    place.hidden = !this.group;
    if (!this.group) return;
    const { title, limit, others } = this.group;
    const together = others + count;
    place.classList.toggle("is-bad", together > limit);
    place.textContent = `${title} together: ${number(together)} of ${number(limit)}, ${leftOf(together, limit)}`;
  }

  #readOut(words) {
    clearTimeout(this.reading);
    const wait = Math.max(this.read + READ_OUT_EVERY - Date.now(), 0);
    this.reading = setTimeout(() => {
      this.read = Date.now();
      const place = this.foot.querySelector("[data-read-out]");
      if (place.textContent !== words) place.textContent = words;
    }, wait);
  }
}

export function wordsFor(count, limit, unit) {
  if (!limit) return { count: `${number(count)} ${unit}, no limit`, left: "" };
  return { count: `${number(count)} of ${number(limit)} ${unit}`, left: leftOf(count, limit) };
}

function leftOf(count, limit) {
  return count > limit ? `${number(count - limit)} over` : `${number(limit - count)} left`;
}

function drawMeter(meter, count, limit) {
  meter.toggleAttribute("hidden", !limit);
  if (!limit) return;
  const over = count / limit - 1;
  meter.querySelector(".meter-fill").setAttribute("width", `${Math.min(count / limit, 1) * FULL}%`);
  meter.querySelector(".meter-over").setAttribute("width", over > 0 ? `${Math.min(Math.max(over * 100, 4), 13)}%` : "0");
}

function unitOf(rule, count) {
  const unit = rule === "characters" ? "character" : "word";
  return count === 1 ? unit : `${unit}s`;
}

function item(words) {
  return Object.assign(document.createElement("li"), { textContent: words });
}

function number(value) {
  return value.toLocaleString("en-GB");
}
