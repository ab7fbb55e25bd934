"""A bid as plain data: what a document says, before anybody decides how Word says it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bidapp.bids.models import Bid
from bidapp.calls.models import Call
from bidapp.drafting.models import Section
from bidapp.drafting.queries import latest_texts, sections_of
from bidapp.files.queries import contents_of
from bidapp.partners.queries import roles_on
from bidapp.text.content import Node, is_empty, pictures_in
from bidapp.wording import day, local_date, moment, pounds


@dataclass(frozen=True)
class Chapter:
    """One part of the document; content is the block tree, or None while nothing is written."""

    heading: str
    content: Node | None
    note: str = ""


@dataclass(frozen=True)
class Outline:
    """Everything one document says; pictures are PNG, JPEG or GIF bytes under their digest."""

    title: str
    subtitle: str
    facts: tuple[tuple[str, str], ...]
    chapters: tuple[Chapter, ...]
    pictures: Mapping[str, bytes]
    author: str
    made_at: datetime


def outline_of(bid: Bid, *, now: datetime) -> Outline:
    """The bid's current text, section by section. An optional section without text is left out."""
    texts = latest_texts(bid)
    chapters = tuple(
        Chapter(section.title, texts.get(section.id), _count_note(section))
        for section in sections_of(bid)
        if section.is_written_here and (section.is_required or _has_text(texts.get(section.id)))
    )
    pictures = {digest for text in texts.values() for digest in pictures_in(text)}
    return Outline(
        title=bid.title,
        subtitle=bid.acronym or "",
        facts=tuple(_facts(bid, now)),
        chapters=chapters,
        pictures=contents_of(pictures) if pictures else {},
        author=bid.lead_organisation.name,
        made_at=now,
    )


def _has_text(text: Node | None) -> bool:
    return text is not None and not is_empty(text)


def _count_note(section: Section) -> str:
    if section.counted_limit is None:
        return ""
    counted = f"{section.latest_count:,} of {section.counted_limit:,} {section.limit_kind}"
    over = section.latest_count - section.counted_limit
    return f"{counted}, {over:,} over" if over > 0 else counted


def _facts(bid: Bid, now: datetime) -> list[tuple[str, str]]:
    call = bid.call
    partners = [
        f"{role.organisation.name} ({role.position})"
        for role in roles_on(bid)
        if role.organisation_id != bid.lead_organisation_id
    ]
    facts = [
        ("Funder", call.funder.name),
        ("Call", f"{call.title} ({call.reference})" if call.reference else call.title),
        ("Closes", _closing(call)),
        ("Led by", bid.lead_organisation.name),
        ("With", "; ".join(partners)),
        ("Asked for", pounds(bid.asked_pence)),
        ("Draft of", day(local_date(now))),
    ]
    return [(name, value) for name, value in facts if value]


def _closing(call: Call) -> str:
    return moment(call.closing.due_at, call.closing.zone) if call.closing else ""
