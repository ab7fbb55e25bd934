"""How a line came to say what it says: every revision, and what each changed. Pure."""

from dataclasses import dataclass

from bidapp.contributions.models import Contribution, ContributionRevision
from bidapp.contributions.shown import Difference, differences
from bidapp.contributions.worth import facts_of


@dataclass(frozen=True)
class Version:
    """One revision, with what it changed of the one that stood when it was written."""

    revision: ContributionRevision
    changes: list[Difference]
    standing: str  # how it stands to the line now

    @property
    def who(self) -> str:
        person = self.revision.made_by or self.revision.contact
        return person.name if person else "Nobody known"


def versions_of(line: Contribution) -> list[Version]:
    """Newest first."""
    stood, before = _numbers_that_stood(line), line.revisions[0]
    versions = [Version(before, [], _standing(line, before, stood))]
    for revision in line.revisions[1:]:
        changes = differences(facts_of(before), facts_of(revision))
        versions.append(Version(revision, changes, _standing(line, revision, stood)))
        before = revision if revision.number in stood else before
    return versions[::-1]


def _numbers_that_stood(line: Contribution) -> set[int]:
    """The first and all that we wrote; of what a partner proposed, what we accepted."""
    ours = {each.number for each in line.revisions if each.made_by_id is not None}
    return {1, line.standing_number} | ours | {move.number for move in line.moves}


def _standing(line: Contribution, revision: ContributionRevision, stood: set[int]) -> str:
    if revision.number == line.standing_number:
        return "stands now"
    if revision.number == line.proposed_number:
        return "proposed, and waits for our answer"
    return "stood before" if revision.number in stood else "proposed, and not taken up"
