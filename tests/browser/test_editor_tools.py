"""The toolbars, dialogs, count and search of the editor, by mouse and by keyboard."""

import pytest

from bidapp.text.content import checked
from bidapp.text.html import to_html
from tests.browser.axe import colours_axe_finds, everything_axe_finds
from tests.browser.console import listen
from tests.browser.stand_in import StandIn
from tests.browser.writing import (
    EDITOR,
    caret_at,
    caret_at_end,
    document,
    json_of,
    texts_of,
    wait_until,
    write,
)


def html_of(page):
    return to_html(checked(json_of(page)))


def focused(page):
    return page.evaluate("document.activeElement.dataset.command ?? document.activeElement.id")


@pytest.mark.parametrize(
    ("button", "html"),
    [
        ("Bold", "<p><strong>word</strong></p>"),
        ("Italic", "<p><em>word</em></p>"),
        ("Underline", "<p><u>word</u></p>"),
        ("Superscript", "<p><sup>word</sup></p>"),
        ("Subscript", "<p><sub>word</sub></p>"),
        ("Bulleted list", "<ul><li>word</li></ul>"),
        ("Numbered list", "<ol><li>word</li></ol>"),
    ],
)
def test_a_button_does_what_it_says_and_shows_that_it_is_on(button, html, open_editor):
    page, _ = open_editor(document("word"))
    caret_at(page, {"from": 1, "to": 5})
    page.get_by_role("button", name=button, exact=True).click()
    assert html_of(page) == html
    page.get_by_role("button", name=button, exact=True, pressed=True).wait_for()
    page.get_by_role("button", name=button, exact=True).click()
    assert html_of(page) == "<p>word</p>"


def test_the_style_of_a_paragraph_is_chosen_from_a_list(open_editor):
    page, _ = open_editor(document("word"))
    style = page.get_by_label("Paragraph style")
    for choice, html in {
        "Heading": "<h1>word</h1>",
        "Smallest heading": "<h3>word</h3>",
        "Quotation": "<blockquote><p>word</p></blockquote>",
        "Paragraph": "<p>word</p>",
    }.items():
        style.select_option(choice)
        assert html_of(page) == html


def test_a_table_is_put_in_changed_and_taken_away(open_editor):
    page, _ = open_editor(document(""))
    page.locator("#text").click()
    page.get_by_role("button", name="Table", exact=True).click()
    tools = page.get_by_role("toolbar", name="Table tools")
    tools.wait_for()
    page.keyboard.type("Force")
    page.keyboard.press("Tab")
    page.keyboard.type("Cost")
    tools.get_by_role("button", name="Row below").click()
    tools.get_by_role("button", name="Delete column").click()
    assert page.locator("#text tr").count() == 4
    heads = page.locator("#text tr").first.locator("th").all_inner_texts()
    assert [head.strip() for head in heads] == ["Force", ""]
    tools.get_by_role("button", name="Header row").click()
    assert page.locator("#text th").count() == 0
    tools.get_by_role("button", name="Delete table").click()
    assert page.locator("#text table").count() == 0
    tools.wait_for(state="hidden")


def test_a_link_is_made_refused_changed_and_removed_by_keyboard(open_editor):
    page, _ = open_editor(document("the call"))
    caret_at(page, {"from": 5, "to": 9})
    page.keyboard.press("Control+k")
    dialog = page.get_by_role("dialog", name="Link")
    page.keyboard.type("javascript:alert(1)")
    page.keyboard.press("Enter")
    assert dialog.get_by_text("Enter the address of a web page").is_visible()
    assert focused(page) == "address-field"
    dialog.get_by_label("Address").fill("www.ukri.org/opportunity")
    page.keyboard.press("Enter")
    dialog.wait_for(state="hidden")
    assert html_of(page) == '<p>the <a href="https://www.ukri.org/opportunity">call</a></p>'
    wait_until(page, lambda: focused(page) == "text")
    caret_at(page, 7)
    page.keyboard.press("Control+k")
    dialog.get_by_role("button", name="Remove the link").click()
    assert html_of(page) == "<p>the call</p>"


