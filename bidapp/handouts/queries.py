from collections.abc import Collection

from sqlalchemy import select, tuple_
from sqlalchemy.orm import joinedload, selectinload

from bidapp.bids.models import Bid
from bidapp.database import db
from bidapp.documents.word_handout import HandedSection, write_handout
from bidapp.documents.word_handout import Handout as WordHandout
from bidapp.drafting.models import Section, SectionVersion
from bidapp.errors import NotFound
from bidapp.files.queries import contents_of
from bidapp.handouts.models import Handout, HandoutSection, ReturnedFile, ReturnedSection
from bidapp.organisations.models import Contact
from bidapp.partners.models import PartnerRole
from bidapp.text.content import Node, empty_document, pictures_in
from bidapp.wording import these


def handouts_of(bid: Bid) -> list[Handout]:
    """Newest first, with what they hold and what came back."""
    return list(
        db.session.scalars(
            select(Handout)
            .where(Handout.bid_id == bid.id)
            .options(
                joinedload(Handout.made_by),
                joinedload(Handout.contact).joinedload(Contact.organisation),
                selectinload(Handout.sections).joinedload(HandoutSection.section),
                selectinload(Handout.returns).selectinload(ReturnedFile.sections),
            )
            .order_by(Handout.id.desc())
        )
    )


def handouts_for(bid_id: int, contact_ids: Collection[int]) -> list[Handout]:
    """Those that one of these contacts may fetch and return over their link, newest first."""
    return list(
        db.session.scalars(
            select(Handout)
            .where(
                Handout.bid_id == bid_id,
                Handout.contact_id.in_(contact_ids),
                Handout.withdrawn_at.is_(None),
            )
            .options(
                selectinload(Handout.sections).joinedload(HandoutSection.section),
                selectinload(Handout.returns),
            )
            .order_by(Handout.id.desc())
        )
    )


def contacts_on(bid: Bid) -> list[Contact]:
    """The contacts of the organisations on the bid who are still there."""
    return list(
        db.session.scalars(
            select(Contact)
            .join(PartnerRole, PartnerRole.organisation_id == Contact.organisation_id)
            .where(PartnerRole.bid_id == bid.id, Contact.left_on.is_(None))
            .options(joinedload(Contact.organisation))
            .order_by(Contact.organisation_id, Contact.name)
            .distinct()
        )
    )


def handout_with_key(bid: Bid, key: str | None) -> Handout:
    """The handout that a file says it is; NotFound where it is none of this bid's."""
    found = key and db.session.scalar(
        select(Handout).where(Handout.key == key, Handout.bid_id == bid.id)
    )
    if not found:
        raise NotFound(
            "This file is none that was sent out for this bid. Send back the Word file that you "
            "were given, or copy the words into the section."
        )
    return found


def texts_sent(sections: Collection[HandoutSection | ReturnedSection]) -> dict[int, Node]:
    """What each said when it went out, by section; nothing for one that was empty."""
    pairs = [(each.section_id, each.number) for each in sections]
    rows = db.session.execute(
        select(SectionVersion.section_id, SectionVersion.content).where(
            tuple_(SectionVersion.section_id, SectionVersion.number).in_(pairs)
        )
    )
    return dict(rows.all())


def text_sent(section: HandoutSection | ReturnedSection) -> Node:
    """What the section said when it went out; empty where nothing was written."""
    return texts_sent([section]).get(section.section_id) or empty_document()


def word_of(handout: Handout) -> bytes:
    """The file, made anew of the versions that it holds: the same bytes each time."""
    texts = texts_sent(handout.sections)
    pictures = {digest for text in texts.values() for digest in pictures_in(text)}
    return write_handout(
        WordHandout(
            title=f"{handout.bid.short_name}: {_what(handout)}",
            explanation=_explanation(handout),
            author=handout.bid.lead_organisation.name,
            made_at=handout.made_at,
            key=handout.key,
            sections=tuple(
                HandedSection(
                    each.section_id,
                    each.section.title,
                    _note(each.section),
                    each.number,
                    texts.get(each.section_id),
                )
                for each in handout.sections
            ),
            pictures=contents_of(pictures) if pictures else {},
        )
    )


def _what(handout: Handout) -> str:
    count = len(handout.sections)
    return handout.sections[0].section.title if count == 1 else these(count, "section")


def _explanation(handout: Handout) -> str:
    return (
        "Change what you like in this file, and leave comments in its margin. Your changes are "
        "tracked, so that we see each of them. Save it as a Word file, then send it back to "
        f"{handout.made_by.name}, {handout.made_by.email}"
        + (", or over the page that we sent you." if handout.contact_id else ".")
        + " Nothing that others have written meanwhile is lost."
    )


def _note(section: Section) -> str:
    limit = section.counted_limit
    asked = section.question or section.guidance.partition("\n")[0]
    most = f"At most {limit:,} {section.limit_kind}." if limit else ""
    return " ".join(part for part in (asked, most) if part)


def returned_in(bid: Bid, file_id: int) -> ReturnedFile:
    """A file that came back for this bid, with its sections."""
    found = db.session.scalar(
        select(ReturnedFile)
        .join(Handout, Handout.id == ReturnedFile.handout_id)
        .where(ReturnedFile.id == file_id, Handout.bid_id == bid.id)
        .options(
            joinedload(ReturnedFile.brought_by),
            joinedload(ReturnedFile.handout).joinedload(Handout.contact),
            selectinload(ReturnedFile.sections).joinedload(ReturnedSection.section),
            selectinload(ReturnedFile.sections).joinedload(ReturnedSection.decided_by),
        )
    )
    if found is None:
        raise NotFound("Nothing of this number came back for this bid.")
    return found
