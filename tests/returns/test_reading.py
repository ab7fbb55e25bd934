"""Handouts that came back changed: every change is told of the block in which it was made."""

import copy
from datetime import UTC, datetime

import pytest
from docx.oxml.ns import qn

from bidapp.text.content import checked
from bidapp.text.plain import plain_text
from tests.documents.handouts import (
    BY_ANN,
    W,
    a_paragraph,
    a_rich_text,
    a_run,
    block_saying,
    edited,
    ids_of,
    plain_text_of,
    replaced,
    returned,
    sent,
    the_paragraph,
    with_part,
    xml,
)
from tests.documents.word_builders import (
    PICTURE,
    a_picture,
    bullets,
    document,
    figure,
    found,
    heading,
    numbers,
    paragraph,
    table,
    text,
)

ANN_CHANGED_AT = datetime(2027, 4, 1, 10, tzinfo=UTC)


def test_a_changed_word_changes_its_block_alone():
    content = a_rich_text()
    other = plain_text_of("other")
    file = edited(sent(content, other), lambda root: _say(root, "Train", "Teach"))
    first, second = returned(file).sections
    assert first.content == _said_otherwise(content, "Train", "Teach")
    assert second.content == other


def test_a_word_in_a_cell_changes_that_cell():
    content = a_rich_text()
    file = edited(sent(content), lambda root: _say(root, "£10", "£12"))
    assert returned(file).sections[0].content == _said_otherwise(content, "£10", "£12")


def test_words_after_the_end_of_a_section_belong_to_it():
    content, other = plain_text_of("Hello"), plain_text_of("Other")

    def write_after(root):
        found(root, "//w:sdt")[0].addnext(a_paragraph("And more"))

    read = returned(edited(sent(content, other), write_after))
    assert plain_text(read.sections[0].content) == "Hello\nAnd more"
    assert ids_of(read.sections[0].content)[0] == ids_of(content)[0]
    assert read.sections[1].content == other


def test_words_typed_over_the_placeholder_are_the_text():
    read = returned(edited(sent(None), lambda root: _say(root, "[Nothing written yet]", "Now so.")))
    assert plain_text(read.sections[0].content) == "Now so."


def test_words_typed_after_the_placeholder_are_the_text():
    def write(root):
        the_paragraph(root, "[Nothing").append(xml(a_run(" Now so.")))

    assert plain_text(returned(edited(sent(None), write)).sections[0].content) == "Now so."


def test_a_deleted_section_is_missing_and_named():
    file = sent(plain_text_of("one"), plain_text_of("two"))
    read = returned(edited(file, lambda root: _remove(found(root, "//w:sdt")[1])))
    assert [section.section_id for section in read.sections] == [11]
    assert read.problems == (
        "The section “Section 2” is missing from the file; its text stays as it was.",
    )


def test_a_renamed_heading_is_told_and_the_text_is_found():
    file = sent(plain_text_of("one"))
    read = returned(edited(file, lambda root: _say(root, "Section 1", "Vision")))
    assert read.sections[0].title == "Vision"
    assert read.problems == (
        "The heading “Section 1” was changed to “Vision”; the section keeps its name.",
    )


def test_a_section_whose_heading_was_deleted_is_found_by_its_blocks():
    one, two = plain_text_of("one"), plain_text_of("two")

    def delete(root):
        control = found(root, "//w:sdt")[1]
        for each in found(control, "w:sdtContent/w:p")[2:]:
            control.addprevious(each)
        _remove(control)

    read = returned(edited(sent(one, two), delete))
    assert [section.content for section in read.sections] == [one, two]
    assert read.problems == (
        "The heading of “Section 2” was deleted; its text was found all the same.",
    )


def test_a_copied_section_is_told_apart_from_the_original():
    content = plain_text_of("one", "two")

    def paste(root):
        control = found(root, "//w:sdt")[0]
        again = copy.deepcopy(control)
        for mark in found(again, ".//w:bookmarkStart | .//w:bookmarkEnd"):
            _remove(mark)
        control.addprevious(again)

    read = returned(edited(sent(content), paste))
    assert [(s.section_id, s.is_copy) for s in read.sections] == [(11, True), (11, False)]
    assert read.sections[1].content == content
    assert not set(ids_of(read.sections[0].content)) & set(ids_of(content))
    assert read.problems == (
        "The section “Section 1” stands in the file twice; the copy was set aside.",
    )


