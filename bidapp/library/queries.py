from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from bidapp.database import db
from bidapp.errors import NotFound
from bidapp.library.models import BlockVersion, TextBlock, text_block_theme
from bidapp.text.content import Node
from bidapp.text.plain import plain_text


@dataclass(frozen=True)
class BlockInList:
    """A text block with the start of what it says now."""

    block: TextBlock
    content: Node
    excerpt: str


def blocks(
    words: str = "", *, theme_id: int | None = None, retired: bool = False
) -> list[BlockInList]:
    """Blocks whose title or text holds every word, by title."""
    found = (
        select(TextBlock, BlockVersion.content)
        .join(BlockVersion, BlockVersion.block_id == TextBlock.id)
        .where(BlockVersion.number == TextBlock.latest_number, TextBlock.is_retired.is_(retired))
        .options(joinedload(TextBlock.owner), selectinload(TextBlock.themes))
        .order_by(TextBlock.title)
    )
    if theme_id:
        carrying = select(text_block_theme.c.text_block_id).where(
            text_block_theme.c.theme_id == theme_id
        )
        found = found.where(TextBlock.id.in_(carrying))
    wanted = words.casefold().split()
    lines = (_in_list(block, content) for block, content in db.session.execute(found))
    return [line for line in lines if _has_all(line, wanted)]


def _in_list(block: TextBlock, content: Node) -> BlockInList:
    return BlockInList(block, content, " ".join(plain_text(content).split()))


def _has_all(line: BlockInList, wanted: list[str]) -> bool:
    text = f"{line.block.title} {line.excerpt}".casefold()
    return all(word in text for word in wanted)


def block_choices() -> list[tuple[int, str]]:
    """Blocks that have a text and are not retired, to choose from."""
    rows = db.session.execute(
        select(TextBlock.id, TextBlock.title)
        .where(TextBlock.latest_number > 0, TextBlock.is_retired.is_(False))
        .order_by(TextBlock.title)
    )
    return [(number, title) for number, title in rows]


def latest_text_of(block: TextBlock) -> BlockVersion:
    return block_version(block, block.latest_number)


def block_version(block: TextBlock, number: int) -> BlockVersion:
    version = db.session.scalar(
        select(BlockVersion).where(BlockVersion.block_id == block.id, BlockVersion.number == number)
    )
    if version is None:
        raise NotFound(f"“{block.title}” has no version {number}.")
    return version


def versions_of_block(block: TextBlock) -> list[BlockVersion]:
    return list(
        db.session.scalars(
            select(BlockVersion)
            .where(BlockVersion.block_id == block.id)
            .options(joinedload(BlockVersion.saved_by))
            .order_by(BlockVersion.number.desc())
        )
    )
