"""Which addresses a link may have."""

import re
from urllib.parse import urlsplit

_NOT_IN_ADDRESSES = re.compile("[\t\n\r]")
_AROUND = "".join(map(chr, range(0x21)))
_ALLOWED = re.compile(
    r"(?:https?://|mailto:)[^\s\x00-\x20\x7f-\x9f<>\"\\^`{|}\ud800-\udfff\ufffe\uffff]+", re.I
)


def safe_link(address: str) -> str | None:
    """The address as browsers read it when it leads to the web or to e-mail, else nothing."""
    tidy = _NOT_IN_ADDRESSES.sub("", address).strip(_AROUND).replace(" ", "%20")
    if not _ALLOWED.fullmatch(tidy) or not _leads_somewhere(tidy):
        return None
    return tidy


def _leads_somewhere(address: str) -> bool:
    try:
        parts = urlsplit(address)
        return parts.scheme == "mailto" or (bool(parts.hostname) and (parts.port or 0) >= 0)
    except ValueError:
        return False