def test_a_section_of_another_handout_is_set_aside():
    def rename(root):
        for each in found(root, "//w:bookmarkStart[@w:name='_s1_12_3']"):
            each.set(qn("w:name"), "_s1_99_3")
        for each in found(root, "//w:tag[@w:val='_s1_12_3']"):
            _remove(each)

    read = returned(edited(sent(plain_text_of("one"), plain_text_of("two")), rename))
    assert [section.section_id for section in read.sections] == [11, None]
    assert "“Section 2” is no section of this handout; its text was set aside." in read.problems


def test_words_before_the_first_section_are_told():
    def write_before(root):
        found(root, "//w:sdt")[0].addprevious(a_paragraph("Dear Ann"))

    read = returned(edited(sent(plain_text_of("one")), write_before))
    assert read.problems == (
        "Words before the first section belong to none and were left out: “Dear Ann”.",
    )


def test_a_split_paragraph_keeps_its_id_on_the_first_part():
    content = plain_text_of("one two", "three")

    def split(root):
        first = the_paragraph(root, "one two")
        _say(root, "one two", "one")
        second = a_paragraph("two")
        second.append(found(first, "w:bookmarkEnd")[0])
        first.addnext(second)

    read = returned(edited(sent(content), split)).sections[0].content
    assert plain_text(read) == "one\ntwo\nthree"
    assert [ids_of(read)[0], ids_of(read)[2]] == ids_of(content)


def test_joined_paragraphs_keep_the_first_id():
    content = plain_text_of("one", "two", "three")

    def join(root):
        first, second = the_paragraph(root, "one"), the_paragraph(root, "two")
        first.extend(list(second))
        _remove(second)

    read = returned(edited(sent(content), join)).sections[0].content
    assert plain_text(read) == "onetwo\nthree"
    assert ids_of(read) == [ids_of(content)[0], ids_of(content)[2]]


def test_a_paragraph_typed_anew_over_its_bookmark_keeps_its_id():
    content = plain_text_of("one", "two", "three")

    def type_over(root):
        old = the_paragraph(root, "two")
        old.addnext(a_paragraph("quite another"))
        _remove(old)

    read = returned(edited(sent(content), type_over)).sections[0].content
    assert plain_text(read) == "one\nquite another\nthree"
    assert ids_of(read) == ids_of(content)


def test_a_new_item_joins_its_list_and_the_others_keep_their_ids():
    content = checked(document(numbers("one", "two"), bullets("a"), bullets("b")))

    def add_item(root):
        first = the_paragraph(root, "one")
        new = copy.deepcopy(first)
        for mark in found(new, "w:bookmarkStart | w:bookmarkEnd"):
            _remove(mark)
        found(new, "w:r/w:t")[0].text = "and a half"
        first.addnext(new)

    read = returned(edited(sent(content), add_item)).sections[0].content
    assert [len(block["content"]) for block in read["content"]] == [3, 1, 1]
    assert [each for each in ids_of(read) if each in ids_of(content)] == ids_of(content)


def test_an_item_that_lost_its_mark_becomes_a_paragraph_under_its_id():
    content = checked(document(bullets("one", "two")))

    def take_mark(root):
        _remove(found(the_paragraph(root, "two"), "w:pPr")[0])

    read = returned(edited(sent(content), take_mark)).sections[0].content
    assert [block["type"] for block in read["content"]] == ["bulletList", "paragraph"]
    assert (
        read["content"][1]["attrs"]["id"]
        == content["content"][0]["content"][1]["content"][0]["attrs"]["id"]
    )


def test_tracked_changes_are_read_as_accepted_and_told_with_their_block():
    content = plain_text_of("Crime fell", "Nothing else")

    def track(root):
        where = the_paragraph(root, "Crime fell")
        where.append(xml(f"<w:ins {BY_ANN}>{a_run(' again')}</w:ins>"))
        gone = the_paragraph(root, "Nothing else")
        run = found(gone, "w:r")[0]
        run.addprevious(xml(f"<w:del {BY_ANN}><w:r><w:delText>Nothing </w:delText></w:r></w:del>"))
        found(run, "w:t")[0].text = "else"

    read = returned(edited(sent(content), track)).sections[0]
    assert plain_text(read.content) == "Crime fell again\nelse"
    assert ids_of(read.content) == ids_of(content)
    assert [(t.author, t.at, t.kind, t.words, t.block_id) for t in read.tracked] == [
        ("Ann", ANN_CHANGED_AT, "inserted", "again", ids_of(content)[0]),
        ("Ann", ANN_CHANGED_AT, "deleted", "Nothing", ids_of(content)[1]),
    ]
    rejected = returned(edited(sent(content), track), "rejected").sections[0].content
    assert rejected == content


