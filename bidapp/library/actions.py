from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from bidapp.audit.actions import note
from bidapp.database import db
from bidapp.errors import RuleBroken
from bidapp.library.models import BlockHasMovedOn, BlockVersion, TextBlock
from bidapp.organisations.models import Theme
from bidapp.text.content import Node, digest
from bidapp.text.identity import with_ids_from


class BlockRefused(RuleBroken):
    """A title that another block has."""


def save_block(
    block: TextBlock, facts: dict[str, Any], document: Node, *, by: int, at: datetime
) -> None:
    """Change a block's facts, and its text where it says something new.

    `based_on` among the facts is the version from which the text was written.
    """
    block.themes = list(db.session.scalars(select(Theme).where(Theme.id.in_(facts["theme_ids"]))))
    block.title, block.owner_id = facts["title"], facts["owner_id"]
    db.session.add(block)
    try:
        db.session.flush()
    except IntegrityError as twin:
        raise BlockRefused("Another text block has this title. Choose another.") from twin
    _save_text(block, document, based_on=facts["based_on"], by=by, at=at)
    note(f"saved the text block {block.title}", by=by, at=at, about=block)


def _save_text(block: TextBlock, document: Node, *, based_on: int, by: int, at: datetime) -> None:
    latest = db.session.scalar(
        select(BlockVersion).where(
            BlockVersion.block_id == block.id, BlockVersion.number == block.latest_number
        )
    )
    if latest and latest.number == based_on and digest(latest.content) == digest(document):
        return
    content = with_ids_from(latest.content, document) if latest else document
    db.session.add(block.add_version(content, based_on=based_on, by=by, at=at))
    try:
        db.session.flush()
    except IntegrityError as clash:
        raise BlockHasMovedOn("Somebody saved this block at the same moment.") from clash


def retire_block(block: TextBlock, *, by: int, at: datetime) -> None:
    """It is offered to nobody any more; drafts that hold it keep it."""
    block.is_retired = not block.is_retired
    note(
        f"{'retired' if block.is_retired else 'brought back'} {block.title}",
        by=by,
        at=at,
        about=block,
    )
