from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, update

from bidapp.audit.actions import note as write_down
from bidapp.database import db
from bidapp.errors import RuleBroken
from bidapp.files.actions import store_file
from bidapp.files.names import WORD, shown_name
from bidapp.files.reading import Read
from bidapp.letters.checks import check_letter
from bidapp.letters.models import Letter, LetterState
from bidapp.letters.queries import Sender, expected_letter
from bidapp.letters.rules import why_no_letter
from bidapp.organisations.models import Organisation
from bidapp.partners.models import PartnerRole
from bidapp.wording import local_date

MOST_LETTERS = 30  # of one role; each is kept, and a public page can send them


class LetterRefused(RuleBroken):
    """What somebody wants to do with a letter does not fit how it stands."""


class LetterHasMovedOn(LetterRefused):
    """Somebody else has decided on it meanwhile."""


@dataclass(frozen=True)
class Returned:
    """A letter as it came back, already read: reading takes too long to do while others wait."""

    content: bytes
    file_name: str
    read: Read


def receive_letter(
    role: PartnerRole, returned: Returned, *, sender: Sender | None, by: int | None, at: datetime
) -> Letter:
    """Keep the letter and what its checks find. It replaces none: the newest counts."""
    _check_it_is_taken(role)
    expected = expected_letter(role, today=local_date(at), sender=sender)
    findings = check_letter(returned.read, expected)
    letter = Letter(
        role=role,
        file_digest=store_file(returned.content, returned.read.media_type, by=by, at=at),
        file_name=shown_name(returned.file_name),
        media_type=returned.read.media_type,
        pages=returned.read.pages,
        ledger_pence=expected.total.pence,
        findings=[asdict(each) for each in findings],
        received_at=at,
        contact=sender.contact if sender else None,
        received_by_id=by,
    )
    db.session.add(letter)
    write_down(f"received a letter of {role.organisation.short_name}", by=by, at=at, about=letter)
    return letter


def accept_letter(letter: Letter, *, note: str, by: int, at: datetime) -> None:
    """What the checks found bad may be accepted, by somebody who says why."""
    if letter.is_bad and not note:
        raise LetterRefused("Say why it is accepted although something has to be put right.")
    _decide(letter, LetterState.ACCEPTED, note=note, decided_by_id=by, decided_at=at)
    name = letter.role.organisation.short_name
    write_down(f"accepted the letter of {name}", by=by, at=at, about=letter)


def send_letter_back(letter: Letter, *, note: str, by: int, at: datetime) -> None:
    """To be put right and sent anew. Nobody is told by this: the room for that stands above."""
    if not note:
        raise LetterRefused("Say what has to be put right.")
    _decide(letter, LetterState.SENT_BACK, note=note, decided_by_id=by, decided_at=at)
    name = letter.role.organisation.short_name
    write_down(f"sent the letter of {name} back", by=by, at=at, about=letter)


def set_letterhead(organisation: Organisation, content: bytes, *, by: int, at: datetime) -> None:
    organisation.letterhead_digest = store_file(content, WORD, by=by, at=at)
    write_down(f"set {organisation.short_name}’s letterhead", by=by, at=at, about=organisation)


def remove_letterhead(organisation: Organisation, *, by: int, at: datetime) -> None:
    """Letters already written on it stay as they are."""
    organisation.letterhead_digest = None
    write_down(f"removed {organisation.short_name}’s letterhead", by=by, at=at, about=organisation)


def _check_it_is_taken(role: PartnerRole) -> None:
    if reason := why_no_letter(role):
        raise LetterRefused(reason)
    kept = select(func.count()).select_from(Letter).where(Letter.role_id == role.id)
    if (db.session.scalar(kept) or 0) >= MOST_LETTERS:
        raise LetterRefused(
            f"There are {MOST_LETTERS} letters of {role.organisation.short_name} here already. "
            "Ask the bid team before you send another."
        )


def _decide(letter: Letter, state: LetterState, **values: Any) -> None:
    """Only one decision is made, however many people press at once."""
    decided = db.session.scalar(
        update(Letter)
        .where(Letter.id == letter.id, Letter.state == LetterState.RECEIVED)
        .values(state=state, **values)
        .returning(Letter.id)
    )
    if decided is None:
        raise LetterHasMovedOn("This letter has been decided on already. See how it stands now.")
