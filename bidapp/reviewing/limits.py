"""Limits that a section or its group passes, and whether somebody has said why."""

from dataclasses import dataclass

from sqlalchemy import select

from bidapp.database import db
from bidapp.drafting.groups import counted_in
from bidapp.drafting.models import Section
from bidapp.funders.models import LimitKind
from bidapp.reviewing.models import LimitOverride
from bidapp.wording import these


@dataclass(frozen=True)
class Excess:
    """One limit that is passed. A soft one may be, once a reason is given that covers as much."""

    what: str
    counted: int
    limit: int
    unit: str
    is_soft: bool
    group_id: int | None
    override: LimitOverride | None

    @property
    def over(self) -> int:
        return self.counted - self.limit

    @property
    def is_settled(self) -> bool:
        return self.override is not None

    @property
    def words(self) -> str:
        return f"{self.what} is {these(self.over, self.unit)} over its limit."


def excesses(section: Section) -> list[Excess]:
    """The limits that this section is part of and that are passed."""
    return [each for each in (_of_section(section), _of_group(section)) if each]


def _of_section(section: Section) -> Excess | None:
    limit = section.counted_limit
    if limit is None or section.latest_count <= limit:
        return None
    return Excess(
        section.title,
        section.latest_count,
        limit,
        _unit(section.limit_kind),
        section.limit_is_soft,
        None,
        _override(section, None, section.latest_count),
    )


def _of_group(section: Section) -> Excess | None:
    group = section.group
    counted = counted_in(group) if group else 0
    if group is None or counted <= group.limit:
        return None
    return Excess(
        group.title,
        counted,
        group.limit,
        _unit(group.limit_kind),
        group.limit_is_soft,
        group.id,
        _override(None, group.id, counted),
    )


def _unit(kind: LimitKind) -> str:
    return kind.removesuffix("s")


def _override(section: Section | None, group_id: int | None, counted: int) -> LimitOverride | None:
    """The newest reason given for at least so much."""
    of = LimitOverride.section_id == section.id if section else LimitOverride.group_id == group_id
    return db.session.scalar(
        select(LimitOverride)
        .where(of, LimitOverride.counted >= counted)
        .order_by(LimitOverride.id.desc())
        .limit(1)
    )
