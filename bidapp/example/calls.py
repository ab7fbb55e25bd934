"""The example's calls, with their stages and deadlines."""

from datetime import date, datetime, time
from typing import Any

from sqlalchemy import select

from bidapp.calls.actions import save_call, save_deadline
from bidapp.calls.models import AwardBasis, Call, CallStatus, Deadline, StageKind, TeamRole
from bidapp.database import db
from bidapp.example.cast import Cast
from bidapp.example.story import Row, named, pence
from bidapp.funders.models import Funder, SectionTemplate


def add_calls(rows: list[Row], cast: Cast) -> dict[str, Call]:
    """Every call as it was when it opened, so that bids could be opened on it."""
    return {row["key"]: _add_call(row, cast) for row in rows}


def close_calls(rows: list[Row], calls: dict[str, Call], cast: Cast) -> None:
    for row in rows:
        if "closed_days" in row:
            call, at = calls[row["key"]], cast.days.moment(row["closed_days"])
            stages = {stage.kind: stage.opens_on for stage in call.stages}
            save_call(call, {"status": CallStatus.CLOSED}, stages, by=cast.coordinator, at=at)


def _add_call(row: Row, cast: Cast) -> Call:
    call, at = Call(), cast.days.moment(row["opens_days"])
    facts = _facts(row) | {"opens_on": cast.days.day(row["opens_days"])}
    save_call(call, facts, _stages(row, cast), by=cast.coordinator, at=at)
    for each in row["deadlines"]:
        local = _local(each, cast, call.funder.timezone)
        save_deadline(
            Deadline(call=call),
            _deadline_facts(each, local.date())
            | {"due_local": local, "zone": call.funder.timezone},
            by=cast.coordinator,
            at=at,
        )
    return call


def _facts(row: Row) -> dict[str, Any]:
    plain = ("fec_percent", "exceptions_percent", "duration_min_months", "duration_max_months")
    return {name: row.get(name) for name in plain} | {
        "funder": _of_pack(Funder, row["funder"]),
        "template": _of_pack(SectionTemplate, row["template"]),
        "title": row["title"],
        "url": row.get("url", ""),
        "status": CallStatus.OPEN,
        "total_fund_pence": pence(row, "total_fund"),
        "award_min_pence": pence(row, "award_min"),
        "award_max_pence": pence(row, "award_max"),
        "award_basis": named(AwardBasis, row["award_basis"]),
        "allowed_roles": [str(named(TeamRole, role)) for role in row.get("allowed_roles", ())],
        "lead_note": row.get("lead_note", ""),
        "notes": row["notes"],
    }


def _of_pack(table: Any, key: str) -> Any:
    """A funder or template of the starter pack."""
    return db.session.scalars(select(table).where(table.pack_key == key)).one()


def _stages(row: Row, cast: Cast) -> dict[StageKind, date | None]:
    return {
        named(StageKind, stage["kind"]): (
            cast.days.day(stage["opens_days"]) if "opens_days" in stage else None
        )
        for stage in row["stages"]
    }


def _local(row: Row, cast: Cast, zone: str) -> datetime:
    """The deadline on the funder's wall clock."""
    day = cast.days.working_day(row["days"], zone)
    return datetime.combine(day, time.fromisoformat(row["time"]))


def _deadline_facts(row: Row, day: date) -> dict[str, Any]:
    said = row.get("wording", "").replace("{date}", f"{day.day} {day:%B %Y}")
    return {"label": row["label"], "stage": named(StageKind, row["stage"]), "wording": said}
