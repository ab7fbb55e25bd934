"""A returned section as a page shows it: what was changed, by whom, what others did meanwhile."""

from dataclasses import dataclass

from markupsafe import Markup

from bidapp.drafting.reading import shown
from bidapp.handouts.models import ReturnedSection
from bidapp.handouts.queries import text_sent
from bidapp.text.comparing import Compared, compared


@dataclass(frozen=True)
class ReadBack:
    """`behind` is how many versions the section has moved on since the file went out."""

    returned: ReturnedSection
    difference: Compared
    html: Markup
    authors: tuple[str, ...]
    behind: int


def read_back(returned: ReturnedSection) -> ReadBack:
    difference = compared(text_sent(returned), returned.content)
    named = {each["author"]: None for each in returned.said["tracked"] if each["author"]}
    return ReadBack(
        returned,
        difference,
        shown(difference.document),
        tuple(named),
        returned.section.latest_number - returned.number,
    )
