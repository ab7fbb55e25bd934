"""A letter as a mail: headers that programs understand, in lines that every server takes."""

import re
from binascii import b2a_qp
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.header import Header
from email.headerregistry import Address
from email.utils import format_datetime

from bidapp.mail.letters import one_line
from bidapp.mail.outcomes import Refused

EOL = "\r\n"
LONGEST_LINE = 900  # of the 998 octets of RFC 5322, a name and a colon stand before a value
BOUNDARY = "=_bidapp"  # what is quoted-printable never holds =_
A_DOMAIN = re.compile(r"[A-Za-z0-9.-]+")


@dataclass(frozen=True)
class Letter:
    """A message as it leaves: addresses, words, and what ties it to others."""

    sender: str
    recipient: str
    subject: str
    body: str
    message_id: str
    written_at: datetime
    html: str = ""
    thread: str | None = None
    reply_to: str | None = None
    unsubscribe_at: str | None = None


@dataclass(frozen=True)
class Mail:
    """What is handed to a mail server: who it is from and for, and every octet of it."""

    sender: str
    recipient: str
    content: bytes
    needs_utf8: bool


def sealed(letter: Letter) -> Mail:
    """The letter in its envelope. Refused when what stands in it can be no mail for anybody."""
    try:
        sender, recipient = _address(letter.sender), _address(letter.recipient)
        headers = (_header(*each) for each in _headers(letter, sender, recipient))
        content = "".join((*headers, _content(letter)))
    except ValueError as fault:
        raise Refused(f"It cannot be written as a mail: {fault}") from fault
    needs_utf8 = not f"{sender}{recipient}".isascii()
    return Mail(sender.addr_spec, recipient.addr_spec, content.encode(), needs_utf8)


def _address(words: str) -> Address:
    """Domains are spelt in ASCII for the network; what stands before the @ cannot be."""
    local, _, domain = words.rpartition("@")
    spelt = domain.encode("idna").decode()
    if not local or not A_DOMAIN.fullmatch(spelt):
        raise ValueError(f"“{words}” is no e-mail address")
    return Address(username=local, domain=spelt)


def _headers(letter: Letter, sender: Address, recipient: Address) -> Iterator[tuple[str, str]]:
    yield "From", f"bidapp <{sender}>"
    yield "To", str(recipient)
    if letter.reply_to and letter.reply_to.isascii():
        yield "Reply-To", str(_address(letter.reply_to))
    yield "Subject", _in_ascii(one_line(letter.subject))
    yield "Date", format_datetime(letter.written_at.astimezone(UTC))
    yield "Message-ID", _number(letter.message_id, sender)
    if letter.thread:
        yield "References", _number(letter.thread, sender)
    yield "Auto-Submitted", "auto-generated"
    yield "X-Auto-Response-Suppress", "OOF, AutoReply"
    if letter.unsubscribe_at and letter.unsubscribe_at.isascii():
        yield "List-Unsubscribe", f"<{letter.unsubscribe_at}>"
        if letter.unsubscribe_at.startswith("https:"):
            yield "List-Unsubscribe-Post", "List-Unsubscribe=One-Click"
    yield "MIME-Version", "1.0"


def _number(name: str, sender: Address) -> str:
    """Ends in our own domain, so that it is nobody else's."""
    left, _, right = name.partition("@")
    return f"<{left}@{right or 'bidapp'}.{sender.domain}>"


def _in_ascii(title: str) -> str:
    """As encoded words where it needs them: the only header that is ever cut into several lines."""
    if title.isascii() and "=?" not in title:
        return title
    return Header(title, "utf-8", maxlinelen=76, header_name="Subject").encode(linesep=EOL)


def _header(name: str, value: str) -> str:
    """On one line, however long: a web address cut in two is none any more."""
    for line in value.split(f"{EOL} "):
        if len(line.encode()) > LONGEST_LINE or not line.isprintable():
            raise ValueError(f"{name} is too long, or has characters that are never seen")
    return f"{name}: {value}{EOL}"


def _content(letter: Letter) -> str:
    """Plain text, and the same with markup where there is any: programs show the last they can."""
    plain = _part("plain", letter.body)
    if not letter.html:
        return plain
    parts = "".join(f"--{BOUNDARY}{EOL}{each}{EOL}" for each in (plain, _part("html", letter.html)))
    kind = f'Content-Type: multipart/alternative; boundary="{BOUNDARY}"'
    return f"{kind}{EOL}{EOL}{parts}--{BOUNDARY}--{EOL}"


def _part(kind: str, text: str) -> str:
    whole = re.sub(r"\r\n|\r|\n", EOL, text.rstrip("\r\n") + EOL)
    return (
        f'Content-Type: text/{kind}; charset="utf-8"{EOL}'
        f"Content-Transfer-Encoding: quoted-printable{EOL}{EOL}{b2a_qp(whole.encode()).decode()}"
    )