def test_a_paragraph_deleted_with_its_end_is_gone_and_told_under_its_id():
    content = plain_text_of("one", "two", "three")

    def delete(root):
        gone = the_paragraph(root, "two")
        gone.insert(0, xml(f"<w:pPr><w:rPr><w:del {BY_ANN}/></w:rPr></w:pPr>"))
        run = found(gone, "w:r")[0]
        run.addprevious(xml(f"<w:del {BY_ANN}><w:r><w:delText>two</w:delText></w:r></w:del>"))
        _remove(run)

    read = returned(edited(sent(content), delete)).sections[0]
    assert plain_text(read.content) == "one\nthree"
    assert [(t.words, t.block_id) for t in read.tracked] == [("two", ids_of(content)[1])]


def test_moved_words_are_where_they_were_moved_to():
    content = plain_text_of("one", "two")

    def move(root):
        target = the_paragraph(root, "two")
        run = found(the_paragraph(root, "one"), "w:r")[0]
        away = xml(f"<w:moveFrom {BY_ANN}/>")
        run.addprevious(away)
        away.append(copy.deepcopy(run))
        _remove(run)
        target.append(xml(f"<w:moveTo {BY_ANN}>{a_run(' one')}</w:moveTo>"))

    read = returned(edited(sent(content), move)).sections[0]
    assert plain_text(read.content).split() == ["two", "one"]
    assert [t.kind for t in read.tracked] == ["deleted", "inserted"]


def test_a_deleted_row_is_gone():
    content = checked(document(table(["a", "b"], ["c", "d"])))

    def delete(root):
        found(root, "//w:tr")[1].find(qn("w:trPr")).append(xml(f"<w:del {BY_ANN}/>"))

    read = returned(edited(sent(content), delete)).sections[0]
    assert plain_text(read.content) == "a\tb"
    assert [(t.kind, t.words) for t in read.tracked] == [("deleted", "c d")]


def test_a_comment_is_told_with_its_block_and_the_words_it_stands_beside():
    content = plain_text_of("Crime fell again")

    def comment(root):
        run = found(the_paragraph(root, "Crime"), "w:r")[0]
        run.addprevious(xml('<w:commentRangeStart w:id="7"/>'))
        run.addnext(xml('<w:commentRangeEnd w:id="7"/>'))
        found(the_paragraph(root, "Crime"), ".")[0].append(
            xml('<w:r><w:commentReference w:id="7"/></w:r>')
        )

    said = (
        f'<w:comments {W}><w:comment w:id="7" w:author="Ann" w:date="2027-04-01T10:00:00Z">'
        f"<w:p>{a_run('Since when?')}</w:p><w:p>{a_run('And why?')}</w:p>"
        "</w:comment></w:comments>"
    )
    file = with_part(edited(sent(content), comment), "comments.xml", said, "comments")
    (comment,) = returned(file).sections[0].comments
    assert (comment.author, comment.at) == ("Ann", ANN_CHANGED_AT)
    assert comment.words == "Since when?\nAnd why?"
    assert (comment.block_id, comment.quote) == (ids_of(content)[0], "Crime fell again")
    assert returned(file).sections[0].content == content


@pytest.mark.parametrize(
    ("properties", "marks"),
    [
        ("<w:b/>", ["bold"]),
        ('<w:b w:val="0"/><w:i w:val="true"/>', ["italic"]),
        ('<w:u w:val="single"/><w:strike/>', ["underline", "strike"]),
        ('<w:u w:val="none"/>', []),
        ('<w:vertAlign w:val="subscript"/>', ["subscript"]),
        ('<w:rStyle w:val="Strong"/>', ["bold"]),
        ('<w:rStyle w:val="Strong"/><w:b w:val="0"/>', []),
    ],
)
def test_looks_are_read_also_from_styles(properties, marks):
    style = (
        '<w:style w:type="character" w:styleId="Strong"><w:name w:val="Strong"/>'
        "<w:rPr><w:b/></w:rPr></w:style>"
    )

    def look(root):
        run = found(the_paragraph(root, "loud"), "w:r")[0]
        run.insert(0, xml(f"<w:rPr>{properties}</w:rPr>"))

    file = edited(sent(plain_text_of("loud")), look)
    file = edited(file, lambda root: root.append(xml(style)), "word/styles.xml")
    (words,) = returned(file).sections[0].content["content"][0]["content"]
    assert [mark["type"] for mark in words.get("marks", [])] == marks


