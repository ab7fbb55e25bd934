// Saves by itself, one request at a time. A save whose answer never came is sent again as it was, under
// the same key, before anything newer: so the server never takes one writing for two.
import { ADOPTED } from "./adopting.js";
import { contentOf } from "./block_json.js";
import { newId } from "./identity.js";
import { Refusal } from "./server.js";

const PAUSE = 1_500;
const AT_LEAST_EVERY = 10_000;
const AT_LEAST_EVERY_FOR_LONG = 30_000;
const LONG = 300_000;
const WAITS = [2, 4, 8, 15, 30];

export class Saving {
  constructor(parts) {
    Object.assign(this, parts); // editor, server, device, adopt, say, heard, signedOut, who
    this.base = 0;
    this.saved = this.editor.state.doc;
    this.attempt = null;
    this.sending = false;
    this.stopped = false;
    this.failures = 0;
    this.waitUntil = 0;
  }

  get unsaved() {
    return this.attempt !== null || this.editor.state.doc !== this.saved;
  }

  // What a copy on the device has to hold for the text to be taken up again after a crash.
  get pending() {
    if (!this.unsaved) return null;
    const { doc } = this.editor.state;
    const { attempt } = this;
    const started = attempt && { content: attempt.content, based_on: attempt.based_on, key: attempt.key };
    return { doc, content: contentOf(doc), based_on: this.base, attempt: started };
  }

  typed(transaction) {
    if (!transaction.getMeta(ADOPTED)) this.#changed();
  }

  #changed() {
    const now = Date.now();
    this.firstChange ??= now;
    this.lastChange = now;
    if (this.stopped) this.#tryAgain();
    if (!this.sending && !this.failures) this.say("typing");
    this.device.touch(this.editor.state.doc.content.size > LONG);
    this.#plan();
  }

  resume() {
    this.#tryAgain();
    if (this.unsaved) this.save();
  }

  async save() {
    if (this.sending || this.stopped || !this.unsaved) return;
    this.underWay = this.#send();
    await this.underWay;
  }

  // All that is typed, before one goes elsewhere; what the server cannot take now stays on the device.
  async flush() {
    await this.underWay;
    if (this.unsaved) await this.save();
  }

  // The page is going away and nobody waits for the answer. The copy on the device holds the same save
  // under the same key, so that it is one save when it is taken up again.
  leave() {
    if (this.sending || this.stopped || !this.unsaved) return;
    this.attempt ??= this.#newAttempt();
    this.server.saveAndLeave(this.attempt, this.who());
  }

  async #send() {
    clearTimeout(this.timer);
    this.attempt ??= this.#newAttempt();
    const { attempt } = this;
    this.sending = true;
    this.say("saving");
    try {
      const answer = await this.server.save(attempt, this.who());
      this.sending = false;
      this.#done(attempt, answer);
    } catch (refusal) {
      this.sending = false;
      if (!(refusal instanceof Refusal)) throw refusal;
      await this.#failed(refusal);
    }
  }

  #newAttempt() {
    const { doc } = this.editor.state;
    this.firstChange = null;
    return { doc, content: contentOf(doc), based_on: this.base, key: newId(12) };
  }

  #done(attempt, answer) {
    this.attempt = null;
    this.#tryAgain();
    const untouched = this.editor.state.doc === attempt.doc;
    if (untouched) this.saved = attempt.doc;
    if (!answer.content) this.base = answer.mine ?? answer.number;
    else if (untouched && this.adopt(answer.content)) this.#adopted(answer.number);
    else this.base = answer.mine;
    this.heard(answer);
    if (this.unsaved) return this.#plan();
    this.device.forget();
    return this.say("saved", answer);
  }

  #adopted(number) {
    this.base = number;
    this.saved = this.editor.state.doc;
  }

  // The text of others, when nothing of one's own waits.
  async refresh(number) {
    if (this.unsaved || this.sending || number <= this.base) return;
    const before = this.editor.state.doc;
    const answer = await this.server.text();
    const free = !this.unsaved && !this.sending && this.editor.state.doc === before;
    if (free && answer.number > this.base && this.adopt(answer.content)) {
      this.#adopted(answer.number);
      this.say("theirs", answer);
    }
  }

  async #failed(refusal) {
    if (refusal.kind === "stale") return this.#renew();
    if (refusal.kind === "refused") {
      this.attempt = null;
      this.stopped = true;
      return this.say("refused", refusal);
    }
    if (refusal.kind === "signed-out") {
      this.stopped = true;
      return this.signedOut();
    }
    return this.#wait(refusal);
  }

  // The key of the form had aged: a new one, then the same save again.
  async #renew() {
    if (this.renewed) return this.#wait(new Refusal("unavailable", "The page is out of date."));
    this.renewed = true;
    try {
      await this.server.text();
      return this.save();
    } catch (refusal) {
      return this.#failed(refusal);
    }
  }

  #wait(refusal) {
    const seconds = Math.max(refusal.after, WAITS[Math.min(this.failures, WAITS.length - 1)]);
    this.failures += 1;
    this.waitUntil = Date.now() + seconds * 1000;
    this.say(refusal.kind, { ...refusal, said: refusal.said, seconds });
    this.#plan();
  }

  #tryAgain() {
    this.stopped = false;
    this.renewed = false;
    this.failures = 0;
    this.waitUntil = 0;
  }

  #plan() {
    if (this.sending || this.stopped) return;
    clearTimeout(this.timer);
    const now = Date.now();
    const most = this.editor.state.doc.content.size > LONG ? AT_LEAST_EVERY_FOR_LONG : AT_LEAST_EVERY;
    const due = Math.min((this.lastChange ?? now) + PAUSE, (this.firstChange ?? now) + most);
    this.timer = setTimeout(() => this.save(), Math.max(due, this.waitUntil) - now);
  }
}
