from datetime import date, time
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from bidapp.database import Base
from bidapp.text.counting import CountRule


class LimitKind(StrEnum):
    """What a limit counts. Words and characters are counted here, pages and items only told."""

    WORDS = "words"
    CHARACTERS = "characters"
    PAGES = "pages"
    ITEMS = "items"
    NONE = "none"


class SectionKind(StrEnum):
    """What a section holds: rich text, text without tables, a file, or rows of a form."""

    TEXT = "text"
    TEXT_ONLY = "text only"
    UPLOAD = "upload"
    STRUCTURED = "structured"


class Funder(Base):
    """An organisation that invites bids, and its habits. What one call says goes on the call."""

    __tablename__ = "funder"

    name: Mapped[str] = mapped_column(unique=True)
    short_name: Mapped[str] = mapped_column(unique=True)
    parent: Mapped[str] = mapped_column(default="")
    ror_id: Mapped[str | None]
    crossref_funder_id: Mapped[str | None]
    portal_name: Mapped[str] = mapped_column(default="")
    portal_url: Mapped[str] = mapped_column(default="")
    count_rule: Mapped[CountRule]
    default_closing_time: Mapped[time | None]
    timezone: Mapped[str] = mapped_column(default="Europe/London")
    notes: Mapped[str] = mapped_column(Text, default="")
    provenance: Mapped[str] = mapped_column(Text, default="")
    checked_on: Mapped[date | None]
    is_unconfirmed: Mapped[bool] = mapped_column(default=False)
    pack_key: Mapped[str | None] = mapped_column(unique=True)
    pack_digest: Mapped[str | None]

    templates: Mapped[list["SectionTemplate"]] = relationship(
        back_populates="funder", order_by="SectionTemplate.name"
    )


class SectionTemplate(Base):
    """The sections one kind of bid to a funder has, with where we know that from."""

    __tablename__ = "section_template"

    funder_id: Mapped[int] = mapped_column(ForeignKey("funder.id"), index=True)
    name: Mapped[str]
    version: Mapped[str] = mapped_column(default="")
    provenance: Mapped[str] = mapped_column(Text, default="")
    checked_on: Mapped[date | None]
    is_unconfirmed: Mapped[bool] = mapped_column(default=True)
    pack_key: Mapped[str | None] = mapped_column(unique=True)
    pack_digest: Mapped[str | None]

    funder: Mapped[Funder] = relationship(back_populates="templates")
    sections: Mapped[list["TemplateSection"]] = relationship(
        back_populates="template",
        order_by="TemplateSection.position",
        cascade="all, delete-orphan",
    )


class AsksFor:
    """What a funder asks for in one section: the columns a template's section and a bid's share."""

    key: Mapped[str]
    title: Mapped[str]
    position: Mapped[int]
    question: Mapped[str] = mapped_column(Text, default="")  # in the funder's own words
    criteria: Mapped[str] = mapped_column(
        Text, default=""
    )  # one a line, as assessors are given them
    guidance: Mapped[str] = mapped_column(Text, default="")
    kind: Mapped[SectionKind] = mapped_column(default=SectionKind.TEXT)
    limit: Mapped[int | None] = mapped_column("limit_value")
    limit_kind: Mapped[LimitKind] = mapped_column(default=LimitKind.NONE)
    limit_is_soft: Mapped[bool] = mapped_column(default=False)  # may be passed, with a reason
    is_required: Mapped[bool] = mapped_column(default=True)
    allows_images: Mapped[bool] = mapped_column(default=False)
    is_public: Mapped[bool] = mapped_column(default=False)
    is_unconfirmed: Mapped[bool] = mapped_column(default=False)
    source: Mapped[str] = mapped_column(Text, default="")


class TemplateSection(AsksFor, Base):
    """One section of a template."""

    __tablename__ = "template_section"
    __table_args__ = (
        UniqueConstraint("template_id", "key"),
        CheckConstraint("limit_value IS NULL OR limit_value > 0", name="limit_is_positive"),
    )

    template_id: Mapped[int] = mapped_column(ForeignKey("section_template.id"))

    template: Mapped[SectionTemplate] = relationship(back_populates="sections")


ASKED = (
    "key", "title", "position", "question", "criteria", "guidance", "kind", "limit", "limit_kind",
    "limit_is_soft", "is_required", "allows_images", "is_public", "is_unconfirmed", "source",
)  # fmt: skip
