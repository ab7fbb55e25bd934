from datetime import datetime
from typing import Any

from sqlalchemy.exc import IntegrityError

from bidapp.audit.actions import note
from bidapp.bids.models import Bid
from bidapp.database import db
from bidapp.drafting.models import BlockUse, DraftHasMovedOn, Section, SectionVersion
from bidapp.drafting.queries import latest_version, sections_of, text_of
from bidapp.errors import RuleBroken
from bidapp.files.queries import missing_pictures
from bidapp.funders.models import ASKED, SectionTemplate
from bidapp.library.models import BlockVersion
from bidapp.text.content import Node, digest, document_of, new_id, pictures_in
from bidapp.text.counting import CountRule, count
from bidapp.text.identity import with_ids_from


class PictureMissing(RuleBroken):
    """A text names a picture that is not stored here."""


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


def save_version(
    section: Section, document: Node, *, based_on: int, by: int, at: datetime
) -> SectionVersion | None:
    """A new version of the text, or None where it says just what the latest one says."""
    _check_pictures(document)
    latest = latest_version(section)
    if latest and based_on == latest.number and digest(latest.content) == digest(document):
        return None
    content = with_ids_from(latest.content, document) if latest else document
    counted = count(content, section.counts_with)
    version = section.add_version(content, count=counted, based_on=based_on, by=by, at=at)
    db.session.add(version)
    try:
        db.session.flush()
    except IntegrityError as clash:  # two people pressed Save at the same moment
        raise DraftHasMovedOn("Somebody saved this section at the same moment.") from clash
    note(f"saved version {version.number} of {section.title}", by=by, at=at, about=section)
    return version


def _check_pictures(document: Node) -> None:
    wanted = pictures_in(document)
    if wanted and missing_pictures(wanted):
        raise PictureMissing(
            "The text names a picture that is not here. Add it with “Add a picture”."
        )


def insert_block(
    section: Section, block_version: BlockVersion, *, before: str | None, by: int, at: datetime
) -> SectionVersion:
    """Put a library block's text into the draft, remembering which version of it came in where."""
    placed = with_new_ids(block_version.content)
    version = insert_blocks(section, placed, before=before, by=by, at=at)
    db.session.add(
        BlockUse(
            section=section,
            block_version=block_version,
            placed_ids=[block["attrs"]["id"] for block in placed],
            placed_by_id=by,
            placed_at=at,
        )
    )
    return version


def insert_blocks(
    section: Section, blocks: list[Node], *, before: str | None, by: int, at: datetime
) -> SectionVersion:
    """Put blocks before the one with this id; at the end where there is none such."""
    standing = text_of(section).get("content", [])
    places = [place for place, block in enumerate(standing) if block["attrs"]["id"] == before]
    place = places[0] if places else len(standing)
    document = document_of([*standing[:place], *blocks, *standing[place:]])
    version = save_version(section, document, based_on=section.latest_number, by=by, at=at)
    if version is None:
        raise RuleBroken("There is nothing in it to put in.")
    return version


def with_new_ids(document: Node) -> list[Node]:
    """The blocks of a document as a copy of their own."""
    return [_renewed(block) for block in document.get("content", [])]


def _renewed(node: Node) -> Node:
    copy = dict(node)
    if "id" in node.get("attrs", {}):
        copy["attrs"] = {**node["attrs"], "id": new_id()}
    if "content" in node:
        copy["content"] = [_renewed(child) for child in node["content"]]
    return copy


def restore_version(
    section: Section, old: SectionVersion, *, by: int, at: datetime
) -> SectionVersion | None:
    """An old text becomes the newest version; what stood in between stays in the list."""
    version = save_version(section, old.content, based_on=section.latest_number, by=by, at=at)
    if version is not None:
        version.note = f"Brought back from version {old.number}"
    return version
