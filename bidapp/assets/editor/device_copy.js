// Keeps what one types on this device until the server has it: moments after a key was pressed, also while
// one types on; of a long text twice a second.
const PAUSE = 120;
const PAUSE_OF_LONG = 500;

export class DeviceCopy {
  constructor(copies, place, facts) {
    Object.assign(this, { copies, place, facts, kept: null, timer: 0, works: true });
  }

  touch(isLong) {
    this.timer ||= setTimeout(() => { this.timer = 0; this.write(); }, isLong ? PAUSE_OF_LONG : PAUSE);
  }

  async write() {
    const facts = this.facts();
    if (!facts || this.stopped) return;
    const { doc, ...copy } = facts;
    try {
      await this.copies.keep({ ...this.place, ...copy, at: Date.now() });
      this.kept = doc;
      this.works = true;
    } catch {
      this.works = false;
    }
  }

  // Only when nothing newer is waiting to be written.
  async forget() {
    clearTimeout(this.timer);
    this.timer = 0;
    await this.copies.remove(this.place).catch(() => {});
  }

  stop() {
    this.stopped = true;
  }

  async isThere() {
    return Boolean(await this.copies.one(this.place).catch(() => null));
  }

  has(doc) {
    return this.works && this.kept === doc;
  }
}
