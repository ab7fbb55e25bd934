"""One document with every construct: the server keeps it as it is, and every form of it agrees.

The editor's side of the agreement stands in tests/browser/test_editor_schema.py.
"""

import json
from pathlib import Path

from bidapp.text.content import checked, pictures_in, walk, without_ids
from bidapp.text.html import from_html, to_html
from bidapp.text.plain import plain_text
from bidapp.text.vocabulary import BLOCKS_IN, INLINE, PLAIN_MARKS
from tests.documents.word_builders import a_picture, found, letters, part, written

CONSTRUCTS = json.loads((Path(__file__).parent / "constructs.json").read_text())


def test_every_kind_of_node_and_mark_is_in_it():
    nodes = list(walk(CONSTRUCTS))
    marks = {mark["type"] for node in nodes for mark in node.get("marks", ())}
    assert {node["type"] for node in nodes} == BLOCKS_IN.keys() | INLINE
    assert marks == PLAIN_MARKS | {"link"}


def test_the_server_keeps_it_as_it_is():
    assert checked(CONSTRUCTS) == CONSTRUCTS


def test_it_is_the_same_after_html():
    read_back = from_html(to_html(CONSTRUCTS)).document
    assert plain_text(read_back) == plain_text(CONSTRUCTS)
    kinds = [node["type"] for node in walk(without_ids(CONSTRUCTS)) if node["type"] != "paragraph"]
    assert [node["type"] for node in walk(read_back) if node["type"] != "paragraph"] == kinds


def test_the_word_file_says_all_of_it():
    pictures = {digest: a_picture() for digest in pictures_in(CONSTRUCTS)}
    file = written(*CONSTRUCTS["content"], pictures=pictures)
    body, notes = part(file), part(file, "word/footnotes.xml")
    said = letters(body) + letters(notes)
    texts = [node["text"] for node in walk(CONSTRUCTS) if "text" in node]
    assert [text for text in texts if text.strip() not in said] == []
    assert len(found(body, ".//w:footnoteReference")) == 2
    assert len(found(body, ".//w:tbl")) == 1
    assert len(found(body, ".//w:drawing")) == 2
    assert len(found(body, ".//w:vertAlign[@w:val='subscript']")) == 1
    assert len(found(body, ".//w:gridSpan[@w:val='2']")) == 1
