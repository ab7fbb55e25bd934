"""Carries mail out of the house: to a mail server, or into a folder where there is none."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Protocol

from bidapp.mail.envelope import Letter, Mail, sealed
from bidapp.mail.outcomes import InDoubt, NotNow, OurFault, Refused
from bidapp.mail.smtp import USUAL, Line, Patience


class Postman(Protocol):
    """Carries letters on one channel."""

    def deliver(self, letter: Letter) -> str:
        """What the server answered; one of the four outcomes when it did not take the letter."""


@contextmanager
def postman(smtp_url: str | None, folder: Path, patience: Patience = USUAL) -> Iterator[Postman]:
    """One postman a round of deliveries: its connection is opened when first needed, then kept."""
    if not smtp_url:
        yield _FolderPostman(folder)
        return
    carrier = _SmtpPostman(smtp_url, patience)
    try:
        yield carrier
    finally:
        carrier.close()


class _FolderPostman:
    """Writes .eml files, which any mail program opens."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def deliver(self, letter: Letter) -> str:
        content = sealed(letter).content
        number = sha256(letter.message_id.encode()).hexdigest()[:12]
        file = self._folder / f"{letter.written_at:%Y%m%d-%H%M%S}-{number}.eml"
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            half_written = file.with_suffix(".part")
            half_written.write_bytes(content)
            half_written.replace(file)
        except OSError as fault:
            raise OurFault(f"{file.name} could not be written: {fault.strerror}") from fault
        return f"Kept as {file.name}: no mail server is set."


class _SmtpPostman:
    """Speaks to one mail server over one connection, made again when it breaks."""

    def __init__(self, url: str, patience: Patience) -> None:
        self._url, self._patience = url, patience
        self._line: Line | None = None

    def deliver(self, letter: Letter) -> str:
        mail = sealed(letter)
        is_new = self._line is None
        try:
            return self._hand_over(mail)
        except OurFault:
            if is_new:
                raise
        return self._hand_over(mail)  # servers hang up on lines kept open: once more on a new one

    def _hand_over(self, mail: Mail) -> str:
        before = time.monotonic() + self._patience.before_content
        try:
            return self._opened(mail.sender).hand_over(mail, before=before)
        except (Refused, NotNow):
            self._make_fit()
            raise
        except (OurFault, InDoubt):
            self._drop()
            raise

    def _opened(self, sender: str) -> Line:
        if self._line is None:
            self._line = Line(self._url, sender.rpartition("@")[2], self._patience)
            self._line.open()
        return self._line

    def _make_fit(self) -> None:
        if self._line and not self._line.reset():
            self._drop()

    def _drop(self) -> None:
        if self._line:
            self._line.hang_up(politely=False)
            self._line = None

    def close(self) -> None:
        if self._line:
            self._line.hang_up(politely=True)
            self._line = None
