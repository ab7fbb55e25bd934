from dataclasses import dataclass

from bidapp.bids.models import Bid
from bidapp.drafting.models import Section
from bidapp.drafting.queries import sections_of
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