def test_a_footnote_is_written_changed_and_removed(open_editor):
    page, _ = open_editor(document("Costs rise."))
    caret_at(page, 11)
    page.keyboard.press("Control+Alt+f")
    dialog = page.get_by_role("dialog", name="Footnote")
    dialog.get_by_role("textbox").wait_for()
    page.keyboard.type("NFU ")
    page.keyboard.press("Control+i")
    page.keyboard.type("Report")
    dialog.get_by_role("button", name="Put the footnote in").click()
    note = '<span class="footnote" role="note">NFU <em>Report</em></span>'
    assert html_of(page) == f"<p>Costs rise{note}.</p>"
    page.locator("#text .footnote").click()
    dialog.get_by_role("button", name="Change the footnote").wait_for()
    page.keyboard.type(" 2025")
    dialog.get_by_role("button", name="Change the footnote").click()
    assert "NFU <em>Report 2025</em>" in html_of(page)
    page.locator("#text .footnote").click()
    dialog.get_by_role("button", name="Remove the footnote").click()
    assert html_of(page) == "<p>Costs rise.</p>"


def test_a_picture_needs_words_for_those_who_cannot_see_it(open_editor, tmp_path):
    page, _ = open_editor(document("Before."))
    file = tmp_path / "map.png"
    file.write_bytes(b"\x89PNG")
    caret_at_end(page)
    page.get_by_role("button", name="Picture", exact=True).click()
    dialog = page.get_by_role("dialog", name="Picture")
    dialog.get_by_role("button", name="Put the picture in").click()
    assert dialog.get_by_text("Choose a picture from your machine.").is_visible()
    dialog.get_by_label("Picture file").set_input_files(file)
    dialog.get_by_role("button", name="Put the picture in").click()
    assert dialog.get_by_text("Say in a sentence what the picture shows.").is_visible()
    dialog.get_by_label("What it shows").fill("A map")
    dialog.get_by_label("Legend").fill("Figure 1")
    dialog.get_by_role("button", name="Put the picture in").click()
    dialog.wait_for(state="hidden")
    assert html_of(page) == (
        f'<p>Before.</p><figure><img src="/files/{"0" * 64}" alt="A map">'
        "<figcaption>Figure 1</figcaption></figure>"
    )


def test_a_section_without_pictures_offers_none(open_editor):
    page, _ = open_editor(document("Words."), allows_images=False)
    assert not page.get_by_role("button", name="Picture", exact=True).is_visible()


def test_words_are_found_and_replaced(open_editor):
    page, _ = open_editor(document("Force and force.", "The Force of it."))
    page.locator("#text").click()
    page.keyboard.press("Control+h")
    bar = page.get_by_role("search", name="In this text")
    bar.get_by_label("Find").fill("force")
    said = bar.get_by_role("status")
    wait_until(page, lambda: said.inner_text().endswith("of 3"))
    assert page.locator("#text .found").count() == 3
    bar.get_by_label("Match case").check()
    assert said.inner_text() == "1 of 1"
    bar.get_by_label("Match case").uncheck()
    bar.get_by_label("Find").fill("Force")
    bar.get_by_label("Replace with").fill("service")
    bar.get_by_role("button", name="Replace all").click()
    assert said.inner_text() == "3 places changed"
    assert texts_of(page) == ["service and service.", "The service of it."]
    page.keyboard.press("Escape")
    wait_until(page, lambda: focused(page) == "text")
    page.keyboard.press("Control+z")
    assert texts_of(page) == ["Force and force.", "The Force of it."]


def test_the_toolbar_is_one_stop_and_arrow_keys_go_along_it(open_editor):
    page, _ = open_editor(document("word"))
    caret_at_end(page)
    page.keyboard.press("Escape")
    assert focused(page) == "style"
    page.keyboard.press("ArrowRight")
    assert focused(page) == "undo"
    page.keyboard.press("End")
    assert focused(page) == "comment"
    page.keyboard.press("ArrowRight")
    assert focused(page) == "style"
    page.keyboard.press("End")
    page.keyboard.press("Tab")
    assert focused(page) == "text"
    page.keyboard.press("Shift+Tab")
    assert focused(page) == "comment"
    page.keyboard.press("Escape")
    wait_until(page, lambda: focused(page) == "text")


