// The copies of unsaved text that this device keeps: one for each person, section and tab. They outlive
// a crash of the browser and go when the server has the text.
import { openDB } from "idb";

const NAME = "bidapp";
const STORE = "copies";

export class Copies {
  #database;

  async #open() {
    this.#database ??= openDB(NAME, 1, {
      upgrade: (database) => database.createObjectStore(STORE, { keyPath: ["person", "section", "tab"] }),
      blocking: (_, __, event) => event.target.close(),
    });
    return this.#database;
  }

  async keep(copy) {
    const database = await this.#open();
    const writing = database.transaction(STORE, "readwrite", { durability: "relaxed" });
    await Promise.all([writing.store.put(copy), writing.done]);
  }

  async remove({ person, section, tab }) {
    await (await this.#open()).delete(STORE, [person, section, tab]);
  }

  async one({ person, section, tab }) {
    return (await this.#open()).get(STORE, [person, section, tab]);
  }

  async of(person, section) {
    return (await this.#open()).getAll(STORE, IDBKeyRange.bound([person, section], [person, section, []]));
  }

  async all() {
    return (await this.#open()).getAll(STORE);
  }

  async removeAll() {
    await (await this.#open()).clear(STORE);
  }
}
