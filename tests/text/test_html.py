"""HTML from web pages in, our own HTML out, and nothing in between that could run."""

import re

import pytest

from bidapp.text.content import TextRefused, checked, document_of, walk
from bidapp.text.html import from_html, to_html
from bidapp.text.plain import plain_text

PICTURE = "ab" * 32


def read(source):
    return to_html(from_html(source).document)


def notes(source):
    return from_html(source).notes


@pytest.mark.parametrize(
    ("source", "kept"),
    [
        ("", ""),
        ("loose <b>text</b>", "<p>loose <strong>text</strong></p>"),
        ("<p>a</p>between<p>b</p>", "<p>a</p><p>between</p><p>b</p>"),
        ("<div><div>a</div>b<section>c</section></div>", "<p>a</p><p>b</p><p>c</p>"),
        ("<h1>a</h1><h3>b</h3><h6>c</h6>", "<h1>a</h1><h3>b</h3><h3>c</h3>"),
        ("<p>a<hr>b</p>", "<p>a</p><p>b</p>"),
        ("<pre>a\nb</pre>", "<p>a<br>b</p>"),
        ("<dl><dt>a<dd>b</dl>", "<p>a</p><p>b</p>"),
        ("<ol start=4><li>a</ol>", '<ol start="4"><li>a</li></ol>'),
        ("<ol start=-4><li>a</ol>", "<ol><li>a</li></ol>"),
        ("<li>a<li>b", "<ul><li>a</li><li>b</li></ul>"),
        ("<ul>x<li>a</ul>", "<ul><li>x</li><li>a</li></ul>"),
        ("<ul></ul><blockquote></blockquote><table></table>", ""),
        ("<blockquote>a<p>b</blockquote>", "<blockquote><p>a</p><p>b</p></blockquote>"),
        ("<p></p><p>a</p><p></p><p>b</p><p><br></p>", "<p>a</p><p></p><p>b</p>"),
        ("<p>a<br></p><div><br></div><p>b</p>", "<p>a</p><p>b</p>"),
        ("<b>a<p>b</p></b>", "<p><strong>a</strong></p><p><strong>b</strong></p>"),
        ("<p>x<sub>1<sup>2</sup></sub></p>", "<p>x<sub>1</sub><sup>2</sup></p>"),
        ("<ins>a</ins><del>b</del><cite>c</cite>", "<p><u>a</u><s>b</s><em>c</em></p>"),
        ("<p>a&nbsp;b&lt;i&gt;</p>", "<p>a\xa0b&lt;i&gt;</p>"),
        ("<title>t</title><style>s</style><!-- c --><p>a", "<p>a</p>"),
        ("<p>مرحبا 👩‍👩‍👧 e\u0301</p>", "<p>مرحبا 👩‍👩‍👧 e\u0301</p>"),
    ],
)
def test_html_from_anywhere_is_read_for_its_words(source, kept):
    assert read(source) == kept


def test_lists_written_beside_their_items_belong_to_the_item_before():
    assert read("<ul><li>a</li><ol><li>b</li></ol></ul>") == (
        "<ul><li><p>a</p><ol><li>b</li></ol></li></ul>"
    )


def test_google_docs_marks_come_from_its_styles():
    source = (
        '<b style="font-weight:normal" id="docs-internal-guid-1"><p>'
        '<span style="font-weight:700">a</span><span style="font-weight:400">b</span>'
        '<span style="font-style:italic;vertical-align:super">c</span>'
        '<a href="https://x.org"><span style="text-decoration:underline">d</span></a></p></b>'
    )
    assert read(source) == (
        "<p><strong>a</strong>b<em><sup>c</sup></em>" + '<a href="https://x.org">d</a></p>'
    )


def test_a_link_in_two_styles_stays_one_link():
    source = '<p><a href="https://x.org/?a=1&amp;b=2">k <strong>l</strong></a></p>'
    assert read(source) == source


