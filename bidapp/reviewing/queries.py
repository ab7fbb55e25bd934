from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import InstrumentedAttribute, joinedload, selectinload

from bidapp.accounts.models import Person
from bidapp.bids.models import Bid
from bidapp.commenting.models import Thread
from bidapp.database import db
from bidapp.drafting.models import (
    BlockUse,
    Conflict,
    Section,
    SectionGroup,
    SectionMove,
    SectionVersion,
)
from bidapp.drafting.queries import latest_texts
from bidapp.errors import NotFound
from bidapp.library.models import BlockVersion
from bidapp.reviewing.models import ReviewRound, RoundSection
from bidapp.text.comparing import compared
from bidapp.text.content import Node, empty_document, walk


@dataclass(frozen=True)
class SectionLine:
    """A section on the page of the whole draft."""

    section: Section
    last_by: str
    comments: int
    conflicts: int
    aged: tuple[str, ...]  # titles of library blocks that have a newer text

    def is_late(self, now: datetime) -> bool:
        deadline = self.section.deadline
        return bool(deadline and not self.section.is_ready and deadline.due_at < now)


def draft_of(bid: Bid) -> list[SectionLine]:
    """Every section with all that tells how far it is, in as many statements as for one."""
    sections = db.session.scalars(
        select(Section)
        .where(Section.bid_id == bid.id)
        .options(
            joinedload(Section.writer), joinedload(Section.reviewer), joinedload(Section.deadline)
        )
        .order_by(Section.position, Section.id)
    ).all()
    last, aged = _last_savers(bid), _aged_blocks(bid)
    comments = _counted(bid, Thread.section_id, Thread.settled_at)
    conflicts = _counted(bid, Conflict.section_id, Conflict.settled_at)
    return [
        SectionLine(
            section,
            last.get(section.id, ""),
            comments.get(section.id, 0),
            conflicts.get(section.id, 0),
            aged.get(section.id, ()),
        )
        for section in sections
    ]


def _last_savers(bid: Bid) -> dict[int, str]:
    rows = db.session.execute(
        select(SectionVersion.section_id, SectionVersion.saved_by_id)
        .join(Section, Section.id == SectionVersion.section_id)
        .where(Section.bid_id == bid.id, SectionVersion.number == Section.latest_number)
    ).all()
    names = _names({person_id for _, person_id in rows})
    return {section_id: names[person_id] for section_id, person_id in rows}


def _names(ids: set[int]) -> dict[int, str]:
    return dict(db.session.execute(select(Person.id, Person.name).where(Person.id.in_(ids))).all())


def _counted(
    bid: Bid, of: InstrumentedAttribute[int], until: InstrumentedAttribute[datetime | None]
) -> dict[int, int]:
    """How many of what is not settled each section has."""
    rows = db.session.execute(
        select(of, func.count())
        .join(Section, Section.id == of)
        .where(Section.bid_id == bid.id, until.is_(None))
        .group_by(of)
    )
    return dict(rows.all())


def _aged_blocks(bid: Bid) -> dict[int, tuple[str, ...]]:
    """By section, the library blocks of which something still stands and a newer text exists."""
    uses = db.session.scalars(
        select(BlockUse)
        .join(Section, Section.id == BlockUse.section_id)
        .where(Section.bid_id == bid.id)
        .options(joinedload(BlockUse.block_version).joinedload(BlockVersion.block))
        .order_by(BlockUse.id)
    ).all()
    aged = [use for use in uses if use.block_version.block.latest_number > use.block_version.number]
    if not aged:
        return {}
    texts = latest_texts(bid)
    found: dict[int, tuple[str, ...]] = {}
    for use in aged:
        standing = {node.get("attrs", {}).get("id") for node in walk(_text(texts, use.section_id))}
        if standing.intersection(use.placed_ids):
            found[use.section_id] = (
                *found.get(use.section_id, ()),
                use.block_version.block.title,
            )
    return found


def _text(texts: dict[int, Node], section_id: int) -> Node:
    return texts.get(section_id) or empty_document()


def groups_of(bid: Bid) -> list[SectionGroup]:
    return list(
        db.session.scalars(
            select(SectionGroup)
            .where(SectionGroup.bid_id == bid.id)
            .options(selectinload(SectionGroup.sections))
            .order_by(SectionGroup.id)
        )
    )


def moves_of(section: Section, limit: int = 20) -> list[SectionMove]:
    """Newest first."""
    return list(
        db.session.scalars(
            select(SectionMove)
            .where(SectionMove.section_id == section.id)
            .options(joinedload(SectionMove.moved_by))
            .order_by(SectionMove.id.desc())
            .limit(limit)
        )
    )


def rounds_of(bid: Bid) -> list[ReviewRound]:
    """Newest first."""
    return list(
        db.session.scalars(
            select(ReviewRound)
            .where(ReviewRound.bid_id == bid.id)
            .options(joinedload(ReviewRound.begun_by), joinedload(ReviewRound.ended_by))
            .order_by(ReviewRound.number.desc())
        )
    )


def round_numbered(bid: Bid, number: int) -> ReviewRound:
    found = db.session.scalar(
        select(ReviewRound).where(ReviewRound.bid_id == bid.id, ReviewRound.number == number)
    )
    if found is None:
        raise NotFound(f"{bid.short_name} has no review round {number}.")
    return found


@dataclass(frozen=True)
class Changed:
    """What became of one section since a round read it."""

    section: Section
    number: int  # of the version that was read; 0 before there was one
    words_in: int
    words_out: int

    @property
    def is_changed(self) -> bool:
        return bool(self.words_in or self.words_out)


def changes_since(bid: Bid, read: ReviewRound) -> list[Changed]:
    """Section by section; also those that came after the round."""
    numbers = {each.section_id: each.number for each in _of_round(read)}
    sections = db.session.scalars(
        select(Section).where(Section.bid_id == bid.id).order_by(Section.position, Section.id)
    )
    then, now = _texts_read(read), latest_texts(bid)
    return [
        _changed(each, numbers.get(each.id, 0), _text(then, each.id), _text(now, each.id))
        for each in sections
        if each.is_written_here
    ]


def _of_round(read: ReviewRound) -> list[RoundSection]:
    return list(db.session.scalars(select(RoundSection).where(RoundSection.round_id == read.id)))


def _texts_read(read: ReviewRound) -> dict[int, Node]:
    rows = db.session.execute(
        select(SectionVersion.section_id, SectionVersion.content)
        .join(
            RoundSection,
            (RoundSection.section_id == SectionVersion.section_id)
            & (RoundSection.number == SectionVersion.number),
        )
        .where(RoundSection.round_id == read.id)
    )
    return dict(rows.all())


def _changed(section: Section, number: int, then: Node, now: Node) -> Changed:
    difference = compared(then, now)
    return Changed(section, number, difference.words_in, difference.words_out)