def test_the_count_follows_what_one_types_and_nothing_is_cut(open_editor):
    page, _ = open_editor(document("one two three four"), limit=5)
    count = page.locator("[data-count]")
    said = page.locator("[data-count-words]")
    wait_until(page, lambda: said.inner_text() == "4 of 5 words")
    assert "1 left" in count.inner_text()
    write(page, " five")
    wait_until(page, lambda: "is-warn" in count.get_attribute("class"))
    write(page, " six seven")
    wait_until(page, lambda: "2 over" in count.inner_text())
    assert page.locator("#text .over").inner_text() == "six seven"
    assert texts_of(page) == ["one two three four five six seven"]
    read_out = page.locator("[data-read-out]")
    wait_until(page, lambda: read_out.inner_text() == "7 of 5 words 2 over")


def test_other_ways_of_counting_are_told_where_they_differ(open_editor):
    page, _ = open_editor(document("evidence—based"))
    page.get_by_text("Counted otherwise").click()
    assert page.locator("[data-others] li").all_inner_texts() == [
        "1 word, as Innovate UK counts",
        "1 word, word by word, at spaces",
        "14 characters, every character and space",
    ]


@pytest.fixture
def rich(open_editor):
    server = StandIn(document("We ask how crime groups earn.", "Second."), limit=4)
    server.here = [{"person": 4, "name": "Sam", "initials": "SJ", "block": "block001"}]
    server.conflicts = 1
    page, _ = open_editor(stand_in=server)
    heard = listen(page)
    caret_at_end(page)
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Table", exact=True).click()
    for head in ("Force", "Year", "Cost"):
        page.keyboard.type(head)
        page.keyboard.press("Tab")
    page.keyboard.press("Control+h")
    return page, heard


@pytest.mark.parametrize("look", ["light", "dark"])
@pytest.mark.parametrize("width", [1366, 320])
def test_the_editor_is_accessible(look, width, rich):
    page, heard = rich
    page.emulate_media(color_scheme=look)
    page.set_viewport_size({"width": width, "height": 900})
    assert everything_axe_finds(page) == []
    assert colours_axe_finds(page) == []
    root = "document.documentElement"
    assert page.evaluate(f"{root}.scrollWidth <= {root}.clientWidth")
    assert heard == []


@pytest.mark.parametrize("name", ["Link", "Footnote", "Picture"])
def test_dialogs_are_accessible(name, open_editor):
    page, _ = open_editor(document("word"))
    caret_at_end(page)
    page.get_by_role("button", name=name, exact=True).click()
    page.get_by_role("dialog", name=name).wait_for()
    assert everything_axe_finds(page) == []


def test_paper_shows_the_text_only(rich):
    page, _ = rich
    page.emulate_media(media="print")
    assert page.locator("#text").is_visible()
    hidden = ".tools, #editor .deskfoot, #editor .notice"
    assert not any(each.is_visible() for each in page.locator(hidden).all())


def test_typing_in_a_text_of_a_hundred_thousand_words_stays_quick(open_editor):
    page, _ = open_editor(document(*["word and more " * 33] * 1_000), limit=2_000)
    caret_at(page, 200_000)
    page.evaluate(
        """() => {
            window.took = [];
            const text = document.querySelector("#text");
            const now = () => performance.now();
            text.addEventListener("beforeinput", () => { window.began = now(); });
            text.addEventListener("input", () => window.took.push(now() - window.began));
        }"""
    )
    page.keyboard.type("quick words " * 10, delay=30)
    took = sorted(page.evaluate("window.took"))
    assert len(took) > 100
    assert took[int(len(took) * 0.95)] < 50
    assert page.evaluate(f"{EDITOR}.state.doc.childCount") == 1_000
