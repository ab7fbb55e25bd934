"""Choosing between two texts of one place."""

from sqlalchemy import update

from bidapp.audit.actions import note
from bidapp.database import db
from bidapp.drafting.models import Conflict, Section, Settlement
from bidapp.drafting.queries import text_at
from bidapp.drafting.saving import Kept, Save, save_text
from bidapp.errors import RuleBroken
from bidapp.text.replacing import find_block, with_blocks_for, with_new_ids
from bidapp.text.vocabulary import Node


class AlreadySettled(RuleBroken):
    """Somebody else has chosen meanwhile."""


def settle(section: Section, conflict: Conflict, choice: Settlement, save: Save) -> Kept:
    """Make the chosen text stand. `save.based_on` is the version that the person was shown, so
    that what anybody wrote there meanwhile is joined with it.
    """
    _claim(conflict, choice, save)
    document = text_at(section, save.based_on)
    blocks = _chosen(document, conflict, choice)
    kept = save_text(section, with_blocks_for(document, conflict.block_id, blocks), save)
    note(f"chose between two texts in {section.title}", by=save.by, at=save.at, about=section)
    return kept


def _claim(conflict: Conflict, choice: Settlement, save: Save) -> None:
    claimed = db.session.execute(
        update(Conflict)
        .where(Conflict.id == conflict.id, Conflict.settled_at.is_(None))
        .values(settled_as=choice, settled_by_id=save.by, settled_at=save.at)
    )
    if not claimed.rowcount:  # type: ignore[attr-defined]
        raise AlreadySettled("Somebody has chosen between these two texts already.")


def _chosen(document: Node, conflict: Conflict, choice: Settlement) -> list[Node]:
    theirs, mine = _blocks(conflict.theirs), _blocks(conflict.mine)
    if choice is Settlement.MINE:
        return mine
    standing = find_block(document, conflict.block_id)
    first = [standing] if standing and theirs else theirs
    return first if choice is Settlement.THEIRS else [*first, *with_new_ids(conflict.mine)]


def _blocks(document: Node) -> list[Node]:
    blocks: list[Node] = document.get("content", [])
    return blocks
