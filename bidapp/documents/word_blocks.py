"""The block tree as Word's blocks: each kind of block in its one way."""

from dataclasses import replace

from bidapp.documents.word_layout import PICTURE_MISSING, QUOTE_INDENT, STEP
from bidapp.documents.word_lists import LEVELS, Lists
from bidapp.documents.word_paragraphs import Marker, Paragraphs, Place
from bidapp.documents.word_pictures import Pictures
from bidapp.documents.word_revisions import change_of_block
from bidapp.documents.word_styles import Styles
from bidapp.documents.word_tables import Tables
from bidapp.text.content import Node


class Blocks:
    """Writes blocks of text where it is told to."""

    def __init__(
        self, styles: Styles, paragraphs: Paragraphs, lists: Lists, pictures: Pictures
    ) -> None:
        self._styles = styles
        self._paragraphs = paragraphs
        self._anchors = paragraphs.anchors
        self._lists = lists
        self._pictures = pictures
        self._ways = {
            "paragraph": self._add_paragraph,
            "heading": self._add_heading,
            "bulletList": self._add_list,
            "orderedList": self._add_list,
            "blockquote": self._add_quote,
            "table": Tables(styles, self.write, paragraphs.revisions).add,
            "figure": self._add_figure,
        }

    def write(self, blocks: list[Node], place: Place) -> None:
        for block in blocks:
            self._anchors.expect_block(block)
            self._ways[block["type"]](block, _inside(block, place))

    def _add_paragraph(self, node: Node, place: Place) -> None:
        self._paragraphs.add(place, node.get("content", []))

    def _add_heading(self, node: Node, place: Place) -> None:
        """One level down: Heading 1 belongs to the chapters."""
        level = min(max(node.get("attrs", {}).get("level", 1), 1), 3) + 1
        style = self._styles[f"heading {level}"]
        self._paragraphs.add(place, node.get("content", []), style=style)

    def _add_list(self, node: Node, place: Place) -> None:
        level = min(place.level, LEVELS - 1)
        list_id = self._lists.list_id(node, level)
        indent = place.indent + STEP
        own_indent = indent if indent != STEP * (level + 1) else None
        marker = Marker(list_id, level, own_indent, STEP)
        style = place.style or self._styles["List Paragraph"]
        inside = replace(place, indent=indent, level=place.level + 1, style=style)
        for item in node.get("content", []):
            self._add_item(item, _inside(item, inside), marker)

    def _add_item(self, item: Node, inside: Place, marker: Marker) -> None:
        """The first paragraph carries the mark; what follows stands under its words."""
        self._anchors.expect_block(item)
        first, rest = _first_paragraph(item.get("content", []))
        self._anchors.expect_block(first)
        words = first.get("content", [])
        self._paragraphs.add(_inside(first, inside), words, marker=marker)
        self.write(rest, inside)

    def _add_quote(self, node: Node, place: Place) -> None:
        style = self._styles["Quote"]
        inside = replace(place, indent=place.indent + QUOTE_INDENT, style=style)
        self.write(node.get("content", []), inside)

    def _add_figure(self, node: Node, place: Place) -> None:
        source, alt = node["attrs"]["src"], node["attrs"].get("alt", "")
        if self._pictures.has(source):
            frame = self._paragraphs.add(place, [], style=self._styles["Figure"])
            holder = self._paragraphs.revisions.open(frame, place.change)
            self._pictures.add(holder, source, alt, place.width - place.indent)
        else:
            missing = f"{PICTURE_MISSING}: {alt}" if alt else PICTURE_MISSING
            self._paragraphs.add_line(place, missing, style=self._styles["Nothing Written"])
        if legend := node.get("content", []):
            self._paragraphs.add(place, legend, style=self._styles["caption"])


def _inside(block: Node, place: Place) -> Place:
    """The place for what is in a block, with the change that the block has undergone."""
    change = change_of_block(block)
    return replace(place, change=change) if change else place


def _first_paragraph(blocks: list[Node]) -> tuple[Node, list[Node]]:
    if blocks and blocks[0]["type"] == "paragraph":
        return blocks[0], blocks[1:]
    return {"type": "paragraph"}, blocks