def test_tables_keep_headers_spans_and_caption():
    source = (
        "<table><caption>C</caption><thead><tr><td>a</td><th>b</th></tr></thead>"
        "<tr><th>c</th><td rowspan=2>d</td></tr><tr><td>e</td></tr></table>"
    )
    assert read(source) == (
        '<p>C</p><table><thead><tr><th scope="col">a</th><th scope="col">b</th></tr></thead>'
        '<tbody><tr><th scope="row">c</th><td rowspan="2">d</td></tr>'
        "<tr><td>e</td></tr></tbody></table>"
    )


def test_a_header_that_reaches_into_the_rows_below_stays_with_them():
    source = "<table><tr><th rowspan=2>a<th>b<tr><td>c</table>"
    assert "<thead>" not in read(source)
    assert '<th scope="col" rowspan="2">a</th>' in read(source)


def test_ragged_and_lying_tables_become_rectangles():
    source = "<table><tr><td colspan=1000000>a<tr><td rowspan=99>b<td>c<tr><td>d<td>e</table>"
    assert read(source) == (
        '<table><tbody><tr><td colspan="3">a</td></tr><tr><td rowspan="2">b</td><td>c</td>'
        "<td></td></tr><tr><td>d</td><td>e</td></tr></tbody></table>"
    )


def test_a_table_that_is_too_wide_becomes_paragraphs():
    imported = from_html(f"<table><tr>{'<td>a</td>' * 64}</table>")
    assert imported.notes == ("A table with more than 63 columns became paragraphs.",)
    assert len(imported.document["content"]) == 64


def test_a_table_in_a_table_becomes_paragraphs():
    imported = from_html("<table><tr><td>a<table><tr><td>b<td>c</table>d</table>")
    assert to_html(imported.document) == (
        "<table><tbody><tr><td><p>a</p><p>b</p><p>c</p><p>d</p></td></tr></tbody></table>"
    )
    assert len(imported.notes) == 1


def test_a_list_inside_a_table_inside_a_list_keeps_every_word():
    assert read("<ul><li>a<table><tr><td>b<ul><li>c</ul><td>d</table>e</ul>") == (
        "<ul><li><p>a</p><p>b</p><ul><li>c</li></ul><p>d</p><p>e</p></li></ul>"
    )


def test_what_a_quotation_cannot_hold_stands_between_its_parts():
    assert read("<blockquote>a<h2>b</h2><blockquote>c</blockquote></blockquote>") == (
        "<blockquote><p>a</p></blockquote><h2>b</h2><blockquote><p>c</p></blockquote>"
    )


def test_lists_deeper_than_nine_levels_are_made_flatter():
    imported = from_html("".join(f"<ul><li>w{n} " for n in range(40)))
    assert imported.notes == ("Lists with more than 9 levels were made flatter.",)
    assert plain_text(imported.document).split() == [f"w{n}" for n in range(40)]


def test_stored_pictures_become_figures_and_others_are_named():
    source = (
        f'<p>a<img src="/files/{PICTURE}" alt="A &quot;map&quot;">b</p>'
        f'<figure><img src="https://bids.example/files/{PICTURE}"><figcaption>Le<b>g</b></figure>'
        '<img src="https://x.org/logo.png"><img src="data:image/png;base64,AA" alt="A chart">'
    )
    imported = from_html(source)
    assert to_html(imported.document) == (
        f'<p>a</p><figure><img src="/files/{PICTURE}" alt="A &quot;map&quot;"></figure><p>b</p>'
        f'<figure><img src="/files/{PICTURE}" alt=""><figcaption>Le<strong>g</strong></figcaption>'
        "</figure>"
    )
    assert [note[:24] for note in imported.notes] == [
        "The picture “logo.png” w",
        "The picture “A chart” wa",
    ]


def test_a_picture_alone_in_a_paragraph_leaves_no_empty_one():
    assert read(f'<p><img src="/files/{PICTURE}" alt=""></p>').startswith("<figure>")


