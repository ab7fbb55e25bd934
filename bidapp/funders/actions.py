from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.exc import IntegrityError

from bidapp.audit.actions import note
from bidapp.database import db
from bidapp.errors import RuleBroken
from bidapp.funders.models import ASKED, Funder, SectionTemplate, TemplateSection
from bidapp.funders.pack import (
    FUNDER_FACTS,
    TEMPLATE_FACTS,
    PackFunder,
    PackTemplate,
    fingerprint,
    read_pack,
)


class FunderRefused(RuleBroken):
    """A name or a section key that stands already."""


@dataclass
class PackReport:
    """What loading the starter pack did, each as names."""

    added: list[str] = field(default_factory=list)
    refreshed: list[str] = field(default_factory=list)
    left_alone: list[str] = field(default_factory=list)


def save_funder(funder: Funder, facts: dict[str, Any], *, by: int, at: datetime) -> None:
    for name, value in facts.items():
        setattr(funder, name, value)
    db.session.add(funder)
    try:
        db.session.flush()
    except IntegrityError as twin:
        raise FunderRefused("A funder of this name or short name stands here already.") from twin
    note(f"saved the funder {funder.short_name}", by=by, at=at, about=funder)


def save_template_section(
    template: SectionTemplate,
    section: TemplateSection,
    facts: dict[str, Any],
    *,
    by: int,
    at: datetime,
) -> None:
    """Change or add a section; a new one comes last. Its key follows its title once."""
    for name, value in facts.items():
        setattr(section, name, value)
    if section.id is None:
        section.position = len(template.sections) + 1
        section.key = _free_key(section.title, {each.key for each in template.sections})
        template.sections.append(section)
    note(f"saved {section.title} in {template.name}", by=by, at=at, about=template)


def remove_template_section(
    template: SectionTemplate, section: TemplateSection, *, by: int, at: datetime
) -> None:
    """Bids that were opened before keep their own section."""
    template.sections.remove(section)
    _number(template)
    note(f"removed {section.title} from {template.name}", by=by, at=at, about=template)


def move_template_section(template: SectionTemplate, section: TemplateSection, step: int) -> None:
    """One place up (-1) or down (1); at the ends nothing happens."""
    place = template.sections.index(section)
    target = min(max(place + step, 0), len(template.sections) - 1)
    template.sections.insert(target, template.sections.pop(place))
    _number(template)


def _number(template: SectionTemplate) -> None:
    for position, section in enumerate(template.sections, 1):
        section.position = position


def _free_key(title: str, taken: set[str]) -> str:
    letters = "".join(letter if letter.isalnum() else " " for letter in title.lower())
    stem = "_".join(letters.split())[:60] or "section"
    numbered = (f"{stem}_{number}" for number in range(2, len(taken) + 3))
    return stem if stem not in taken else next(key for key in numbered if key not in taken)


def load_starter_pack(*, at: datetime) -> PackReport:
    """Load or refresh funders and templates. What people changed, and what they added, stays."""
    report = PackReport()
    for packed in read_pack():
        funder = _load_funder(packed, report)
        for template in packed.templates:
            _load_template(funder, template, report)
    note("loaded the starter pack", by=None, at=at)
    return report


def _load_funder(packed: PackFunder, report: PackReport) -> Funder:
    same = or_(
        Funder.pack_key == packed.key,
        Funder.name == packed.facts["name"],
        Funder.short_name == packed.facts["short_name"],
    )
    funder = db.session.scalar(select(Funder).where(same).order_by(Funder.pack_key.is_(None)))
    if funder is None:
        funder = Funder(pack_key=packed.key)
        db.session.add(funder)
        _write(funder, packed.facts, report.added)
    elif funder.pack_digest != fingerprint(_facts(funder, FUNDER_FACTS)):
        report.left_alone.append(funder.short_name)
    elif funder.pack_digest != fingerprint(packed.facts):
        _write(funder, packed.facts, report.refreshed)
    return funder


def _write(funder: Funder, facts: dict[str, Any], names: list[str]) -> None:
    for name, value in facts.items():
        setattr(funder, name, value)
    funder.pack_digest = fingerprint(facts)
    names.append(funder.short_name)
    db.session.flush()


def _load_template(funder: Funder, packed: PackTemplate, report: PackReport) -> None:
    template = db.session.scalar(
        select(SectionTemplate).where(SectionTemplate.pack_key == packed.key)
    )
    if template is None:
        template = SectionTemplate(funder=funder, pack_key=packed.key)
        db.session.add(template)
        _write_template(template, packed, report.added)
    elif template.pack_digest != _fingerprint_of(template):
        report.left_alone.append(template.name)
    elif template.pack_digest != fingerprint(packed.facts, packed.sections):
        _write_template(template, packed, report.refreshed)


def _write_template(template: SectionTemplate, packed: PackTemplate, names: list[str]) -> None:
    for name, value in packed.facts.items():
        setattr(template, name, value)
    template.sections.clear()
    db.session.flush()  # the old keys are gone before the new ones come
    template.sections.extend(TemplateSection(**facts) for facts in packed.sections)
    template.pack_digest = fingerprint(packed.facts, packed.sections)
    names.append(template.name)


def _fingerprint_of(template: SectionTemplate) -> str:
    sections = tuple(_facts(section, ASKED) for section in template.sections)
    return fingerprint(_facts(template, TEMPLATE_FACTS), sections)


def _facts(row: Any, names: tuple[str, ...]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}
