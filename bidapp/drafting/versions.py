"""What the versions of a section tell: sittings, what changed between two, who wrote what."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import defer, joinedload

from bidapp.accounts.models import Person
from bidapp.database import db
from bidapp.drafting.models import Section, SectionVersion, VersionKind
from bidapp.text.authorship import Authorship
from bidapp.text.content import Node, empty_document

ONE_SITTING = timedelta(minutes=5)  # saves of one person no further apart are one line in the list
VERSIONS_A_PAGE = 300
WHILE_WRITING = {VersionKind.AS_TYPED, VersionKind.MERGED}


@dataclass(frozen=True)
class Sitting:
    """Versions that one person made while writing, or a single one made otherwise; newest first."""

    versions: tuple[SectionVersion, ...]
    before: int | None  # what the version before it counted; None where the list ends

    @property
    def newest(self) -> SectionVersion:
        """The one that stood at the end; a text kept as it was sent is never that."""
        return next((each for each in self.versions if not each.is_aside), self.versions[0])

    @property
    def oldest(self) -> SectionVersion:
        return self.versions[-1]

    @property
    def grew_by(self) -> int | None:
        return None if self.before is None else self.newest.count - self.before


def versions_page(
    section: Section, below: int | None = None, most: int = VERSIONS_A_PAGE
) -> list[SectionVersion]:
    """Newest first, without their texts, from below a number on."""
    upto = section.latest_number if below is None else below - 1
    return list(
        db.session.scalars(
            select(SectionVersion)
            .where(SectionVersion.section_id == section.id, SectionVersion.number <= upto)
            .options(joinedload(SectionVersion.saved_by), defer(SectionVersion.content))
            .order_by(SectionVersion.number.desc())
            .limit(most)
        )
    )


def sittings(versions: Iterable[SectionVersion]) -> list[Sitting]:
    """The versions, newest first, with those of one sitting together. None is left out."""
    groups: list[list[SectionVersion]] = []
    for version in versions:
        if groups and _is_one_sitting(groups[-1][-1], version):
            groups[-1].append(version)
        else:
            groups.append([version])
    last = 0 if groups and groups[-1][-1].number == 1 else None
    befores = [*(_count_of(group) for group in groups[1:]), last]
    return [Sitting(tuple(group), before) for group, before in zip(groups, befores, strict=False)]


def _count_of(group: list[SectionVersion]) -> int:
    return next((each for each in group if not each.is_aside), group[0]).count


def _is_one_sitting(later: SectionVersion, earlier: SectionVersion) -> bool:
    return (
        later.kind in WHILE_WRITING
        and earlier.kind in WHILE_WRITING
        and later.saved_by_id == earlier.saved_by_id
        and later.saved_at - earlier.saved_at <= ONE_SITTING
    )


@dataclass(frozen=True)
class Authored:
    """The newest text with every word marked by its author's place in the list, from 1."""

    document: Node
    authors: tuple[tuple[Person, int], ...]  # with how many words that stand are theirs

    @property
    def words(self) -> int:
        return sum(words for _, words in self.authors)


def authored(section: Section) -> Authored:
    """Reads the last version of each run of one person's: one query however many there are."""
    authorship, people = Authorship(), _people(section)
    numbers = {person_id: number for number, person_id in enumerate(people, 1)}
    newest: Node = empty_document()
    for content, person_id in db.session.execute(_ends_of_runs(section)):
        authorship.add(content, numbers[person_id])
        newest = content
    words = authorship.words_by_author()
    named = tuple((person, words[numbers[person.id]]) for person in people.values())
    return Authored(authorship.marked(newest), named)


def _people(section: Section) -> dict[int, Person]:
    """Everybody who ever saved it, whoever did first first."""
    first = func.min(SectionVersion.number)
    rows = db.session.scalars(
        select(Person)
        .join(SectionVersion, SectionVersion.saved_by_id == Person.id)
        .where(SectionVersion.section_id == section.id)
        .group_by(Person.id)
        .order_by(first)
    )
    return {person.id: person for person in rows}


def _ends_of_runs(section: Section):  # type: ignore[no-untyped-def]  # differs between SQLAlchemys
    following = func.lead(SectionVersion.saved_by_id).over(order_by=SectionVersion.number)
    runs = (
        select(SectionVersion.id, SectionVersion.saved_by_id, following.label("next_by"))
        .where(SectionVersion.section_id == section.id, SectionVersion.is_aside.is_(False))
        .subquery()
    )
    return (
        select(SectionVersion.content, SectionVersion.saved_by_id)
        .join(runs, runs.c.id == SectionVersion.id)
        .where((runs.c.next_by != runs.c.saved_by_id) | runs.c.next_by.is_(None))
        .order_by(SectionVersion.number)
        .execution_options(yield_per=20)
    )
