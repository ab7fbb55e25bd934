// What is said above the text: of places that two people wrote at once, of pastes, of texts taken up again.
import { showHere } from "./here.js";

export class Notices {
  constructor(host) {
    this.host = host;
    this.conflicts = host.querySelector("[data-conflicts]");
    this.said = host.querySelector("[data-said]");
    this.here = document.querySelector("#here");
    this.said.querySelector("button").addEventListener("click", () => { this.said.hidden = true; });
  }

  say(words) {
    this.said.hidden = false;
    this.said.querySelector("p").textContent = words;
  }

  heard({ conflicts, conflicts_address: address, here }, editor) {
    if (conflicts !== undefined) {
      this.conflicts.hidden = conflicts === 0;
      const places = conflicts === 1 ? "1 place was" : `${conflicts} places were`;
      this.conflicts.querySelector("[data-words]").textContent = `${places} written by two people at once. Nothing is lost: `;
      if (address) this.conflicts.querySelector("a").setAttribute("href", address);
    }
    if (here) showHere(editor, this.here, here);
  }
}
