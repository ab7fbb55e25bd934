// Says to the server every ten seconds that one is here, and in which block; hears who else is.
const EVERY = 10_000;
const AFTER_MOVING = 1_000;
const APART = 3_000;

export class Presence {
  constructor({ editor, server, tab, heard, refused }) {
    Object.assign(this, { editor, server, tab, heard, refused, last: 0, block: undefined, beating: false });
  }

  start() {
    this.editor.on("selectionUpdate", () => this.#moved());
    this.beat();
  }

  async beat() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.beat(), EVERY);
    if (this.beating) return;
    this.beating = true;
    this.last = Date.now();
    this.block = blockOfCaret(this.editor.state);
    try {
      this.heard(await this.server.beat({ tab: this.tab.name, block: this.block ?? undefined }));
    } catch (refusal) {
      this.refused(refusal);
    } finally {
      this.beating = false;
    }
  }

  leave() {
    clearTimeout(this.timer);
    this.server.leave(this.tab.name);
  }

  #moved() {
    if (blockOfCaret(this.editor.state) === this.block) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.beat(), Math.max(AFTER_MOVING, this.last + APART - Date.now()));
  }
}

export function blockOfCaret({ doc, selection }) {
  const place = selection.$head.index(0);
  return place < doc.childCount ? doc.child(place).attrs.id : null;
}
