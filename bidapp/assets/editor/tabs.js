// Each tab has a name of its own, which it keeps when it is loaded anew, and tabs can ask which of them
// are open: a copy of unsaved text belongs to an open tab until that is gone.
import { newId } from "./identity.js";

const KEY = "bidapp-tab";
const WAIT = 300;

export class Tab {
  constructor() {
    this.name = sessionStorage.getItem(KEY) ?? newId();
    sessionStorage.removeItem(KEY); // a tab that is made as a copy of this one must not find it
    this.channel = new BroadcastChannel("bidapp-tabs");
    this.others = new Set();
    this.channel.onmessage = ({ data }) => {
      if (data.asking) this.channel.postMessage({ open: this.name });
      if (data.open) this.others.add(data.open);
    };
  }

  async openTabs() {
    this.others.clear();
    this.channel.postMessage({ asking: true });
    await new Promise((done) => { setTimeout(done, WAIT); });
    return this.others;
  }

  leave() {
    sessionStorage.setItem(KEY, this.name);
  }

  comeBack() {
    sessionStorage.removeItem(KEY);
  }
}