def test_a_picture_that_word_made_smaller_is_still_the_same():
    content = checked(document(figure(PICTURE, "Blue", "Figure 1.")))
    assert returned(_with_picture(sent(content), 40, 20)).sections[0].content == content


def test_a_new_picture_is_told_and_its_legend_kept_as_words():
    content = checked(document("before", figure(PICTURE, "Blue", "Figure 1.")))
    read = returned(_with_picture(sent(content), 10, 90)).sections[0]
    assert plain_text(read.content) == "before\nFigure 1."
    assert read.notes == ("A picture was added (“Blue”); add it on the section's page.",)


def test_headings_and_links_that_were_added_are_read():
    content = plain_text_of("one")

    def add(root):
        last = the_paragraph(root, "one")
        code = 'HYPERLINK "https://example.org/new"'
        last.addnext(
            xml(f"<w:p><w:fldSimple w:instr='{code}'>{a_run('there')}</w:fldSimple></w:p>")
        )
        last.addnext(xml(f'<w:p><w:pPr><w:pStyle w:val="Heading3"/></w:pPr>{a_run("New")}</w:p>'))

    read = returned(edited(sent(content), add)).sections[0].content
    expected = document(
        "one", heading(2, "New"), paragraph(text("there", href="https://example.org/new"))
    )
    assert _shapes(read) == _shapes(checked(expected))


def test_without_bookmarks_sections_are_found_by_their_headings_and_blocks_by_their_words():
    one, two = a_rich_text(), plain_text_of("two")
    read = returned(edited(sent(one, two), _without_names))
    assert [section.section_id for section in read.sections] == [11, 12]
    assert ids_of(read.sections[1].content) == ids_of(two)
    assert block_saying(read.sections[0].content, "Talk to schools") == block_saying(
        one, "Talk to schools"
    )


def test_without_its_memory_a_file_is_read_by_its_bookmarks():
    content = checked(document("one", bullets("two")))
    file = edited(sent(content, None), _forget, "docProps/custom.xml")
    read = returned(file)
    assert read.key == "abc123def456"
    assert read.sections[0].content == content
    assert read.sections[0].section_id == 11
    assert read.problems[0].startswith("The file has lost what it knew about itself")


def test_without_anything_only_the_headings_are_left_and_that_is_said():
    file = edited(sent(plain_text_of("one"), plain_text_of("two")), _without_names)
    read = returned(edited(file, _forget, "docProps/custom.xml"))
    assert read.key is None
    assert [(s.section_id, s.title) for s in read.sections] == [
        (None, "Section 1"),
        (None, "Section 2"),
    ]
    assert read.problems[0].startswith("Nothing in this file says which bid it belongs to")


def test_words_that_were_emphasised_are_one_change_of_one_block():
    content = plain_text_of("one two", "three")

    def embolden(root):
        run = found(the_paragraph(root, "one two"), "w:r")[0]
        run.insert(0, xml("<w:rPr><w:b/></w:rPr>"))

    read = returned(edited(sent(content), embolden)).sections[0].content
    assert read["content"][0]["attrs"] == content["content"][0]["attrs"]
    assert read["content"][0]["content"][0]["marks"] == [{"type": "bold"}]
    assert read["content"][1] == content["content"][1]


def _say(root, old, new):
    (holder,) = [t for t in root.iter(qn("w:t")) if old in (t.text or "")]
    holder.text = holder.text.replace(old, new)


def _said_otherwise(content, old, new):
    expected = copy.deepcopy(content)
    block = block_saying(expected, old)
    for node in block["content"]:
        node["text"] = node.get("text", "").replace(old, new)
    return expected


def _remove(element):
    element.getparent().remove(element)


def _without_names(root):
    for each in found(root, "//w:bookmarkStart | //w:bookmarkEnd | //w:tag"):
        _remove(each)


def _forget(root):
    for each in list(root):
        root.remove(each)


def _with_picture(file, width, height):
    return replaced(file, f"word/media/{PICTURE}.png", a_picture(width, height))


def _shapes(content):
    return [
        (block["type"], block.get("attrs", {}).get("level"), block["content"])
        for block in content["content"]
    ]
