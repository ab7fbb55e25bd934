from datetime import datetime
from typing import Any

from bidapp.audit.actions import note
from bidapp.bids.models import Bid
from bidapp.database import db
from bidapp.drafting.models import BlockUse, Section, SectionVersion, VersionKind
from bidapp.drafting.queries import sections_of, text_of
from bidapp.drafting.saving import Kept, Save, save_text
from bidapp.errors import RuleBroken
from bidapp.funders.models import ASKED, SectionTemplate
from bidapp.library.models import BlockVersion
from bidapp.text.content import Node, document_of, new_id
from bidapp.text.counting import CountRule, count
from bidapp.text.replacing import with_new_ids


def add_sections(bid: Bid, template: SectionTemplate, rule: CountRule) -> None:
    """The sections the funder asks for, copied: a later change of the template leaves them."""
    for asked in template.sections:
        facts = {name: getattr(asked, name) for name in ASKED}
        db.session.add(Section(bid=bid, count_rule=rule, **facts))
    db.session.flush()


def save_section(section: Section, facts: dict[str, Any], *, by: int, at: datetime) -> None:
    """Change what a section asks for and who writes it. A new one comes last."""
    for name, value in facts.items():
        setattr(section, name, value)
    if section.id is None:
        position = max((each.position for each in sections_of(section.bid)), default=0) + 1
        section.position, section.key = position, f"own_{position}_{new_id()}"
        section.count_rule = section.bid.call.funder.count_rule
        db.session.add(section)
    else:
        section.latest_count = count(text_of(section), section.counts_with)
    note(f"saved the section {section.title}", by=by, at=at, about=section)


def insert_block(
    section: Section, block_version: BlockVersion, *, before: str | None, by: int, at: datetime
) -> Kept:
    """Put a library block's text into the draft, remembering which version of it came in where."""
    placed = with_new_ids(block_version.content)
    kept = insert_blocks(section, placed, before=before, by=by, at=at)
    db.session.add(
        BlockUse(
            section=section,
            block_version=block_version,
            placed_ids=[block["attrs"]["id"] for block in placed],
            placed_by_id=by,
            placed_at=at,
        )
    )
    return kept


def insert_blocks(
    section: Section, blocks: list[Node], *, before: str | None, by: int, at: datetime
) -> Kept:
    """Put blocks before the one with this id; at the end where there is none such."""
    standing = text_of(section).get("content", [])
    places = [place for place, block in enumerate(standing) if block["attrs"]["id"] == before]
    place = places[0] if places else len(standing)
    document = document_of([*standing[:place], *blocks, *standing[place:]])
    kept = save_text(section, document, Save(section.latest_number, by, at, VersionKind.BLOCK))
    if not kept.is_new:
        raise RuleBroken("There is nothing in it to put in.")
    return kept


def restore_version(section: Section, old: SectionVersion, *, by: int, at: datetime) -> Kept:
    """An old text becomes the newest version; what stood in between stays in the list."""
    said = f"Brought back from version {old.number}"
    save = Save(section.latest_number, by, at, VersionKind.RESTORED, note=said)
    return save_text(section, old.content, save)
