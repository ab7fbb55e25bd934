"""Mail about a section's steps: to its reviewer, and to its writer."""

from bidapp.accounts.models import Person
from bidapp.calls.actions import Deed
from bidapp.database import db
from bidapp.drafting.models import Section, SectionMove, SectionState
from bidapp.mail.actions import Dispatch, put_in_outbox
from bidapp.web import address_of

HEARD_BY_WRITERS = {SectionState.CHANGES_ASKED, SectionState.DONE}


def tell_of(move: SectionMove, deed: Deed) -> None:
    """Whoever has to do something next, or has waited for this, hears of it; nobody of their own
    step.
    """
    section = move.section
    person = _concerned(section, move.to_state)
    if person is None or person.id == deed.by or not person.is_active:
        return
    by = db.session.get(Person, deed.by) if deed.by else None
    page = "stepping.of_section" if move.to_state is SectionState.IN_REVIEW else "drafting.write"
    put_in_outbox(
        "section_moved",
        person.email,
        at=deed.at,
        dispatch=Dispatch(thread=f"section-{section.id}", reply_to=by.email if by else None),
        name=person.name,
        by=by.name if by else "Somebody",
        section=section,
        bid=section.bid,
        state=move.to_state,
        note=move.note,
        is_sensitive=section.bid.is_sensitive,
        address=address_of(page, section_id=section.id),
    )


def _concerned(section: Section, state: SectionState) -> Person | None:
    if state is SectionState.IN_REVIEW:
        return section.reviewer or section.bid.owner
    return section.writer if state in HEARD_BY_WRITERS else None
