"""Drawings in a file that came back: the pictures, the text boxes and the words that describe."""

from collections.abc import Iterator

from bidapp.returns.xml import Element, R, W
from bidapp.text.inline import clean_line

BLIP = "{http://schemas.openxmlformats.org/drawingml/2006/main}blip"
DESCRIBED = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr"
OLD_PICTURE = "{urn:schemas-microsoft-com:vml}imagedata"
OLD_SHAPE = "{urn:schemas-microsoft-com:vml}shape"


def pictures_in(drawing: Element) -> Iterator[str]:
    """The relations that lead to its pictures."""
    for blip in drawing.iter(BLIP):
        if relation := blip.get(f"{R}embed"):
            yield relation
    for old in drawing.iter(OLD_PICTURE):
        if relation := old.get(f"{R}id"):
            yield relation


def text_boxes_in(drawing: Element) -> Iterator[Element]:
    """The outermost boxes; the paragraphs of any inside them are theirs."""
    tag = f"{W}txbxContent"
    return (box for box in drawing.iter(tag) if next(box.iterancestors(tag), None) is None)


def alternative_text(drawing: Element) -> str:
    described = [
        *(each.get("descr", "") for each in drawing.iter(DESCRIBED)),
        *(each.get("alt", "") for each in drawing.iter(OLD_SHAPE)),
    ]
    return clean_line(next(filter(None, described), ""))
