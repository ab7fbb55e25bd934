"""Why mail does not leave: asks the mail server step by step, and says what to do."""

import re
import socket
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import NamedTuple

from bidapp.mail.envelope import Letter, sealed
from bidapp.mail.outcomes import InDoubt, NotNow, OurFault, Refused
from bidapp.mail.smtp import USUAL, Line, Patience

NO_SERVER = (
    "No mail server is set, so messages are kept as files in the instance folder. Set "
    "BIDAPP_SMTP_URL, such as smtp+starttls://NAME:PASSWORD@mail.example.ac.uk:587."
)
ADVICE = {  # the first whose pattern is found in what went wrong
    r"Looking up": (
        "Is the host in BIDAPP_SMTP_URL spelt right, and can this machine look names up?"
    ),
    r"[Cc]onnection refused": "Nothing listens there: is it the right port, and is it running?",
    r"unreachable|[Nn]o route|Connecting.*timed out": (
        "Something on the way does not let it through: ask for this port to be opened outwards."
    ),
    r"[Mm]ismatch|doesn't match": "Use the name that the certificate is made out to.",
    r"certificate verify failed": (
        "Have this machine trust whoever issued the server’s certificate: SSL_CERT_FILE may name "
        "a file with it."
    ),
    r"wrong version|record layer": (
        "This port does not begin encrypted: try smtp+starttls:// in BIDAPP_SMTP_URL."
    ),
    r"Encrypting the connection: [45]": (
        "This port does not offer STARTTLS: try smtps:// with port 465 in BIDAPP_SMTP_URL."
    ),
    r"5\.7\.30|5\.7\.139|[Bb]asic auth": (
        "Microsoft 365 no longer lets programs sign in with a name and a password. Send through a "
        "relay that knows this machine by its address, without signing in: smtp://RELAY:25."
    ),
    r"5\.7\.9\b|[Aa]pplication-specific": (
        "This account wants a password made for one program: make one there and use it."
    ),
    r"\b53[45]\b|ascii": (
        "The name or the password is wrong. They stand in BIDAPP_SMTP_URL, where @ is written %40, "
        ": is %3A and / is %2F."
    ),
    r"AUTH extension|suitable authentication": (
        "The server lets nobody sign in like this: it may want encryption first "
        "(smtp+starttls://), or nobody to sign in at all."
    ),
    r"\b530\b|[Aa]uthenticat": "The server wants a sign-in: put NAME:PASSWORD@ before the host.",
    r"[Rr]elay": "The server carries no mail for us: sign in, or have this machine allowed there.",
    r"Sending from": "Set BIDAPP_MAIL_FROM to an address that the server lets us send from.",
}
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
SUBJECT = "A test from bidapp"
BODY = "bidapp can send mail: this message has come all the way. Nothing needs to be done.\n"


class Finding(NamedTuple):
    """What one step found; when it went wrong, the sentence says what to do."""

    step: str
    ok: bool
    sentence: str


def check_mail(
    smtp_url: str | None,
    sender: str,
    recipient: str | None = None,
    *,
    send_at: datetime | None = None,
    patience: Patience = USUAL,
) -> Iterator[Finding]:
    """Goes as far as it gets. Nothing is sent unless there is a recipient and a moment to send."""
    if not smtp_url:
        yield Finding("Server", False, NO_SERVER)
        return
    letter = Letter(sender, recipient or sender, SUBJECT, BODY, "test", send_at or LONG_AGO)
    line = Line(smtp_url, sender.rpartition("@")[2], patience)
    for name, step in _steps(has_recipient=bool(recipient), in_earnest=bool(send_at)):
        try:
            yield Finding(name, True, step(line, letter))
        except (OurFault, Refused, NotNow, InDoubt) as fault:
            yield Finding(name, False, with_advice(str(fault)))
            break
    line.hang_up(politely=True)


def with_advice(words: str) -> str:
    advice = (each for pattern, each in ADVICE.items() if re.search(pattern, words))
    return f"{words.rstrip('.')}. {next(advice, '')}".strip()


def _steps(
    *, has_recipient: bool, in_earnest: bool
) -> Iterator[tuple[str, Callable[[Line, Letter], str]]]:
    yield "Name", _look_up
    yield "Connection", _connect
    yield "Encryption", _encrypt
    yield "Signing in", _sign_in
    yield "Sender", _name_sender
    if has_recipient:
        yield "Recipient", _name_recipient
    if has_recipient and in_earnest:
        yield "Test message", _send


def _look_up(line: Line, _: Letter) -> str:
    try:
        found = socket.getaddrinfo(line.host, line.port, type=socket.SOCK_STREAM)
    except OSError as fault:
        raise OurFault(f"Looking up {line.host}: {fault.strerror}") from fault
    return f"{line.host} is {found[0][4][0]}."


def _connect(line: Line, _: Letter) -> str:
    line.connect()
    return f"A mail server answers at port {line.port}."


def _encrypt(line: Line, _: Letter) -> str:
    line.encrypt()
    if line.encryption:
        return f"The connection is encrypted ({line.encryption}), and the certificate is right."
    if line.could_encrypt:
        return "Nothing is encrypted, though the server could: write smtp+starttls://."
    return "Nothing is encrypted, which is right on this machine or a network of your own alone."


def _sign_in(line: Line, _: Letter) -> str:
    line.sign_in()
    return f"Signed in as {line.signs_in_as}." if line.signs_in_as else "Nobody has to be named."


def _name_sender(line: Line, letter: Letter) -> str:
    if "." not in letter.sender.rpartition("@")[2]:
        raise OurFault(f"Sending from {letter.sender}: no other mail server believes this address")
    line.name_sender(sealed(letter))
    return f"The server lets us send from {letter.sender}."


def _name_recipient(line: Line, letter: Letter) -> str:
    line.name_recipient(sealed(letter))
    line.reset()
    return f"The server takes mail for {letter.recipient}."


def _send(line: Line, letter: Letter) -> str:
    answer = line.hand_over(sealed(letter), before=time.monotonic() + 60)
    return f"Sent to {letter.recipient}. The server said: {answer}"
