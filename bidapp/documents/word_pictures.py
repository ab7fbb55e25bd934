"""Pictures in the text, each stored once, never wider or taller than the page allows."""

from collections.abc import Mapping
from io import BytesIO
from itertools import count

from docx.document import Document as WordDocument
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml.ns import nsmap, qn
from docx.oxml.parser import parse_xml
from PIL import Image

from bidapp.documents.word_characters import writable
from bidapp.documents.word_inline import add_run
from bidapp.documents.word_tags import Element, add

EMU_PER_TWIP = 635
EMU_PER_INCH = 914_400
SCREEN_DPI = 96
SHARE_OF_PAGE = 0.85  # leaves room for the legend
ENDINGS = {"PNG": "png", "JPEG": "jpeg", "GIF": "gif"}
UNREADABLE = (OSError, ValueError, SyntaxError, Image.DecompressionBombError)
NAMES = " ".join(f'xmlns:{prefix}="{nsmap[prefix]}"' for prefix in ("wp", "a", "pic", "r"))
INLINE = f"""<wp:inline {NAMES} distT="0" distB="0" distL="0" distR="0">
<wp:extent cx="1" cy="1"/><wp:docPr id="1" name="" descr=""/>
<wp:cNvGraphicFramePr><a:graphicFrameLocks noChangeAspect="1"/></wp:cNvGraphicFramePr>
<a:graphic><a:graphicData uri="{nsmap["pic"]}"><pic:pic>
<pic:nvPicPr><pic:cNvPr id="0" name=""/><pic:cNvPicPr/></pic:nvPicPr>
<pic:blipFill><a:blip r:embed=""/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>
<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="1" cy="1"/></a:xfrm>
<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr>
</pic:pic></a:graphicData></a:graphic></wp:inline>"""


class Pictures:
    """Puts pictures, known by their digest, into paragraphs."""

    def __init__(self, document: WordDocument, pictures: Mapping[str, bytes], tallest: int) -> None:
        self._part = document.part
        self._pictures = pictures
        self._tallest = int(tallest * SHARE_OF_PAGE)
        self._stored: dict[str, tuple[str, int, int] | None] = {}
        self._parts = {part.partname: part for part in document.part.package.iter_parts()}
        used = (int(number) for number in document.element.xpath("//wp:docPr/@id"))
        self._numbers = count(max(used, default=0) + 1)

    def has(self, digest: str) -> bool:
        """Whether there is such a picture, and it can be shown."""
        if digest not in self._stored:
            self._stored[digest] = self._store(digest)
        return self._stored[digest] is not None

    def add(self, paragraph: Element, digest: str, alt: str, widest: int) -> None:
        """A picture that has() knows, with the words that stand for it, widest in twips."""
        stored = self._stored[digest]
        assert stored is not None
        relationship, width, height = stored
        size = _fitted(width, height, widest * EMU_PER_TWIP, self._tallest * EMU_PER_TWIP)
        inline = _inline(relationship, str(next(self._numbers)), writable(alt), size)
        add(add_run(paragraph), "drawing").append(inline)

    def _store(self, digest: str) -> tuple[str, int, int] | None:
        blob = self._pictures.get(digest, b"")
        try:
            with Image.open(BytesIO(blob), formats=tuple(ENDINGS)) as image:
                kind, width, height = str(image.format), *_natural_size(image)
        except UNREADABLE:
            return None
        name = PackURI(f"/word/media/{digest}.{ENDINGS[kind]}")
        stored = self._parts.get(name)  # a template may bring the same picture
        part = stored or Part(name, f"image/{ENDINGS[kind]}", blob, self._part.package)
        return self._part.relate_to(part, RELATIONSHIP_TYPE.IMAGE), width, height


def _natural_size(image: Image.Image) -> tuple[int, int]:
    """In EMU, at the resolution that the picture claims, when the claim makes sense."""
    claimed = image.info.get("dpi", (SCREEN_DPI, SCREEN_DPI))
    across, down = (float(dpi) if 30 <= dpi <= 3000 else SCREEN_DPI for dpi in claimed)
    return int(image.width * EMU_PER_INCH / across), int(image.height * EMU_PER_INCH / down)


def _fitted(width: int, height: int, widest: int, tallest: int) -> tuple[str, str]:
    scale = min(1.0, widest / width, tallest / height)
    return str(max(1, int(width * scale))), str(max(1, int(height * scale)))


def _inline(relationship: str, number: str, alt: str, size: tuple[str, str]) -> Element:
    inline: Element = parse_xml(INLINE)
    for extent in inline.iter(qn("wp:extent"), qn("a:ext")):
        extent.set("cx", size[0])
        extent.set("cy", size[1])
    for named in inline.iter(qn("wp:docPr"), qn("pic:cNvPr")):
        named.set("id", number)
        named.set("name", f"Picture {number}")
        named.set("descr", alt)
    next(inline.iter(qn("a:blip"))).set(qn("r:embed"), relationship)
    return inline
