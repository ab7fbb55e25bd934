"""Carries a message out of the house: to a mail server, or into a folder where there is none."""

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from email import policy
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote, urlsplit

WHOLE_LINES = policy.SMTP.clone(max_line_length=998)  # long headers stay whole
TIMEOUT_SECONDS = 30
PORTS = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}


class Refused(Exception):
    """The server will never take this message for this recipient."""


class NotNow(Exception):
    """The message could not be handed over this time; it may be next time."""


@dataclass(frozen=True)
class Letter:
    """A message as it leaves: addresses, words, and what ties it to others."""

    sender: str
    recipient: str
    subject: str
    body: str
    message_id: str
    written_at: datetime
    thread: str | None = None


class Postman(Protocol):
    def deliver(self, letter: Letter) -> str:
        """What the server answered; Refused or NotNow when it did not take the letter."""


def envelope(letter: Letter) -> EmailMessage:
    """No header here can be cut in two by what somebody typed: the subject is one line already."""
    mail = EmailMessage(policy=WHOLE_LINES)
    domain = letter.sender.rpartition("@")[2] or "localhost"
    mail["From"] = f"bidapp <{letter.sender}>"
    mail["To"] = letter.recipient
    mail["Subject"] = letter.subject
    mail["Date"] = format_datetime(letter.written_at.astimezone(UTC))
    mail["Message-ID"] = f"<{letter.message_id}.{domain}>"
    if letter.thread:
        mail["References"] = f"<{letter.thread}@bidapp.{domain}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail["X-Auto-Response-Suppress"] = "OOF, AutoReply"
    mail.set_content(letter.body, cte="quoted-printable")
    return mail


@contextmanager
def postman(smtp_url: str | None, folder: Path) -> Iterator[Postman]:
    """One postman a round of deliveries: its connection is opened when first needed, then kept."""
    if not smtp_url:
        yield _FolderPostman(folder)
        return
    carrier = _SmtpPostman(smtp_url)
    try:
        yield carrier
    finally:
        carrier.close()


class _FolderPostman:
    """Writes .eml files, which any mail program opens."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def deliver(self, letter: Letter) -> str:
        file = self._folder / f"{letter.written_at:%Y%m%d-%H%M%S}-{letter.message_id[:12]}.eml"
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            half_written = file.with_suffix(".part")
            half_written.write_bytes(envelope(letter).as_bytes())
            half_written.replace(file)
        except OSError as fault:
            raise NotNow(f"{file.name} could not be written: {fault.strerror}") from fault
        return f"Kept as {file.name}: no mail server is set."


class _SmtpPostman:
    """Speaks to one mail server over one connection, made again when it breaks."""

    def __init__(self, url: str) -> None:
        self._url = urlsplit(url)
        self._server: smtplib.SMTP | None = None

    def deliver(self, letter: Letter) -> str:
        try:
            server = self._connected()
            server.send_message(envelope(letter), letter.sender, [letter.recipient])
        except smtplib.SMTPRecipientsRefused as refusal:
            code, said = next(iter(refusal.recipients.values()))
            self._after_refusal(code, said, whose_fault_is_the_recipient=True)
        except smtplib.SMTPResponseException as refusal:
            self._after_refusal(
                refusal.smtp_code, refusal.smtp_error, whose_fault_is_the_recipient=False
            )
        except (OSError, smtplib.SMTPException) as fault:
            self.close()
            raise NotNow(f"The mail server could not be used: {fault}") from fault
        return "Accepted by the mail server."

    def close(self) -> None:
        if self._server is not None:
            with suppress(OSError, smtplib.SMTPException):
                self._server.quit()
            self._server = None

    def _connected(self) -> smtplib.SMTP:
        if self._server is None:
            self._server = self._connect()
        return self._server

    def _connect(self) -> smtplib.SMTP:
        scheme, host = self._url.scheme, self._url.hostname or "localhost"
        port = self._url.port or PORTS[scheme]
        if scheme == "smtps":
            context = ssl.create_default_context()
            server: smtplib.SMTP = smtplib.SMTP_SSL(
                host, port, timeout=TIMEOUT_SECONDS, context=context
            )
        else:
            server = smtplib.SMTP(host, port, timeout=TIMEOUT_SECONDS)
        if scheme == "smtp+starttls":
            server.starttls(context=ssl.create_default_context())
        if self._url.username:
            server.login(unquote(self._url.username), unquote(self._url.password or ""))
        return server

    def _after_refusal(
        self, code: int, said: bytes | str, *, whose_fault_is_the_recipient: bool
    ) -> None:
        """A lasting no to the recipient is final; any other may be about us: tried again."""
        self.close()
        words = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
        if whose_fault_is_the_recipient and 500 <= code < 600:
            raise Refused(f"{code} {words}")
        raise NotNow(f"{code} {words}")
