from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from bidapp.audit.actions import note
from bidapp.bids.models import Bid, BidDeadline, DeadlineStatus
from bidapp.calls.actions import Deed
from bidapp.database import LONGEST_LINE, db
from bidapp.drafting.models import Section, SectionGroup, SectionState
from bidapp.drafting.queries import open_conflicts_in, text_of
from bidapp.errors import RuleBroken
from bidapp.plans.actions import Concerned, MilestoneFacts, add_milestone, change_milestone, mark
from bidapp.plans.queries import part_in
from bidapp.reviewing.criteria import criteria_in, places_in
from bidapp.reviewing.flow import Standing, StepRefused, step_to
from bidapp.reviewing.limits import excesses
from bidapp.reviewing.models import CriterionAnswer, LimitOverride, ReviewRound, RoundSection
from bidapp.reviewing.telling import tell_of
from bidapp.wording import these


class NothingToReview(RuleBroken):
    """A round over a draft that has no text yet, or while another is open."""


@dataclass(frozen=True)
class Move:
    """A press of one of the buttons of a section: where from it was pressed, and where to."""

    begins: SectionState
    ends: SectionState
    note: str = ""


def take_step(section: Section, move: Move, standing: Standing, deed: Deed) -> None:
    """Move a section along its way. Raises StepRefused; nothing changes then."""
    _take_turn(section)
    if section.state is not move.begins:
        raise StepRefused(f"{section.title} has moved on: {section.state}. Look at it again.")
    step = step_to(move.begins, move.ends, standing)
    if step.needs_note and not move.note:
        raise StepRefused("Say what has to change." if move.ends != "done" else "Say why.")
    if step.needs_all_in_order:
        _check_it_is_in_order(section)
    assert deed.by is not None
    made = section.move_to(move.ends, by=deed.by, at=deed.at, note=move.note)
    db.session.add(made)
    tell_of(made, deed)
    follow_state(section, deed)
    note(f"moved {section.title} to {move.ends}", by=deed.by, at=deed.at, about=section)


def _take_turn(section: Section) -> None:
    """All of it as it is now, its group too, and nobody else's to change meanwhile."""
    db.session.refresh(section, with_for_update={"key_share": True})
    if section.group is not None:
        db.session.expire(section.group)


def _check_it_is_in_order(section: Section) -> None:
    if count := open_conflicts_in(section):
        raise StepRefused(f"{these(count, 'place')} written by two at once: choose there first.")
    for each in excesses(section):
        if not each.is_soft:
            raise StepRefused(f"{each.words} The funder’s form would refuse it.")
        if not each.is_settled:
            raise StepRefused(f"{each.words} Shorten it, or say below why it may be.")


def follow_state(section: Section, deed: Deed) -> None:
    """Nobody is reminded of what is done; what is opened again is due again."""
    if section.deadline_id is None:
        return
    part = part_in(section.bid, section.deadline_id)
    wanted = DeadlineStatus.MET if section.is_ready else DeadlineStatus.OPEN
    if part.status is not wanted and part.status is not DeadlineStatus.WITHDRAWN:
        mark(part, wanted, deed)


def set_deadline(section: Section, moment: datetime, deed: Deed) -> None:
    """The section's own deadline, at a wall time of the funder's zone. Its writer is reminded, or
    while it has none the bid's owner; its reviewer is concerned too.
    """
    _take_turn(section)
    _check_day(section, moment, deed)
    facts = MilestoneFacts(f"{section.title} is done"[:LONGEST_LINE], pinned_to=moment)
    concerned = _concerned(section)
    if section.deadline_id is None:
        part = add_milestone(section.bid, facts, concerned, deed)
        section.deadline = part.deadline
    else:
        part = part_in(section.bid, section.deadline_id)
        change_milestone(part, facts, deed)
        _reopen(part, deed)
    follow_state(section, deed)


def _check_day(section: Section, moment: datetime, deed: Deed) -> None:
    """Between now and the funder's close, both at wall time of the funder's zone."""
    call = section.bid.call
    if moment <= deed.at.astimezone(ZoneInfo(call.funder.timezone)).replace(tzinfo=None):
        raise RuleBroken("That moment has passed. Enter one that is still to come.")
    if call.closing and moment > call.closing.due_local:
        raise RuleBroken("That is after the funder’s close. Enter a day before it.")


def _reopen(part: BidDeadline, deed: Deed) -> None:
    if part.status is DeadlineStatus.WITHDRAWN:
        mark(part, DeadlineStatus.OPEN, deed)


def _concerned(section: Section) -> Concerned:
    also = (section.reviewer,) if section.reviewer else ()
    return Concerned(section.writer or section.bid.owner, also)


def drop_deadline(section: Section, deed: Deed) -> None:
    _take_turn(section)
    if section.deadline_id is not None:
        mark(part_in(section.bid, section.deadline_id), DeadlineStatus.WITHDRAWN, deed)
        section.deadline = None


