"""The fields of a Word document: those that only show something may stand in one we take."""

import re

from bidapp.files.refusals import AS_PDF, DocumentRefused

HARMLESS = frozenset(
    {
        "=", "ADDRESSBLOCK", "ADVANCE", "ASK", "AUTHOR", "AUTONUM", "AUTONUMLGL", "AUTONUMOUT",
        "BIBLIOGRAPHY", "CITATION", "COMMENTS", "COMPARE", "CREATEDATE", "DATE", "DOCPROPERTY",
        "DOCVARIABLE", "EDITTIME", "EQ", "FILENAME", "FILESIZE", "FILLIN", "FORMCHECKBOX",
        "FORMDROPDOWN", "FORMTEXT", "GREETINGLINE", "HYPERLINK", "IF", "INDEX", "INFO",
        "KEYWORDS", "LASTSAVEDBY", "LISTNUM", "MERGEFIELD", "MERGEREC", "MERGESEQ", "NEXT",
        "NEXTIF", "NOTEREF", "NUMCHARS", "NUMPAGES", "NUMWORDS", "PAGE", "PAGEREF", "PRINTDATE",
        "PRIVATE", "REF", "REVNUM", "SAVEDATE", "SECTION", "SECTIONPAGES", "SEQ", "SET",
        "STYLEREF", "SUBJECT", "SYMBOL", "TA", "TC", "TEMPLATE", "TIME", "TITLE", "TOA", "TOC",
        "USERADDRESS", "USERINITIALS", "USERNAME", "XE",
    }
)  # fmt: skip
LEADS_SAFELY = re.compile(r"(https?|mailto|tel):|#", re.IGNORECASE)
WORD = re.compile(r"[=\w]+")
ARGUMENT = re.compile(r'\s*HYPERLINK\s+(?!\\)"?([^"\s]+)', re.IGNORECASE)


def is_safe_link(address: str) -> bool:
    """A page, a mail address or a telephone number, and nothing on a disk or in a network."""
    return LEADS_SAFELY.match(address.strip()) is not None


def check_field(code: str, *, holds_fields: bool = False) -> None:
    """Refuse a field that could fetch or run something, whatever its letters were split over.

    One whose name is itself made by fields inside it can become anything.
    """
    name = WORD.match(code.strip())
    if name is None and not holds_fields and not code.strip():
        return
    if name is None or not _is_harmless(name[0].upper()):
        said = name[0][:20] if name else code.strip()[:20]
        raise DocumentRefused(
            f"This file holds a field that fetches or runs something ({said}). {AS_PDF}"
        )
    target = ARGUMENT.match(code)
    if target and not is_safe_link(target[1]):
        raise DocumentRefused(f"This file holds a link to a file on another computer. {AS_PDF}")


def _is_harmless(name: str) -> bool:
    return name in HARMLESS or name.startswith("=")
