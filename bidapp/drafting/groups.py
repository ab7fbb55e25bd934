"""Limits that several sections share."""

from dataclasses import dataclass

from bidapp.drafting.models import Section, SectionGroup
from bidapp.funders.models import LimitKind
from bidapp.text.counting import CountRule


def counted_in(group: SectionGroup) -> int:
    """What the group's sections come to, each as it was counted when it was last saved."""
    return sum(section.latest_count for section in group.sections if counts(group, section))


def counts(group: SectionGroup, section: Section) -> bool:
    """Words are not added to characters, and what is not written here is not counted."""
    in_characters = section.counts_with is CountRule.CHARACTERS
    wanted = group.limit_kind is LimitKind.CHARACTERS
    return section.is_written_here and in_characters is wanted


@dataclass(frozen=True)
class Sharing:
    """A group as one of its sections sees it: what is left is the limit less what others take."""

    title: str
    limit: int
    others: int


def sharing_of(section: Section) -> Sharing | None:
    group = section.group
    if group is None or not counts(group, section):
        return None
    return Sharing(group.title, group.limit, counted_in(group) - section.latest_count)
