"""A returned section as a page shows it: what was changed, by whom, what others did meanwhile."""

from dataclasses import dataclass

from markupsafe import Markup

from bidapp.drafting.reading import shown
from bidapp.handouts.models import ReturnedFile, ReturnedSection
from bidapp.handouts.queries import texts_sent
from bidapp.text.comparing import Compared, compared
from bidapp.text.content import Node, empty_document


@dataclass(frozen=True)
class ReadBack:
    """`behind` is how many versions the section has moved on since the file went out."""

    returned: ReturnedSection
    difference: Compared
    html: Markup
    authors: tuple[str, ...]
    behind: int


def read_back(file: ReturnedFile) -> list[ReadBack]:
    """Section by section."""
    sent = texts_sent(file.sections)
    return [_read(each, sent.get(each.section_id) or empty_document()) for each in file.sections]


def _read(returned: ReturnedSection, sent: Node) -> ReadBack:
    difference = compared(sent, returned.content)
    named = {each["author"]: None for each in returned.said["tracked"] if each["author"]}
    return ReadBack(
        returned,
        difference,
        shown(difference.document),
        tuple(named),
        returned.section.latest_number - returned.number,
    )