def answer_criterion(section: Section, criterion: str, place: str | None, deed: Deed) -> None:
    """Tick a criterion as answered, in this block of the text or in the whole."""
    _take_turn(section)
    if criterion not in criteria_in(section):
        raise RuleBroken("This section has no such criterion any more.")
    known = {block_id for block_id, _ in places_in(text_of(section))}
    untick_criterion(section, criterion)
    assert deed.by is not None
    db.session.add(
        CriterionAnswer(
            section_id=section.id,
            criterion=criterion,
            block_id=place if place in known else None,
            said_by_id=deed.by,
            said_at=deed.at,
        )
    )


def untick_criterion(section: Section, criterion: str) -> None:
    answer = db.session.scalar(
        select(CriterionAnswer).where(
            CriterionAnswer.section_id == section.id, CriterionAnswer.criterion == criterion
        )
    )
    if answer is not None:
        db.session.delete(answer)
        db.session.flush()


def pass_limit(section: Section, group_id: int | None, reason: str, deed: Deed) -> None:
    """Say why a soft limit is passed, as far as it is now. Growing further asks again."""
    excess = next((each for each in excesses(section) if each.group_id == group_id), None)
    if excess is None:
        raise RuleBroken("That limit is not passed any more.")
    if not excess.is_soft:
        raise RuleBroken(f"{excess.words} It is the funder’s own limit, which no reason moves.")
    assert deed.by is not None
    db.session.add(
        LimitOverride(
            section_id=None if group_id else section.id,
            group_id=group_id,
            counted=excess.counted,
            limit=excess.limit,
            reason=reason,
            said_by_id=deed.by,
            said_at=deed.at,
        )
    )
    what = f"let {excess.what} be {these(excess.over, excess.unit)} over its limit"
    note(what, by=deed.by, at=deed.at, about=section)


def begin_round(bid: Bid, words: str, deed: Deed) -> ReviewRound:
    """A reading of the whole bid, as it stands now."""
    db.session.execute(select(Bid.id).where(Bid.id == bid.id).with_for_update())
    last = db.session.scalar(
        select(ReviewRound)
        .where(ReviewRound.bid_id == bid.id)
        .order_by(ReviewRound.number.desc())
        .limit(1)
    )
    if last is not None and last.ended_at is None:
        raise NothingToReview(f"Review round {last.number} is still open. End it first.")
    sections = [each for each in _sections(bid) if each.latest_number]
    if not sections:
        raise NothingToReview("There is no text to review yet.")
    assert deed.by is not None
    begun = ReviewRound(
        bid_id=bid.id,
        number=last.number + 1 if last else 1,
        note=words,
        begun_by_id=deed.by,
        begun_at=deed.at,
        sections=[RoundSection(section_id=each.id, number=each.latest_number) for each in sections],
    )
    db.session.add(begun)
    db.session.flush()
    note(f"began review round {begun.number}", by=deed.by, at=deed.at, about=bid)
    return begun


def _sections(bid: Bid) -> Collection[Section]:
    return db.session.scalars(
        select(Section).where(Section.bid_id == bid.id).order_by(Section.position)
    ).all()


def end_round(read: ReviewRound, deed: Deed) -> None:
    if read.ended_at is not None:
        raise RuleBroken(f"Review round {read.number} has ended already.")
    read.ended_by_id, read.ended_at = deed.by, deed.at
    note(f"ended review round {read.number}", by=deed.by, at=deed.at, about=read.bid)


def save_group(
    group: SectionGroup, facts: dict[str, object], section_ids: list[int], deed: Deed
) -> None:
    """Sections that share a limit. A section is in one group at most: the last that takes it."""
    db.session.execute(select(Bid.id).where(Bid.id == group.bid_id).with_for_update())
    twin = db.session.scalar(
        select(func.count(SectionGroup.id)).where(
            SectionGroup.bid_id == group.bid_id,
            SectionGroup.title == facts["title"],
            SectionGroup.id != (group.id or 0),
        )
    )
    if twin:
        raise RuleBroken("Another group of this bid has that name. Choose another.")
    for name, value in facts.items():
        setattr(group, name, value)
    db.session.add(group)
    db.session.flush()
    for section in db.session.scalars(select(Section).where(Section.bid_id == group.bid_id)):
        if section.id in section_ids:
            section.group_id = group.id
        elif section.group_id == group.id:
            section.group_id = None
    note(f"saved the group {group.title}", by=deed.by, at=deed.at, about=group)


def remove_group(group: SectionGroup, deed: Deed) -> None:
    """Its sections stay. A group whose limit was passed for a reason stays too: that is kept."""
    reasons = select(func.count(LimitOverride.id)).where(LimitOverride.group_id == group.id)
    if db.session.scalar(reasons):
        raise RuleBroken(
            "Somebody said why its limit is passed, and that is kept. "
            "Take its sections out instead."
        )
    for section in db.session.scalars(select(Section).where(Section.group_id == group.id)):
        section.group_id = None
    note(f"removed the group {group.title}", by=deed.by, at=deed.at, about=group)
    db.session.flush()
    db.session.delete(group)
