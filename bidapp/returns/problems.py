"""What is odd about a file that came back, in plain sentences for the one who brought it."""

from collections.abc import Iterator, Sequence

from bidapp.documents.word_manifest import Manifest, short_hash
from bidapp.returns.body import Block
from bidapp.returns.sections import Piece, is_note, paragraphs_in

NOT_OURS = (
    "Nothing in this file says which bid it belongs to: it was not made here, or the program that "
    "saved it left its hidden marks out. Sections are told apart by its largest headings."
)
FORGOTTEN = (
    "The file has lost what it knew about itself, so sections that are missing cannot be named."
)
LONGEST_QUOTE = 80


def problems_of(
    key: str | None, manifest: Manifest | None, pieces: Sequence[Piece]
) -> Iterator[str]:
    """About the file, then about its sections in their order, then about those that it lacks."""
    if key is None and not any(piece.section_id for piece in pieces):
        yield NOT_OURS
        return
    if manifest is None:
        yield FORGOTTEN
    for piece in pieces:
        yield from _problems_of(piece)
        yield from _guidance_problem(piece)
    there = {piece.place for piece in pieces}
    for place, note in enumerate(manifest.sections if manifest else ()):
        if place not in there:
            yield f"The section “{note.title}” is missing from the file; its text stays as it was."


def _problems_of(piece: Piece) -> Iterator[str]:
    if piece.section_id is None:
        yield f"“{piece.title}” is no section of this handout; its text was set aside."
    elif piece.is_copy:
        yield f"The section “{piece.title}” stands in the file twice; the copy was set aside."
    elif piece.note and piece.heading is None:
        yield f"The heading of “{piece.note.title}” was deleted; its text was found all the same."
    elif piece.note and piece.title.split() != piece.note.title.split():
        yield (
            f"The heading “{piece.note.title}” was changed to “{_short(piece.title)}”; the section "
            "keeps its name."
        )


def _guidance_problem(piece: Piece) -> Iterator[str]:
    """Somebody answered in the words that say what the funder asks."""
    went_out = piece.note.guidance if piece.note else ""
    for paragraph in paragraphs_in(piece.blocks) if went_out else ():
        is_changed = is_note(paragraph) and short_hash(paragraph.text) != went_out
        if is_changed and paragraph.text and not paragraph.is_gone:
            yield (
                f"The guidance below the heading of “{piece.title}” was changed to "
                f"“{_short(paragraph.text)}”. It is no part of the text: copy what belongs there."
            )


def front_problem(front: Sequence[Block], manifest: Manifest | None) -> Iterator[str]:
    """Words before the first section that were not there when the file went out."""
    said = manifest.front if manifest else None
    texts = [each.text for each in paragraphs_in(front) if each.text and not each.is_gone]
    new = [text for text in texts if said is not None and short_hash(text) not in said]
    if new:
        yield (
            f"Words before the first section belong to none and were left out: “{_short(new[0])}”"
            + (f" and {len(new) - 1} more." if len(new) > 1 else ".")
        )


def _short(words: str) -> str:
    return words if len(words) <= LONGEST_QUOTE else f"{words[:LONGEST_QUOTE]}…"
