"""The example's story as plain data: what its files say, and the days it counts from loading."""

import tomllib
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar

from bidapp.text.content import Node
from bidapp.text.markdown import from_markdown
from bidapp.wording import UK, local_date
from bidapp.working_days import is_working_day

FOLDER = Path(__file__).resolve().parent
Row = dict[str, Any]
Choice = TypeVar("Choice", bound=StrEnum)


@dataclass(frozen=True)
class Days:
    """Days counted from the moment of loading; negative ones are past."""

    now: datetime

    def moment(self, days: int) -> datetime:
        return self.now + timedelta(days=days)

    def day(self, days: int, zone: str = UK) -> date:
        return local_date(self.now, zone) + timedelta(days=days)

    def working_day(self, days: int, zone: str = UK) -> date:
        """That day, or the next working day: funders close on no other."""
        day = self.day(days, zone)
        while not is_working_day(day):
            day += timedelta(days=1)
        return day


def read_story() -> Row:
    return tomllib.loads((FOLDER / "story.toml").read_text("utf-8"))


def read_text(file: str) -> Node:
    return from_markdown((FOLDER / "texts" / file).read_text("utf-8")).document


def named(choices: type[Choice], name: str) -> Choice:
    """The one of an enumeration that the story names in small letters."""
    return choices[name.upper()]


def pence(row: Row, name: str) -> int | None:
    """The sum the story gives in pounds, where it gives one."""
    pounds = row.get(f"{name}_pounds")
    return None if pounds is None else int(pounds) * 100
