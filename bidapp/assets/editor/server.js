// All that the editor asks of the server, and one kind of error for whatever is not a plain yes.
const PATIENCE = 60_000;
const LAST_WORDS = 20_000; // characters; some take three bytes

// Kinds: "offline", "signed-out", "stale" (the form key), "refused" (asking again is no use), "unavailable".
export class Refusal extends Error {
  constructor(kind, said = "", after = 0) {
    super(said || kind);
    Object.assign(this, { kind, said, after });
  }
}

export class Server {
  constructor({ address, presence, pictures }) {
    Object.assign(this, { address, presence, pictures, token: "" });
  }

  async text() {
    return this.#heard(await asked(this.address, {}));
  }

  async save({ content, based_on, key }, { tab, block }) {
    const facts = JSON.stringify({ based_on, key, tab, block });
    return this.#post(this.address, `{"content":${content},${facts.slice(1)}`);
  }

  // Browsers take no more than 64 kB of this kind; a longer text is on the device.
  saveAndLeave({ content, based_on, key }, { tab, block }) {
    const facts = JSON.stringify({ based_on, key, tab, block });
    const body = `{"content":${content},${facts.slice(1)}`;
    if (body.length < LAST_WORDS) this.#post(this.address, body, { keepalive: true }).catch(() => {});
  }

  async beat(facts) {
    return this.#heard(await this.#post(this.presence, JSON.stringify(facts)));
  }

  // Nobody waits for this answer: the page is going away.
  leave(tab) {
    this.#post(this.presence, JSON.stringify({ tab, gone: true }), { keepalive: true }).catch(() => {});
  }

  async picture(file) {
    const body = new FormData();
    body.append("picture", file);
    return asked(this.pictures, { method: "POST", body, headers: { "X-CSRFToken": this.token } });
  }

  #post(address, body, options = {}) {
    const headers = { "Content-Type": "application/json", "X-CSRFToken": this.token };
    return asked(address, { method: "POST", body, headers, ...options });
  }

  #heard(answer) {
    if (answer.token) this.token = answer.token;
    return answer;
  }
}

async function asked(address, options) {
  const answer = await reached(address, options);
  if (answer.redirected) throw new Refusal("signed-out"); // to the page on which one signs in
  const body = await answer.json().catch(() => ({}));
  if (answer.ok) return body;
  throw new Refusal(kindOf(answer.status), body.said ?? "", Number(answer.headers.get("Retry-After")) || 0);
}

async function reached(address, options) {
  try {
    const headers = { Accept: "application/json", ...options.headers };
    return await fetch(address, { signal: AbortSignal.timeout(PATIENCE), cache: "no-store", ...options, headers });
  } catch {
    throw new Refusal("offline");
  }
}

function kindOf(status) {
  if (status === 401) return "signed-out";
  if (status === 400) return "stale";
  return status >= 500 || status === 429 ? "unavailable" : "refused";
}