def test_the_notes_are_never_a_flood():
    many = notes("".join(f'<img src="https://x.org/{n}.png">' for n in range(500)))
    assert len(many) == 21
    assert many[-1] == "There are 480 more notes like these."


def test_headings_start_where_the_page_wants_them():
    document = from_html("<h1>a</h1><h3>b</h3>").document
    assert to_html(document, headings_from=3) == "<h3>a</h3><h5>b</h5>"
    assert to_html(document, headings_from=5) == "<h5>a</h5><h6>b</h6>"


HOSTILE_LINKS = [
    "javascript:alert(1)",
    " JaVaScRiPt:alert(1)",
    "java&#10;script:alert(1)",
    "java&Tab;script&colon;alert(1)",
    "&#x6A;avascript:alert(1)",
    "&#1;javascript:alert(1)",
    "data:text/html;base64,PHN2Zz4=",
    "vbscript:msgbox(1)",
    "file:///etc/passwd",
    "smb://host/share",
    "//evil.example",
    "https:javascript:alert(1)",
]


@pytest.mark.parametrize("href", HOSTILE_LINKS)
def test_links_that_could_run_or_leak_become_text(href):
    assert read(f'<p><a href="{href}" onclick="x()">word</a></p>') == "<p>word</p>"


@pytest.mark.parametrize(
    "source",
    [
        "<script>alert(1)</script>",
        "<scr<script>ipt>alert(1)</script>",
        "<svg/onload=alert(1)><script>alert(1)</script></svg>",
        "<img src=x onerror=alert(1)>",
        "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
        "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
        "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
        "<template><script>alert(1)</script></template>",
        "<p style='background:url(javascript:alert(1))'>a</p>",
        "<!--><script>alert(1)</script>-->",
        "<a href='x' style='x:expression(alert(1))'>",
        "<textarea><script>alert(1)</script></textarea>",
    ],
)
def test_nothing_that_could_run_comes_through(source):
    tags = re.findall(r"<[^>]*>", read(source))
    assert all(re.fullmatch(r"</?(p|strong|em|table|tbody|tr|td)>", tag) for tag in tags)


def test_scripts_are_reported():
    assert notes("<script>x()</script>a") == ("Scripts and embedded pages were left out.",)


@pytest.mark.parametrize("tag", ["div", "blockquote", "b", "span", "ul><li", "table><tr><td"])
@pytest.mark.parametrize("depth", [150, 2_000])
def test_deep_nesting_keeps_the_words(tag, depth):
    document = from_html(f"<{tag}>one " * depth + "last").document
    assert checked(document) == document
    assert plain_text(document).split() == ["one"] * depth + ["last"]


@pytest.mark.parametrize("closed", [True, False])
def test_lists_and_quotations_in_each_other_keep_their_words(closed):
    source = "<ul><li>a<blockquote>b<ol><li>c" * 300 + "</ol></blockquote></ul>" * 300 * closed
    assert len(plain_text(from_html(source).document).split()) == 900


def test_control_characters_and_half_characters_are_no_trouble():
    assert read("<p>a\x00b\x01c\ud800d\ufffee\x0cf</p>") in (
        "<p>abcde f</p>",
        "<p>a\ufffdbcde f</p>",
    )


def test_long_rows_of_entities_are_read_in_good_time():
    document = from_html("R&amp;D " * 100_000).document
    assert sum(len(node.get("text", "")) for node in walk(document)) == 399_999


def test_a_flood_of_forgotten_tags_is_refused_in_a_sentence():
    flood = "".join(f"<p><font color={n}>x" for n in range(20_000))
    with pytest.raises(TextRefused, match="too tangled"):
        from_html(flood)


def test_too_long_a_source_is_refused_in_a_sentence():
    with pytest.raises(TextRefused, match="too long"):
        from_html(" " * 30_000_001)


def test_a_paragraph_of_two_hundred_thousand_words_is_one_paragraph():
    document = from_html(f"<p>{'word ' * 200_000}</p>").document
    assert len(document["content"]) == 1
    assert document_of(document["content"]) == document
