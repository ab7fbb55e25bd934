"""Who takes part in the example: people and organisations, and the themes they work on."""

from dataclasses import dataclass, field

from bidapp.accounts.actions import add_person
from bidapp.accounts.permissions import Kind
from bidapp.example.story import Days, Row, named
from bidapp.organisations.actions import save_organisation, theme_named
from bidapp.organisations.models import Organisation, OrganisationKind

SET_UP = -430  # days: before anything else in the story happens


@dataclass(frozen=True)
class Cast:
    """What the rest of the story refers to, by the story's own keys."""

    days: Days
    people: dict[str, int] = field(default_factory=dict)
    themes: dict[str, int] = field(default_factory=dict)
    organisations: dict[str, Organisation] = field(default_factory=dict)

    @property
    def coordinator(self) -> int:
        return self.people["coordinator"]

    def theme_ids(self, row: Row) -> list[int]:
        return [self.themes[key] for key in row["themes"]]


def gather(story: Row, days: Days, password_hash: str) -> Cast:
    cast = Cast(days)
    _add_people(cast, story["people"], password_hash)
    cast.themes.update({row["key"]: theme_named(row["name"]).id for row in story["themes"]})
    for row in story["organisations"]:
        cast.organisations[row["key"]] = _add_organisation(row, cast)
    return cast


def _add_people(cast: Cast, rows: list[Row], password_hash: str) -> None:
    """Everybody has the demonstration's one password."""
    at = cast.days.moment(SET_UP)
    for row in rows:
        person = add_person(row["name"], row["email"], named(Kind, row["kind"]), by=None, at=at)
        person.password_hash = password_hash
        cast.people[row["key"]] = person.id


def _add_organisation(row: Row, cast: Cast) -> Organisation:
    """A consortium stands in the story before its members."""
    organisation = Organisation()
    facts = {
        "name": row["name"],
        "short_name": row["short_name"],
        "kind": named(OrganisationKind, row["kind"]),
        "ror_id": row.get("ror_id"),
        "valid_from": row.get("valid_from"),
        "successor_id": None,
        "is_default_lead": row.get("is_default_lead", False),
        "is_default_partner": row.get("is_default_partner", False),
        "notes": row.get("notes", ""),
    }
    save_organisation(organisation, facts, by=cast.coordinator, at=cast.days.moment(SET_UP))
    if "member_of" in row:
        consortium = cast.organisations[row["member_of"]]
        consortium.add_member(organisation, joined_on=row["joined_on"])
    return organisation
