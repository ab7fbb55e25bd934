from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select, update

from bidapp.audit.actions import note
from bidapp.bids.models import Bid
from bidapp.calls.actions import Deed
from bidapp.database import db
from bidapp.drafting.models import Section, VersionKind
from bidapp.drafting.queries import text_at
from bidapp.drafting.saving import Kept, Save, save_text
from bidapp.errors import RuleBroken
from bidapp.files.actions import store_file
from bidapp.files.names import WORD, shown_name
from bidapp.handouts.margin import take_over
from bidapp.handouts.models import (
    Decision,
    Handout,
    HandoutSection,
    ReturnedFile,
    ReturnedSection,
)
from bidapp.handouts.queries import text_sent
from bidapp.returns.reading import Returned
from bidapp.returns.reading import ReturnedSection as SectionRead
from bidapp.text.content import digest, new_id

MOST_PROBLEMS = 40


class NothingToHandOut(RuleBroken):
    """No section was chosen, or none that is written here."""


class AlreadyDecided(RuleBroken):
    """Somebody has taken or left this returned section meanwhile."""


def make_handout(
    bid: Bid, section_ids: Sequence[int], contact_id: int | None, deed: Deed
) -> Handout:
    """Some sections as they stand now, to be changed in Word by somebody who does not sign in."""
    sections = [
        section
        for section in db.session.scalars(
            select(Section).where(Section.bid_id == bid.id).order_by(Section.position, Section.id)
        )
        if section.id in section_ids and section.is_written_here
    ]
    if not sections:
        raise NothingToHandOut("Choose the sections that the file is to hold.")
    assert deed.by is not None
    handout = Handout(
        bid_id=bid.id,
        key=new_id() + new_id(),
        contact_id=contact_id,
        made_by_id=deed.by,
        made_at=deed.at,
        sections=[HandoutSection(section=each, number=each.latest_number) for each in sections],
    )
    db.session.add(handout)
    db.session.flush()
    titles = ", ".join(each.title for each in sections)
    note(f"sent out as a Word file: {titles}"[:500], by=deed.by, at=deed.at, about=bid)
    return handout


def withdraw(handout: Handout, deed: Deed) -> None:
    """It can no longer be fetched over a partner's link; a file that is out still comes back."""
    if handout.withdrawn_at is not None:
        return
    handout.withdrawn_at = deed.at
    note("withdrew a Word file that was sent out", by=deed.by, at=deed.at, about=handout.bid)


@dataclass(frozen=True)
class Brought:
    """A file as it arrived: its bytes, its name, and what was read in it."""

    content: bytes
    file_name: str
    read: Returned


def take_in(handout: Handout, brought: Brought, *, by: int | None, at: datetime) -> ReturnedFile:
    """Keep a returned file and what it says of each section. No text of the bid changes."""
    fingerprint = store_file(brought.content, WORD, by=by, at=at)
    out = {each.section_id: each for each in handout.sections}
    known = [each for each in brought.read.sections if each.section_id in out and not each.is_copy]
    file = ReturnedFile(
        handout_id=handout.id,
        digest=fingerprint,
        file_name=shown_name(brought.file_name),
        problems=_problems(brought.read, known),
        arrived_at=at,
        brought_by_id=by,
        sections=[_returned(each, out[each.section_id or 0]) for each in known],
    )
    db.session.add(file)
    db.session.flush()
    note("a Word file came back", by=by, at=at, about=handout.bid)
    return file


def _problems(read: Returned, known: list[SectionRead]) -> list[str]:
    of_sections = [f"{each.title}: {words}" for each in known for words in each.notes]
    return [words[:500] for words in (*read.problems, *of_sections)][:MOST_PROBLEMS]


def _returned(read: SectionRead, sent: HandoutSection) -> ReturnedSection:
    same = digest(read.content) == digest(text_sent(sent))
    says_nothing = same and not read.comments
    return ReturnedSection(
        section_id=sent.section_id,
        number=sent.number,
        content=read.content,
        said={
            "comments": [_plainly(each) for each in read.comments],
            "tracked": [_plainly(each) for each in read.tracked],
        },
        decision=Decision.UNCHANGED if says_nothing else None,
    )


def _plainly(said: Any) -> dict[str, Any]:
    facts = asdict(said)
    return facts | {"at": facts["at"].isoformat() if facts["at"] else None}


def decide(returned: ReturnedSection, decision: Decision, deed: Deed) -> Kept | None:
    """Join a returned text with what stands now, its comments too; or leave it, kept as it is."""
    _claim(returned, decision, deed)
    what = f"{decision} what came back from Word for {returned.section.title}"
    note(what, by=deed.by, at=deed.at, about=returned.section)
    if decision is not Decision.TAKEN:
        return None
    kept = _join(returned, deed)
    text = kept.mine, text_at(returned.section, kept.mine)
    take_over(returned.said["comments"], returned.section_id, text, deed)
    return kept


def _claim(returned: ReturnedSection, decision: Decision, deed: Deed) -> None:
    claimed = db.session.execute(
        update(ReturnedSection)
        .where(ReturnedSection.id == returned.id, ReturnedSection.decision.is_(None))
        .values(decision=decision, decided_by_id=deed.by, decided_at=deed.at)
    )
    if not claimed.rowcount:  # type: ignore[attr-defined]
        raise AlreadyDecided("That is decided already. Look at the page again.")


def _join(returned: ReturnedSection, deed: Deed) -> Kept:
    assert deed.by is not None
    whose = returned.file.handout.contact
    said = f"Back from Word{f', by {whose.name}' if whose else ''}"
    save = Save(returned.number, deed.by, deed.at, VersionKind.FROM_WORD, note=said)
    return save_text(returned.section, returned.content, save)
