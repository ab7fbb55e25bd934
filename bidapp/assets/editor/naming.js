// Names of colleagues offered after an @ in a comment: a listbox below the field. Arrow keys go through it,
// Enter or Tab takes one, Escape closes it.
const MOST = 8;
const BEGUN = /(?:^|[^\w@])@([^@\n]{0,60})$/u;

export function offerNames(people) {
  let list = null;
  const close = () => { list?.close(); list = null; };
  const look = (field) => {
    const begun = begunIn(field);
    const fits = begun === null ? [] : people().filter(({ name }) => startsLike(name, begun)).slice(0, MOST);
    close();
    if (fits.length) list = new NameList(field, fits, begun);
  };
  document.addEventListener("input", ({ target }) => target.matches?.("#comments textarea[name=words]") && look(target));
  document.addEventListener("focusout", close);
  document.addEventListener("keydown", (event) => {
    if (list?.field === event.target && list.pressed(event)) close();
  }, true);
}

function begunIn({ value, selectionStart }) {
  return value.slice(0, selectionStart).match(BEGUN)?.[1] ?? null;
}

function startsLike(name, begun) {
  const words = begun.toLowerCase();
  return name.toLowerCase().startsWith(words) && name.length > words.length;
}

class NameList {
  constructor(field, people, begun) {
    Object.assign(this, { field, begun, at: 0 });
    this.box = document.createElement("ul");
    Object.assign(this.box, { id: `${field.id}-names`, className: "names", role: "listbox", ariaLabel: "Colleagues" });
    this.options = people.map(({ name }, number) => this.#option(name, number));
    this.box.append(...this.options);
    field.after(this.box);
    field.setAttribute("aria-controls", this.box.id);
    field.setAttribute("aria-autocomplete", "list");
    this.#show(0);
  }

  // True when the list is done with.
  pressed(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const takes = event.key === "Enter" || event.key === "Tab";
    if (!step && !takes && event.key !== "Escape") return false;
    event.preventDefault();
    event.stopPropagation();
    if (step) this.#show((this.at + step + this.options.length) % this.options.length);
    if (takes) this.#take(this.options[this.at].textContent);
    return !step;
  }

  close() {
    this.box.remove();
    for (const name of ["aria-controls", "aria-autocomplete", "aria-activedescendant"]) this.field.removeAttribute(name);
  }

  #option(name, number) {
    const option = document.createElement("li");
    Object.assign(option, { id: `${this.box.id}-${number}`, role: "option", textContent: name });
    option.addEventListener("mousedown", (event) => {
      event.preventDefault(); // the field keeps the focus
      this.#take(name);
      this.close();
    });
    return option;
  }

  #show(at) {
    this.at = at;
    this.options.forEach((option, number) => option.setAttribute("aria-selected", String(number === at)));
    this.field.setAttribute("aria-activedescendant", this.options[at].id);
  }

  #take(name) {
    const caret = this.field.selectionStart;
    this.field.setRangeText(`${name} `, caret - this.begun.length, caret, "end");
  }
}
