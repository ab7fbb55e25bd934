from dataclasses import dataclass

from bidapp.bids.models import Bid
from bidapp.documents.word_comparison import Comparison
from bidapp.drafting.models import Section
from bidapp.drafting.queries import sections_of, version_numbered
from bidapp.files.queries import contents_of
from bidapp.text.content import pictures_in
from bidapp.wording import these


@dataclass(frozen=True)
class Finding:
    """One thing to put right or look at before the document is used, and where."""

    section: Section
    sentence: str
    is_serious: bool


def findings(bid: Bid) -> list[Finding]:
    """What a reader of the document would stumble over. The document can be made all the same."""
    return [finding for section in sections_of(bid) if (finding := _finding(section))]


def _finding(section: Section) -> Finding | None:
    if not section.is_written_here:
        return Finding(
            section,
            "is given to the funder as a file or in its form, so it is not in the document.",
            False,
        )
    over = section.latest_count - (section.counted_limit or section.latest_count)
    if over > 0:
        unit = section.limit_kind.removesuffix("s")
        return Finding(section, f"is {these(over, unit)} over its limit.", True)
    if section.is_required and not section.has_text:
        return Finding(section, "has no text yet.", True)
    return None


def comparison_of(section: Section, old: int, new: int) -> Comparison:
    """Two versions of a section, with the pictures of both; NotFound for one that never was."""
    before, after = version_numbered(section, old), version_numbered(section, new)
    pictures = pictures_in(before.content) | pictures_in(after.content)
    return Comparison(
        title=section.title,
        old=before.content,
        new=after.content,
        author=after.saved_by.name,
        changed_at=after.saved_at,
        pictures=contents_of(pictures) if pictures else {},
    )
