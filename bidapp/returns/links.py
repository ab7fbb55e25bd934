"""The links and pictures of a file that came back, known again although programs rewrite them."""

from collections.abc import Iterable
from hashlib import sha256
from io import BytesIO
from urllib.parse import unquote

from PIL import Image

from bidapp.documents.word_manifest import Manifest
from bidapp.text.content import Node, link_mark

UNREADABLE = (OSError, ValueError, SyntaxError, Image.DecompressionBombError)
KINDS = ("PNG", "JPEG", "GIF", "BMP", "TIFF", "WEBP")
SAME_SHAPE = 0.02


class Addresses:
    """Gives each address back as it was handed out: Word escapes some letters and adds slashes."""

    def __init__(self, known: Iterable[str]) -> None:
        self._known = {_plain(address): address for address in known}

    def mark(self, address: str) -> Node | None:
        """The mark of a link there, or nothing when links may not lead there."""
        return link_mark(self._known.get(_plain(address), address))


class Pictures:
    """Tells pictures that were handed out from new ones."""

    def __init__(self, manifest: Manifest | None) -> None:
        notes = manifest.pictures if manifest else ()
        self.figures = dict(manifest.figures) if manifest else {}
        self._by_bytes = {note.bytes_hash: note.digest for note in notes}
        self._shapes = {note.digest: note.shape for note in notes}

    def digest(self, blob: bytes, figure_ids: Iterable[str]) -> str | None:
        """The digest of a picture, by its bytes; or, where Word made it smaller, by its figure and
        its shape. Nothing for a picture that was not handed out.
        """
        found = self._by_bytes.get(sha256(blob).hexdigest())
        if found is None:
            for figure_id in figure_ids:
                expected = self.figures.get(figure_id, ("", ""))[0]
                if expected and self._is_like(blob, expected):
                    return expected
        return found

    def _is_like(self, blob: bytes, digest: str) -> bool:
        expected = self._shapes.get(digest, 0.0)
        try:
            with Image.open(BytesIO(blob), formats=KINDS) as image:
                return abs(image.width / image.height - expected) <= SAME_SHAPE * expected
        except UNREADABLE:
            return False


def _plain(address: str) -> str:
    scheme, colon, rest = unquote(address).strip().partition("://")
    host, slash, path = rest.partition("/")
    whole = f"{scheme.lower()}{colon}{host.lower()}{slash}{path}" if colon else scheme
    return whole.rstrip("/")
