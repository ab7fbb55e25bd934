"""Random documents of every construct, with words that are awkward and yet occur."""

from hypothesis import strategies as st

from bidapp.text.content import document_of

ODD = ["R&D", "re-offending", "<b>", "&amp;", "1.", "#", "|", "*", "_x_", "—", "\xa0", "\u2009"]
ODD += [
    "e\u0301",
    "😀",
    "مرحبا",
    "\u202e",
    "\ud800",
    "\x00",
    "\x0b",
    "\x0c",
    "\u2028",
    '"',
    "\ufeff",
]
WORDS = st.lists(st.sampled_from(ODD) | st.text(max_size=6), min_size=1, max_size=4)
TEXT = st.builds(lambda words, gap: gap.join(words), WORDS, st.sampled_from(["", " ", "  ", "\n"]))
HREFS = st.sampled_from(["https://a.org/?b=1&c='2'#d", "http://x.org", "mailto:a@b.org?subject=x"])
LINKS = st.builds(lambda href: {"type": "link", "attrs": {"href": href}}, HREFS)
NAMES = ["bold", "italic", "underline", "strike", "superscript", "subscript"]
MARKS = st.lists(st.sampled_from([{"type": name} for name in NAMES]) | LINKS, max_size=3)
RUNS = st.builds(lambda text, marks: {"type": "text", "text": text, "marks": marks}, TEXT, MARKS)
BREAKS = st.just({"type": "hardBreak"})
FOOTNOTES = st.builds(
    lambda content: {"type": "footnote", "content": content}, st.lists(RUNS, max_size=2)
)
INLINE = st.lists(RUNS | BREAKS | FOOTNOTES, max_size=5)


def node(kind, content, **attributes):
    return {"type": kind, "attrs": attributes, "content": content}


PARAGRAPHS = st.builds(lambda inline: node("paragraph", inline), INLINE)
HEADINGS = st.builds(lambda n, inline: node("heading", inline, level=n), st.integers(1, 3), INLINE)
FIGURES = st.builds(
    lambda digit, alt, legend: node("figure", legend, src=digit * 64, alt=alt),
    st.sampled_from("0af"),
    TEXT,
    st.lists(RUNS | BREAKS, max_size=3),
)


def lists_of(blocks):
    items = st.builds(
        lambda first, rest: node("listItem", [first, *rest]),
        PARAGRAPHS,
        st.lists(blocks, max_size=2),
    )
    return st.builds(
        lambda kind, start, inside: node(kind, inside, start=start),
        st.sampled_from(["bulletList", "orderedList"]),
        st.integers(1, 12),
        st.lists(items, min_size=1, max_size=3),
    )


def quotes_of(blocks):
    return st.builds(
        lambda inside: node("blockquote", inside), st.lists(blocks, min_size=1, max_size=3)
    )


FLAT_LISTS = lists_of(PARAGRAPHS | FIGURES)
QUOTES = quotes_of(PARAGRAPHS | FLAT_LISTS)
LISTS = lists_of(PARAGRAPHS | FIGURES | QUOTES | FLAT_LISTS | lists_of(FLAT_LISTS))
CELLS = st.builds(
    lambda kind, columns, rows, inside: node(kind, inside, colspan=columns, rowspan=rows),
    st.sampled_from(["tableCell", "tableHeader"]),
    st.integers(1, 4),
    st.integers(1, 4),
    st.lists(PARAGRAPHS | FLAT_LISTS | FIGURES, max_size=2),
)
ROWS = st.builds(
    lambda kind, cells: node("tableRow", [cell | kind for cell in cells]),
    st.sampled_from([{}, {}, {"type": "tableHeader"}]),
    st.lists(CELLS, max_size=4),
)
TABLES = st.builds(
    lambda first, rows: node("table", [node("tableRow", [first]), *rows]),
    CELLS,
    st.lists(ROWS, max_size=3),
)
DOCUMENTS = st.lists(PARAGRAPHS | HEADINGS | FIGURES | LISTS | QUOTES | TABLES, max_size=4).map(
    document_of
)
