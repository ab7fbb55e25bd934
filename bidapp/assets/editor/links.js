// Which addresses a link may have: the twin of bidapp/text/links.py.
const AROUND = /^[\x00-\x20]+|[\x00-\x20]+$/g;
const ALLOWED = /^(?:https?:\/\/|mailto:)[^\s\x00-\x20\x7f-\x9f<>"\\^`{|}\ufffe\uffff]+$/i;
const LONGEST = 2000;

export function safeLink(address) {
  const tidy = address.replace(/[\t\n\r]/g, "").replace(AROUND, "").replaceAll(" ", "%20");
  return tidy.length <= LONGEST && ALLOWED.test(tidy) && leadsSomewhere(tidy) ? tidy : null;
}

// What somebody types as an address: "www.ukri.org" and "sam@example.org" are meant as links too.
export function linkMeant(typed) {
  const address = typed.trim();
  if (/^[^\s@/:]+@[^\s@/:]+\.[^\s@/:]+$/.test(address)) return safeLink(`mailto:${address}`);
  if (/^(?:www\.)?[^\s:/?#@]+\.[a-z]{2,}(?:[:/?#]|$)/i.test(address)) return safeLink(`https://${address}`);
  return safeLink(address);
}

function leadsSomewhere(address) {
  try {
    const { protocol, hostname } = new URL(address);
    return protocol === "mailto:" || hostname !== "";
  } catch {
    return false;
  }
}
