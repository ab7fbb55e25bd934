from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import selectinload

from bidapp.database import db
from bidapp.errors import NotFound
from bidapp.funders.models import Funder, SectionTemplate, TemplateSection


@dataclass(frozen=True)
class FunderInList:
    """One line of the list of funders."""

    funder: Funder
    template_count: int


def funders() -> list[FunderInList]:
    templates = select(func.count()).where(SectionTemplate.funder_id == Funder.id).scalar_subquery()
    rows = db.session.execute(select(Funder, templates).order_by(Funder.short_name))
    return [FunderInList(funder, count) for funder, count in rows]


def all_templates() -> list[SectionTemplate]:
    return list(
        db.session.scalars(
            select(SectionTemplate)
            .join(SectionTemplate.funder)
            .options(selectinload(SectionTemplate.funder))
            .order_by(Funder.short_name, SectionTemplate.name)
        )
    )


def section_of(template: SectionTemplate, section_id: int) -> TemplateSection:
    """A section by its number, only where it belongs to this template."""
    for section in template.sections:
        if section.id == section_id:
            return section
    raise NotFound(f"{template.name} has no section number {section_id}.")
