"""The words of a paragraph that came back, run by run: marks, links, notes, changes, comments."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from bidapp.documents.word_names import BlockName, Name, understood
from bidapp.returns.comments import CommentRanges
from bidapp.returns.fields import Fields, target_of, with_spot
from bidapp.returns.objects import alternative_text, pictures_in, text_boxes_in
from bidapp.returns.paragraph import CHANGES, Change, Paragraph
from bidapp.returns.source import Inside, Source
from bidapp.returns.styles import Looks, looks_in
from bidapp.returns.xml import MC, Element, M, R, W, chosen, number, value
from bidapp.text.content import MAX_ALT, Node

LETTERS = {"noBreakHyphen": "\u2011", "softHyphen": "\u00ad", "tab": " ", "ptab": " "}
ADDED = "A picture was added{said}; add it on the section's page."
DRAWN = "A drawing or chart{said} could not be kept."
OBJECT = "Something from another program could not be kept."
EQUATION = "An equation was kept as plain letters."
BOXED = "The words of a text box were put after their paragraph."
SIGN = "A special sign from a font of its own could not be kept."
HIGHLIGHT = "Highlighting was not kept."
ENDNOTE = "An endnote became a footnote."
NO_NOTE = "A footnote without words was left out."
BAD_LINK = "A link that leads neither to the web nor to e-mail was left out; its words were kept."


@dataclass
class Words:
    """Reads paragraphs one after the other; fields and comments may begin in one, end in another.

    `waiting` are names met between paragraphs, which then begin in the next one.
    """

    source: Source
    comments: CommentRanges = field(default_factory=CommentRanges)
    waiting: list[Name] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._now = Paragraph()
        self._base: Looks = {}
        self._fields = Fields()
        self._unbroken: tuple[str, str, str] | None = None
        self._ways: dict[str, Callable[[Element, Inside], None]] = {
            f"{W}r": self._run,
            f"{W}hyperlink": self._link,
            f"{W}fldSimple": self._simple_field,
            f"{W}bookmarkStart": self._name,
            f"{W}commentRangeStart": self._comment_begins,
            f"{W}commentRangeEnd": self._comment_ends,
            f"{MC}AlternateContent": self._alternatives,
            f"{M}oMath": self._equation,
            f"{M}oMathPara": self._equation,
            **{W + tag: self._changed for tag in CHANGES},
            **{W + tag: self._walk for tag in ("smartTag", "customXml", "sdt", "sdtContent")},
            **{W + tag: self._walk for tag in ("dir", "bdo")},
        }
        self._in_runs: dict[str, Callable[[Element, list[Node], Inside], None]] = {
            f"{W}t": self._letters,
            f"{W}delText": self._letters,
            **{W + tag: self._letter for tag in LETTERS},
            f"{W}br": self._break,
            f"{W}cr": self._break,
            f"{W}sym": self._sign,
            f"{W}footnoteReference": self._footnote,
            f"{W}endnoteReference": self._endnote,
            f"{W}drawing": self._drawing,
            f"{W}pict": self._drawing,
            f"{W}object": self._object,
            f"{W}commentReference": self._comment_mark,
            f"{MC}AlternateContent": self._alternatives_in_run,
        }

    def read(self, element: Element) -> Paragraph:
        """One w:p."""
        properties = element.find(f"{W}pPr")
        styles, style_id = self.source.styles, value(properties, "pStyle")
        self._now = now = Paragraph(
            part=styles.part(style_id),
            level=styles.level(style_id),
            mark=self.source.numbering.mark(properties, style_id),
            indent=_indent(properties),
            joins_next=self._ends_in_what_is_dropped(properties),
        )
        now.names, self.waiting = self.waiting, []
        self._base = {} if now.part else dict(styles.looks(style_id))
        self._unbroken = None
        self._fields.begin_paragraph()
        self._walk(element, Inside())
        return now

    def _ends_in_what_is_dropped(self, properties: Element | None) -> bool:
        marks = None if properties is None else properties.find(f"{W}rPr")
        kinds = () if marks is None else (each.tag.removeprefix(W) for each in marks)
        return any(CHANGES.get(kind) == self.source.dropped for kind in kinds)

    def _walk(self, parent: Element, inside: Inside) -> None:
        for child in parent:
            if way := self._ways.get(child.tag):
                way(child, inside)

    def _alternatives(self, element: Element, inside: Inside) -> None:
        for child in chosen(element):
            if way := self._ways.get(child.tag):
                way(child, inside)

    def _changed(self, element: Element, inside: Inside) -> None:
        kind = CHANGES[element.tag.removeprefix(W)]
        key = kind, element.get(f"{W}author", ""), element.get(f"{W}date", "")
        self._walk(element, replace(inside, changes=(*inside.changes, key)))

    def _link(self, element: Element, inside: Inside) -> None:
        relation = self.source.part.relations.get(element.get(f"{R}id", ""))
        href = relation.target if relation and relation.is_outside else ""
        href = with_spot(href, element.get(f"{W}anchor", ""))
        self._walk(element, replace(inside, href=href or inside.href))

    def _simple_field(self, element: Element, inside: Inside) -> None:
        href = target_of(element.get(f"{W}instr", ""))
        self._walk(element, replace(inside, href=href or inside.href))

    def _name(self, element: Element, _: Inside) -> None:
        name = understood(element.get(f"{W}name", ""))
        if name is not None and name not in self._now.names:
            self._now.names.append(name)

    def _comment_begins(self, element: Element, _: Inside) -> None:
        self._now.comments.append(self.comments.begin(element.get(f"{W}id", "")))

    def _comment_ends(self, element: Element, _: Inside) -> None:
        self.comments.end(element.get(f"{W}id", ""))

    def _comment_mark(self, element: Element, _marks: list[Node], _inside: Inside) -> None:
        comment = element.get(f"{W}id", "")
        if comment not in self.comments.quotes:
            self._now.comments.append(comment)

    def _equation(self, element: Element, inside: Inside) -> None:
        self._note(EQUATION)
        for letters in element.iter(f"{M}t"):
            self._say(letters.text or "", [], inside)

    def _run(self, run: Element, inside: Inside) -> None:
        properties = run.find(f"{W}rPr")
        inside = replace(inside, href=inside.href or self._fields.href)
        marks = self._marks(properties, inside.href)
        for child in run:
            if self._fields.turn(child):
                continue
            if way := self._in_runs.get(child.tag):
                way(child, marks, inside)

    def _alternatives_in_run(self, element: Element, marks: list[Node], inside: Inside) -> None:
        for child in chosen(element):
            if way := self._in_runs.get(child.tag):
                way(child, marks, inside)

    def _marks(self, properties: Element | None, href: str) -> list[Node]:
        style = dict(self.source.styles.looks(value(properties, "rStyle")))
        if href:
            style.pop("underline", None)
        looks = self._base | style | looks_in(properties)
        marks: list[Node] = [{"type": mark} for mark, is_on in looks.items() if is_on]
        if value(properties, "highlight", "none") != "none":
            self._note(HIGHLIGHT)
        return marks + self._link_mark(href) if href else marks

    def _link_mark(self, href: str) -> list[Node]:
        mark = self.source.addresses.mark(href)
        if mark is None and not href.startswith("#"):
            self._note(BAD_LINK)
        return [mark] if mark else []

    def _letters(self, element: Element, marks: list[Node], inside: Inside) -> None:
        self._say(element.text or "", marks, inside)

    def _letter(self, element: Element, marks: list[Node], inside: Inside) -> None:
        self._say(LETTERS[element.tag.removeprefix(W)], marks, inside)

    def _break(self, element: Element, _: list[Node], inside: Inside) -> None:
        if element.get(f"{W}type", "textWrapping") == "textWrapping":
            self._add({"type": "hardBreak"}, " ", inside)

    def _sign(self, *_: object) -> None:
        self._note(SIGN)

    def _object(self, *_: object) -> None:
        self._note(OBJECT)

    def _footnote(self, element: Element, _: list[Node], inside: Inside) -> None:
        self._add_note(self.source.footnotes, element, inside)

    def _endnote(self, element: Element, _: list[Node], inside: Inside) -> None:
        if self._add_note(self.source.endnotes, element, inside):
            self._note(ENDNOTE)

    def _add_note(
        self, read: Callable[[str], list[Node]] | None, element: Element, inside: Inside
    ) -> bool:
        words = read(element.get(f"{W}id", "")) if read else []
        if words:
            self._add({"type": "footnote", "content": words}, "", inside)
        else:
            self._note(NO_NOTE)
        return bool(words)

    def _drawing(self, element: Element, _: list[Node], inside: Inside) -> None:
        boxes = list(text_boxes_in(element))
        for box in boxes:
            self._box(box)
        embedded = [] if boxes else list(pictures_in(element))
        for relation_id in embedded:
            self._picture(element, relation_id, inside)
        if not boxes and not embedded:
            self._note(DRAWN.format(said=_said(alternative_text(element))))

    def _box(self, box: Element) -> None:
        """Its paragraphs are read as if they came after this one."""
        self._note(BOXED)
        now, base = self._now, self._base
        for each in box.iter(f"{W}p"):
            now.boxed.append(self.read(each))
        self._now, self._base = now, base

    def _picture(self, element: Element, relation_id: str, inside: Inside) -> None:
        alt = alternative_text(element)
        figures = [n.block_id for n in self._now.names if isinstance(n, BlockName)]
        blob = self.source.part.bytes_of(relation_id)
        digest = self.source.pictures.digest(blob, figures)
        if digest is None:
            if self._is_kept(inside):
                self._note(ADDED.format(said=_said(alt)))
            return
        self._add({"type": "figure", "attrs": {"src": digest, "alt": alt[:MAX_ALT]}}, "", inside)

    def _say(self, letters: str, marks: list[Node], inside: Inside) -> None:
        if letters:
            node: Node = {"type": "text", "text": letters}
            self._add(node | {"marks": marks} if marks else node, letters, inside)

    def _add(self, node: Node, words: str, inside: Inside) -> None:
        if not self._fields.are_told:
            return
        self._remember(words, inside)
        if not self._is_kept(inside):
            return
        self._now.nodes.append(node)
        self.comments.say(words)

    def _is_kept(self, inside: Inside) -> bool:
        return all(kind != self.source.dropped for kind, _, _ in inside.changes)

    def _remember(self, words: str, inside: Inside) -> None:
        """Stretches of one change that nothing parts are one."""
        key = inside.changes[-1] if inside.changes else None
        if key is not None:
            if key != self._unbroken:
                self._now.changes.append(Change(*key))
            self._now.changes[-1].add(words)
        self._unbroken = key

    def _note(self, sentence: str) -> None:
        if sentence not in self._now.notes:
            self._now.notes.append(sentence)


def _indent(properties: Element | None) -> int:
    given = None if properties is None else properties.find(f"{W}ind")
    if given is None:
        return 0
    return number(given.get(f"{W}left") or given.get(f"{W}start"))


def _said(alt: str) -> str:
    return f" (“{alt[:60]}”)" if alt else ""
