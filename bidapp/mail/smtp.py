"""A dialogue with a mail server, step by step, so that it is known what a failure means: only what
is answered to the recipient, or to the letter itself, can be about them.
"""

import re
import smtplib
import socket
import ssl
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from bidapp.mail.envelope import Mail
from bidapp.mail.outcomes import InDoubt, NotNow, OurFault, Refused

PORTS = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}
ABOUT_US = {421, 454, 503, 530, 534, 535, 538}  # closing, encryption, order of commands, signing in
POLICY = re.compile(r"\b5\.7\.|\b5\.1\.[78]\b|relay|authenticat|blocked|blacklist", re.IGNORECASE)
NO_SUCH_MAILBOX = re.compile(r"\b5\.(?:1\.(?:[1-6]|10)|2\.\d+)\b")


@dataclass(frozen=True)
class Patience:
    """Seconds to wait: for a connection, for an answer to a command, for one to a letter, for
    everything before the letter itself is sent, and for a farewell.
    """

    connect: float = 10
    command: float = 30
    content: float = 60
    before_content: float = 120
    farewell: float = 2


USUAL = Patience()


class Line:
    """A connection to one mail server, and what is said on it."""

    def __init__(self, url: str, own_name: str, patience: Patience = USUAL) -> None:
        self._address = urlsplit(url)
        self.host = self._address.hostname or "localhost"
        self.port = self._address.port or PORTS[self._address.scheme]
        self._patience = patience
        self._server = smtplib.SMTP(local_hostname=own_name)

    def open(self) -> None:
        """All that comes before a letter."""
        self.connect()
        self.encrypt()
        self.sign_in()

    def connect(self) -> None:
        with _step(f"Connecting to {self.host}, port {self.port}"):
            where = (self.host, self.port)
            self._server.sock = socket.create_connection(where, self._patience.connect)
            self._server.sock.settimeout(self._patience.command)
            if self._address.scheme == "smtps":
                self._wrap()
            _expect(220, *self._server.getreply())
            self._server.ehlo_or_helo_if_needed()

    def encrypt(self) -> None:
        if self._address.scheme != "smtp+starttls":
            return
        with _step("Encrypting the connection"):
            _expect(220, *self._server.docmd("STARTTLS"))
            self._wrap()
            self._server.ehlo_resp = self._server.helo_resp = None  # said in the open: forgotten
            self._server.ehlo_or_helo_if_needed()

    def _wrap(self) -> None:
        context = ssl.create_default_context()
        self._server.file = None
        self._server.sock = context.wrap_socket(self._sock, server_hostname=self.host)

    @property
    def encryption(self) -> str | None:
        """TLSv1.3; none where everything is said in the open."""
        return self._sock.version() if isinstance(self._sock, ssl.SSLSocket) else None

    @property
    def could_encrypt(self) -> bool:
        return self.encryption is None and self._server.has_extn("starttls")

    @property
    def signs_in_as(self) -> str | None:
        return unquote(self._address.username) if self._address.username else None

    def sign_in(self) -> None:
        if not self.signs_in_as:
            return
        with _step("Signing in to the mail server"):
            self._server.login(self.signs_in_as, unquote(self._address.password or ""))

    def hand_over(self, mail: Mail, *, before: float) -> str:
        """What the server answered when it had taken the mail."""
        self.name_sender(mail)
        self.name_recipient(mail)
        return self._send_content(mail.content, before)

    def name_sender(self, mail: Mail) -> None:
        options = ["SMTPUTF8", "BODY=8BITMIME"] if mail.needs_utf8 else []
        if mail.needs_utf8 and not self._server.has_extn("smtputf8"):
            if mail.sender.isascii():
                raise Refused("The mail server takes addresses in plain ASCII letters only.")
            raise OurFault("The mail server takes a sender in plain ASCII letters only.")
        with _step(f"Sending from {mail.sender}"):
            _expect(250, *self._server.mail(mail.sender, options))

    def name_recipient(self, mail: Mail) -> None:
        with _step("Naming the recipient", otherwise=NotNow):
            _judge(*self._server.rcpt(mail.recipient))

    def _send_content(self, content: bytes, before: float) -> str:
        with _step("Sending the letter", otherwise=NotNow):
            code, said = self._server.docmd("DATA")
            if code != 354:
                _judge(code, said)
                raise smtplib.SMTPDataError(code, said)
            if time.monotonic() > before:
                raise TimeoutError("the mail server was too slow")
            self._sock.settimeout(self._patience.content)
            self._sock.sendall(_with_final_dot(content))
        return self._answer_to_content()

    def _answer_to_content(self) -> str:
        """The letter is in the server's hands: silence now does not mean that it was not taken."""
        try:
            code, said = self._server.getreply()
            self._sock.settimeout(self._patience.command)
        except (OSError, smtplib.SMTPException) as fault:
            raise InDoubt(f"The letter was sent, but not answered: {_words(fault)}") from fault
        if not 200 <= code < 600:
            raise InDoubt(f"The letter was sent; the answer makes no sense: {_answer(code, said)}")
        return _judge(code, said)

    def reset(self) -> bool:
        """Whether the line is fit for the next letter after one that was not taken."""
        try:
            return self._server.rset()[0] == 250
        except (OSError, smtplib.SMTPException):
            return False

    def hang_up(self, *, politely: bool) -> None:
        with suppress(OSError, smtplib.SMTPException):
            if politely:
                self._sock.settimeout(self._patience.farewell)
                self._server.quit()
        self._server.close()

    @property
    def _sock(self) -> socket.socket:
        if self._server.sock is None:
            raise ConnectionError("not connected")
        return self._server.sock


def _with_final_dot(content: bytes) -> bytes:
    whole = content if content.endswith(b"\r\n") else content + b"\r\n"
    return re.sub(rb"(?m)^\.", b"..", whole) + b".\r\n"


@contextmanager
def _step(name: str, *, otherwise: type[NotNow] | None = None) -> Iterator[None]:
    """Whatever breaks or keeps silent here is the channel's fault, and nothing was handed over."""
    try:
        yield
    except (OSError, smtplib.SMTPException, UnicodeError) as fault:
        raise OurFault(f"{name}: {_words(fault)}", otherwise=otherwise) from fault


def _expect(wanted: int, code: int, said: bytes) -> None:
    if code != wanted:
        raise smtplib.SMTPResponseException(code, said)


def _judge(code: int, said: bytes) -> str:
    """What an answer about a recipient or a letter means; the answer itself when it is a yes."""
    answer = _answer(code, said)
    if 200 <= code < 300:
        return answer
    if 400 <= code < 500 and code not in ABOUT_US:
        raise NotNow(answer)
    if _is_about_us(code, answer):
        raise OurFault(answer, otherwise=Refused if code >= 500 else NotNow)
    raise Refused(answer)


def _is_about_us(code: int, answer: str) -> bool:
    """Or may be: then it is the letter's after all when others pass and it does not."""
    if code in ABOUT_US or not 500 <= code < 600:
        return True
    return not NO_SUCH_MAILBOX.search(answer) and bool(code == 554 or POLICY.search(answer))


def _answer(code: int, said: bytes | str) -> str:
    words = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    return " ".join(f"{code} {words}".split())


def _words(fault: Exception) -> str:
    if isinstance(fault, smtplib.SMTPResponseException):
        return _answer(fault.smtp_code, fault.smtp_error)
    if isinstance(fault, OSError) and fault.strerror:
        return fault.strerror
    return str(fault) or type(fault).__name__
