"""What Word, Word for the web and LibreOffice put on the clipboard."""

from bidapp.text.html import from_html, to_html
from bidapp.text.word_paste import ListPlace, read_marker


def read(source):
    return to_html(from_html(source).document)


def item(level, marker, words, key="l0"):
    return (
        f"<p class=MsoListParagraph style='text-indent:-18.0pt;mso-list:{key} level{level} lfo1'>"
        f"<![if !supportLists]><span style='mso-list:Ignore'>{marker}"
        "<span style='font:7.0pt \"Times New Roman\"'>&nbsp;&nbsp; </span></span><![endif]>"
        f"{words}<o:p></o:p></p>"
    )


def test_marked_paragraphs_become_nested_lists():
    source = "\n".join(
        [item(1, "·", "a"), item(2, "o", "b"), item(3, "§", "c"), item(1, "\uf0b7", "d")]
    )
    assert read(source) == (
        "<ul><li><p>a</p><ul><li><p>b</p><ul><li>c</li></ul></li></ul></li><li>d</li></ul>"
    )


def test_numbers_make_numbered_lists_that_start_where_they_say():
    assert read(item(1, "3.", "a") + item(1, "4.", "b") + item(2, "a)", "c")) == (
        '<ol start="3"><li>a</li><li><p>b</p><ol><li>c</li></ol></li></ol>'
    )


def test_another_list_of_word_is_another_numbered_list():
    source = item(1, "1.", "a") + item(1, "1.", "b", key="l7")
    assert read(source) == "<ol><li>a</li></ol><ol><li>b</li></ol>"


def test_text_between_divides_a_list():
    assert read(item(1, "1.", "a") + "<p class=MsoNormal>t</p>" + item(1, "2.", "b")) == (
        '<ol><li>a</li></ol><p>t</p><ol start="2"><li>b</li></ol>'
    )


def test_a_list_may_begin_at_a_deeper_level():
    assert read(item(3, "·", "a") + item(1, "·", "b")) == ("<ul><li>a</li></ul><ul><li>b</li></ul>")


def test_markers_are_read_as_numbers_bullets_or_words():
    read_as = {}
    for marker in ("iv.", "b)", "(c)", "1.2.7", "·", "o", "", "WP1:"):
        place = ListPlace("", 1)
        read_as[marker] = (read_marker(place, marker), place.ordered, place.start)
    assert read_as == {
        "iv.": ("", True, 4),
        "b)": ("", True, 2),
        "(c)": ("", True, 3),
        "1.2.7": ("", True, 7),
        "·": ("", False, 1),
        "o": ("", False, 1),
        "": ("", False, 1),
        "WP1:": ("WP1: ", False, 1),
    }


def test_a_numbered_heading_loses_its_number_and_not_its_words():
    heading = "<h1 style='mso-list:l2 level1 lfo3'><span style='mso-list:Ignore'>{}</span>a</h1>"
    assert read(heading.format("1.<span>&nbsp; </span>")) == "<h1>a</h1>"
    assert read(heading.format("Annex A")) == "<h1>Annex A a</h1>"


def test_footnotes_come_back_to_their_place():
    source = (
        '<p>a<a style=\'mso-footnote-id:ftn1\' href="#_ftn1" name="_ftnref1">'
        "<span class=MsoFootnoteReference>[1]</span></a> b</p>"
        "<div style='mso-element:footnote-list'><br clear=all><hr>"
        "<div style='mso-element:footnote' id=ftn1><p class=MsoFootnoteText>"
        '<a href="#_ftnref1"><span>[1]</span></a> The <i>note</i>.</p><p>More.</p></div></div>'
    )
    assert read(source) == (
        '<p>a<span class="footnote" role="note">The <em>note</em>. More.</span> b</p>'
    )


def test_a_footnote_of_libreoffice_comes_back_too():
    source = (
        '<p>a<a class="sdfootnoteanc" href="#sdfootnote1sym"><sup>1</sup></a></p>'
        '<div id="sdfootnote1"><p><a class="sdfootnotesym" href="#sdfootnote1anc">1</a>n</p></div>'
    )
    assert read(source) == '<p>a<span class="footnote" role="note">n</span></p>'


def test_a_footnote_mark_without_its_words_is_kept_and_reported():
    imported = from_html('<p>a<a href="#_ftn1">[1]</a></p>')
    assert to_html(imported.document) == "<p>a<sup>[1]</sup></p>"
    assert imported.notes == ("The words of a footnote were not there: its mark was kept as text.",)


def test_footnote_words_without_a_mark_are_kept_and_reported():
    imported = from_html('<p>a</p><div id="ftn1"><p>note</p></div>')
    assert to_html(imported.document) == "<p>a</p><p>note</p>"
    assert imported.notes == (
        "A footnote without a mark in the text became a paragraph at the end.",
    )


def test_what_word_puts_in_for_itself_is_gone():
    source = (
        "<html xmlns:o='urn:x'><head><title>t</title><!--[if gte mso 9]><xml><w:View>Normal"
        "</w:View><w:Lsd Locked='false'/></xml><![endif]--><style>p {x:y}</style></head><body>"
        "<p class=MsoNormal>a <st1:City w:st='on'>Leicester</st1:City><o:p></o:p></p>"
        "<p class=MsoNormal><o:p>&nbsp;</o:p></p>"
        "<p class=MsoNormal><b style='mso-bidi-font-weight:normal'>b</b></p></body></html>"
    )
    assert read(source) == "<p>a Leicester</p><p><strong>b</strong></p>"


def test_comments_are_left_out_and_reported():
    imported = from_html(
        "<p>a<span class=MsoCommentReference><a class=msocomanchor href='#_msocom_1'>[A1]</a>"
        "</span></p><div style='mso-element:comment-list'><div id='_com_1'>psst</div></div>"
    )
    assert to_html(imported.document) == "<p>a</p>"
    assert imported.notes == ("Comments from Word were left out.",)


def test_the_title_style_is_a_heading():
    assert read("<p class=MsoTitle>a</p>") == "<h1>a</h1>"


def test_word_for_the_web_writes_levels_on_its_items():
    source = (
        '<div><ul><li data-aria-level="1"><p>a</p></li></ul></div>'
        '<div><ul><li data-aria-level="2"><p>b</p></li></ul></div>'
        '<div><ol start="2"><li data-aria-level="1"><p>c</p></li></ol></div>'
        '<p role="heading" aria-level="2">d</p>'
    )
    assert read(source) == (
        '<ul><li><p>a</p><ul><li>b</li></ul></li></ul><ol start="2"><li>c</li></ol><h2>d</h2>'
    )
