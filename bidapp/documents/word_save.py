"""The file itself: what it says about itself, and the same bytes for the same outline."""

from datetime import UTC, datetime
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from docx.document import Document as WordDocument

from bidapp.documents.word_characters import one_line

LONGEST_PROPERTY = 255  # python-docx's limit


def describe(document: WordDocument, title: str, author: str, made_at: datetime) -> None:
    """Tell whose document this is, and leave nothing of what the template told."""
    properties = document.core_properties
    properties._element.clear()
    properties.title = one_line(title)[:LONGEST_PROPERTY]
    properties.author = one_line(author)[:LONGEST_PROPERTY]
    properties.last_modified_by = properties.author
    properties.language = "en-GB"
    properties.created = properties.modified = made_at.astimezone(UTC)
    properties.revision = 1


def bytes_of(document: WordDocument) -> bytes:
    """The package as one file, without the hour at which it was zipped."""
    hurried, dateless = BytesIO(), BytesIO()
    document.save(hurried)
    with ZipFile(hurried) as made, ZipFile(dateless, "w") as package:
        for name in made.namelist():
            package.writestr(ZipInfo(name), made.read(name), ZIP_DEFLATED)
    return dateless.getvalue()
