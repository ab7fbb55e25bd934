"""The assessment criteria of a section, and which of them somebody has ticked as answered."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from bidapp.database import LONGEST_LINE, db
from bidapp.drafting.models import Section
from bidapp.reviewing.models import CriterionAnswer
from bidapp.text.plain import plain_text
from bidapp.text.replacing import find_block
from bidapp.text.vocabulary import Node

SHOWN = 60  # letters of the place


@dataclass(frozen=True)
class Criterion:
    """One criterion; where it is answered, in the first words of that block as it stands now."""

    words: str
    answer: CriterionAnswer | None
    place: str
    place_is_gone: bool


def criteria_in(section: Section) -> list[str]:
    """One a line, as the funder gives them."""
    lines = (line.strip(" •-\t")[:LONGEST_LINE] for line in section.criteria.splitlines())
    return list(dict.fromkeys(line for line in lines if line))


def criteria_of(section: Section, document: Node) -> list[Criterion]:
    wanted = criteria_in(section)
    if not wanted:
        return []
    answers = {
        answer.criterion: answer
        for answer in db.session.scalars(
            select(CriterionAnswer)
            .where(CriterionAnswer.section_id == section.id)
            .options(joinedload(CriterionAnswer.said_by))
        )
    }
    return [_criterion(words, answers.get(words), document) for words in wanted]


def _criterion(words: str, answer: CriterionAnswer | None, document: Node) -> Criterion:
    if answer is None or answer.block_id is None:
        return Criterion(words, answer, "", place_is_gone=False)
    block = find_block(document, answer.block_id)
    return Criterion(words, answer, beginning(block) if block else "", place_is_gone=block is None)


def beginning(block: Node) -> str:
    """Its first words, for a list of places."""
    words = " ".join(plain_text(block).split())
    return words if len(words) <= SHOWN else words[: SHOWN - 1].rsplit(" ", 1)[0] + "…"


def places_in(document: Node) -> list[tuple[str, str]]:
    """The blocks of a text that say something, as (id, first words)."""
    blocks = document.get("content", [])
    return [(block["attrs"]["id"], words) for block in blocks if (words := beginning(block))]
