"""The example's bids: who takes part, where each stands, and what is written so far."""

from datetime import datetime
from typing import Any

from bidapp.accounts.models import Person
from bidapp.bids.actions import move_bid
from bidapp.bids.models import Bid, DeadlineStatus, Marking
from bidapp.bids.stages import Stage
from bidapp.calls.actions import Deed
from bidapp.calls.models import Call
from bidapp.database import db, fetch
from bidapp.drafting.actions import insert_block, save_section
from bidapp.drafting.models import Section, SectionState
from bidapp.drafting.queries import sections_of, text_of
from bidapp.drafting.saving import Save, save_text
from bidapp.example.cast import Cast
from bidapp.example.comments import add_comment
from bidapp.example.story import Row, named, pence, read_text
from bidapp.library.models import BlockVersion, TextBlock
from bidapp.overview.actions import open_bid
from bidapp.partners.actions import add_role
from bidapp.partners.models import Position
from bidapp.plans.actions import Concerned, MilestoneFacts, add_milestone, mark
from bidapp.text.plain import plain_text


def add_bid(row: Row, call: Call, blocks: dict[str, TextBlock], cast: Cast) -> Bid:
    bid = _open(row, call, cast)
    sections = {section.key: section for section in sections_of(bid)}
    for each in row["sections"]:
        _write(sections[each["key"]], each, blocks, cast)
    for each in row.get("milestones", ()):
        _add_milestone(bid, each, cast)
    for move in row["moves"]:
        by, at = cast.people[move["by"]], cast.days.moment(move["days"])
        move_bid(bid, named(Stage, move["stage"]), by=by, at=at)
    return bid


def _open(row: Row, call: Call, cast: Cast) -> Bid:
    by, at = cast.people[row["opened_by"]], cast.days.moment(row["opened_days"])
    bid = open_bid(call, _facts(row, cast), partner=None, by=by, at=at)
    for each in row["partners"]:
        organisation = cast.organisations[each["organisation"]]
        add_role(bid, organisation, named(Position, each["position"]), by=by, at=at)
    return bid


def _add_milestone(bid: Bid, row: Row, cast: Cast) -> None:
    """Reckoned back from the close, when the bid was opened."""
    organisation = cast.organisations.get(row.get("organisation", ""))
    facts = MilestoneFacts(
        label=row["label"],
        reckoned_from_id=bid.call.closing.id if bid.call.closing else None,
        lead_working_days=row["lead"],
        organisation_id=organisation.id if organisation else None,
        is_for_writers=row.get("for_writers", False),
    )
    owner = fetch(Person, cast.people[row["owner"]]) if "owner" in row else bid.owner
    deed = Deed(cast.coordinator, bid.opened_at)
    part = add_milestone(bid, facts, Concerned(owner), deed)
    if "met_days" in row:
        met = Deed(cast.coordinator, cast.days.moment(row["met_days"]))
        mark(part, DeadlineStatus.MET, met)


def _facts(row: Row, cast: Cast) -> dict[str, Any]:
    return {
        "title": row["title"],
        "acronym": row["acronym"],
        "summary": row["summary"],
        "lead_organisation_id": cast.organisations[row["lead"]].id,
        "owner_id": cast.people[row["owner"]],
        "asked_pence": pence(row, "asked"),
        "theme_ids": cast.theme_ids(row),
        "marking": named(Marking, row.get("marking", "none")),
        "starts_on": cast.days.day(row["work_days"][0]) if "work_days" in row else None,
        "ends_on": cast.days.day(row["work_days"][1]) if "work_days" in row else None,
    }


def _write(section: Section, row: Row, blocks: dict[str, TextBlock], cast: Cast) -> None:
    """The writer is named when the bid opens; then comes the writer's text, then the library's."""
    writer = cast.people[row["writer"]]
    facts = {"writer_id": writer} | _asked(row, cast)
    save_section(section, facts, by=writer, at=section.bid.opened_at)
    if "file" in row:
        text, at = read_text(row["file"]), cast.days.moment(row["saved_days"])
        save_text(section, text, Save(0, writer, at))
    if "block" in row:
        at = cast.days.moment(row["placed_days"])
        version = _version_then(blocks[row["block"]], at)
        insert_block(section, version, before=_heading_id(section, row), by=writer, at=at)
    for each in row.get("comments", ()):
        add_comment(section, each, cast, at=cast.days.moment(row["saved_days"]))
    for move in row.get("moves", ()):
        _move(section, move, cast)


def _asked(row: Row, cast: Cast) -> dict[str, Any]:
    """What the call says of the section beyond its template, and who reviews it."""
    facts: dict[str, Any] = {name: row[name] for name in ("question",) if name in row}
    if "criteria" in row:
        facts["criteria"] = "\n".join(row["criteria"])
    if "reviewer" in row:
        facts["reviewer_id"] = cast.people[row["reviewer"]]
    return facts


def _move(section: Section, row: Row, cast: Cast) -> None:
    by, at = cast.people[row["by"]], cast.days.moment(row["days"])
    state = SectionState(row["to"])
    db.session.add(section.move_to(state, by=by, at=at, note=row.get("note", "")))


def _version_then(block: TextBlock, at: datetime) -> BlockVersion:
    """What the block said at that moment; it may have changed since."""
    return [version for version in block.versions if version.saved_at <= at][-1]


def _heading_id(section: Section, row: Row) -> str | None:
    if "before" not in row:
        return None
    standing = text_of(section)["content"]
    ids = [each["attrs"]["id"] for each in standing if plain_text(each) == row["before"]]
    return str(ids[0])
