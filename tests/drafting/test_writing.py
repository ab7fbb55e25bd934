"""Writing a section over its page: saving, previewing, counting, and losing nothing."""

import re
from html import unescape

import pytest
from sqlalchemy import func, select

from bidapp.accounts.permissions import Kind
from bidapp.database import db, fetch
from bidapp.drafting.models import Section, SectionVersion
from bidapp.drafting.queries import text_of
from bidapp.funders.models import LimitKind, SectionKind
from bidapp.text.content import walk
from bidapp.text.plain import plain_text
from tests.builders import a_person, a_section, saved, signed_in_as, written


@pytest.fixture
def section(app):
    return saved(a_section(limit=5))


def send(browser, section, source, *, to="save", **changes):
    data = {"source": source, "written_as": "markdown", "based_on": section.latest_number}
    return browser.post(f"/sections/{section.id}/{to}", data=data | changes)


def page_of(browser, section):
    response = browser.get(f"/sections/{section.id}")
    assert response.status_code == 200
    return response.text


def text_in_form(page):
    return unescape(re.search(r"<textarea[^>]*>\r?\n?(.*?)</textarea>", page, re.DOTALL)[1])


def how_many_versions():
    return db.session.scalar(select(func.count()).select_from(SectionVersion))


def test_what_was_written_is_shown_and_offered_for_change(signed_in, section):
    response = send(signed_in, section, "# Why\n\nWe **train** together.")
    assert response.location == f"/sections/{section.id}"
    page = page_of(signed_in, section)
    assert "Version 1 is saved." in page
    assert "<strong>train</strong>" in page
    assert text_in_form(page).startswith("# Why\n\nWe **train** together.")
    assert "<b>4</b> of 5 words" in page


def test_the_next_page_is_based_on_the_new_version(signed_in, section):
    send(signed_in, section, "One.")
    assert 'name="based_on" type="hidden" value="1"' in page_of(signed_in, section)


def test_sending_the_same_text_again_saves_nothing(signed_in, section):
    send(signed_in, section, "One.")
    send(signed_in, section, "One.\n\n")
    assert "Nothing had changed" in page_of(signed_in, section)
    assert how_many_versions() == 1


def test_an_old_tab_is_joined_with_what_was_saved_since(signed_in, section):
    written(section, "<p>Ours.</p>")
    written(section, "<p>Ours.</p><p>Theirs.</p>", by=saved(a_person("Sam")).id)
    response = send(signed_in, section, "Mine & ours.", based_on=1)
    assert response.location == f"/sections/{section.id}"
    page = page_of(signed_in, section)
    assert "Sam had saved too. Version 4 is both texts put together." in page
    assert plain_text(text_of(section)) == "Mine & ours.\nTheirs."
    assert how_many_versions() == 4


def test_the_same_words_changed_twice_are_both_shown_to_choose_from(signed_in, section):
    written(section, "<p>Ours.</p>")
    written(section, "<p>Theirs.</p>", by=saved(a_person("Sam")).id)
    address = send(signed_in, section, "Mine & only *mine*.", based_on=1).location
    assert address == f"/sections/{section.id}/conflicts"
    page = signed_in.get(address).text
    assert "Written by two people at once" in page
    assert "<ins>Theirs.</ins>" in page
    assert "<em>mine</em>" in page.replace("<ins>", "").replace("</ins>", "")
    assert plain_text(text_of(section)) == "Theirs."


def test_a_preview_shows_the_text_and_saves_nothing(signed_in, section):
    page = send(signed_in, section, "Not **yet**.", do="preview").text
    assert "<strong>yet</strong>" in page
    assert "Nothing is saved yet." in page
    assert text_in_form(page) == "Not **yet**."
    assert how_many_versions() == 0


def test_the_count_of_what_is_typed_comes_back_alone_and_saves_nothing(signed_in, section):
    part = send(signed_in, section, "Six — long words are too many", to="count").text
    assert "<b>6</b> of 5 words" in part
    assert "1 over" in part
    assert "<html" not in part
    assert how_many_versions() == 0


def test_characters_are_counted_where_the_limit_is_in_characters(signed_in):
    section = saved(a_section(limit=10, limit_kind=LimitKind.CHARACTERS))
    part = send(signed_in, section, "Twelve chars", to="count").text
    assert "<b>12</b> of 10 characters" in part


def test_a_text_over_its_limit_is_saved_whole(signed_in, section):
    send(signed_in, section, "One two three four five six.")
    assert "1 over" in page_of(signed_in, section)
    assert plain_text(text_of(section)) == "One two three four five six."


@pytest.mark.parametrize("changes", [{"based_on": ""}, {"based_on": "x"}, {"written_as": "rtf"}])
def test_a_form_that_is_not_ours_loses_nothing_that_was_typed(signed_in, section, changes):
    response = send(signed_in, section, "Typed.", **changes)
    assert response.status_code == 422
    assert text_in_form(response.text) == "Typed."
    assert how_many_versions() == 0


@pytest.mark.parametrize("kind", [SectionKind.UPLOAD, SectionKind.STRUCTURED])
def test_a_section_that_is_a_file_or_form_says_so_and_takes_no_text(signed_in, kind):
    section = saved(a_section(kind=kind, title="Letters"))
    assert "Not written here" in page_of(signed_in, section)
    response = send(signed_in, section, "Text.")
    assert response.status_code == 422
    assert "Letters is given to the funder as a file or form" in response.text


def test_a_reader_reads_and_cannot_save(client, section):
    written(section, "<p>To be read.</p>")
    reader = signed_in_as(client, saved(a_person(kind=Kind.READER)))
    page = page_of(reader, section)
    assert "To be read." in page
    assert "<textarea" not in page
    for address in ("save", "count", "text-block", "pictures", "versions/1/restore"):
        assert send(reader, section, "Mine.", to=address).status_code == 403
    assert how_many_versions() == 1


def test_versions_are_listed_shown_and_brought_back(signed_in, section):
    written(written(section, "<p>First.</p>"), "<p>Second.</p>")
    address = f"/sections/{section.id}/versions"
    assert signed_in.get(address).text.count("/versions/") == 2
    assert "First." in signed_in.get(f"{address}/1").text
    signed_in.post(f"{address}/1/restore")
    page = page_of(signed_in, section)
    assert "Version 1 is back, as version 3." in page
    assert plain_text(text_of(section)) == "First."
    signed_in.post(f"{address}/1/restore")
    assert "It says the same already." in page_of(signed_in, section)
    assert signed_in.get(f"{address}/9").status_code == 404


PASTED = """<p onclick="x()">Safe<script>alert(1)</script> <a href="javascript:alert(2)">link</a>
<img src=x onerror=alert(3)><svg onload=alert(4)></svg><iframe src="//evil"></iframe>
<a href="data:text/html,alert(5)">data</a> <a href=" java&#10;script:alert(6)">split</a>
<style>p{display:none}</style></p>"""


def test_script_in_pasted_text_never_reaches_the_page(signed_in, section):
    for source_kind in ("html", "markdown"):
        preview = send(signed_in, section, PASTED, written_as=source_kind, do="preview").text
        written_part = re.search(r'id="shown".*?</section>', preview, re.DOTALL)[0]
        for bad in ("<script", "<svg", "<iframe", "<style", "<img", "<p onclick"):
            assert bad not in written_part, (source_kind, bad)
        assert "<a " not in written_part
    response = send(signed_in, section, PASTED, written_as="html")
    assert response.status_code == 302
    assert not {"script", "iframe", "svg"} & {node["type"] for node in walk(text_of(section))}
    assert "Scripts and embedded pages were left out." in page_of(signed_in, section)


def test_every_script_and_sign_is_kept_and_nul_is_not(signed_in, section):
    send(signed_in, section, "Größe 東京\x00 עברית 🚓\u200d♂️ & &lt;b&gt;", written_as="html")
    assert plain_text(text_of(section)) == "Größe 東京 עברית 🚓\u200d♂️ & <b>"
    assert "עברית 🚓" in page_of(signed_in, section)
    send(signed_in, section, "In\x00 Markdown")
    assert "\x00" not in plain_text(text_of(section))


def test_lists_forty_deep_are_kept_as_far_as_word_goes(signed_in, section):
    deep = "<ul><li>level" * 40 + "</li></ul>" * 40
    send(signed_in, section, deep, written_as="html")
    assert plain_text(text_of(section)).count("level") == 40
    lists = [node for node in walk(text_of(section)) if node["type"] == "bulletList"]
    assert len(lists) <= 9 < 40
    assert page_of(signed_in, section).count("level") >= 40


def test_two_hundred_thousand_words_are_saved_and_shown(signed_in, section):
    paragraph = "Five forces in one region train together and learn apart from it. " * 50
    source = "\n\n".join([paragraph] * 334)
    assert send(signed_in, section, source).status_code == 302
    assert fetch(Section, section.id).latest_count == 200_400
    assert "200,395 over" in page_of(signed_in, section)


def test_more_than_fits_is_refused_in_a_sentence(signed_in, section):
    response = send(signed_in, section, "x" * 4_000_001)
    assert response.status_code == 422
    assert "characters allowed" in response.text


def test_a_section_belongs_to_the_bids_it_stands_in(signed_in, section):
    after = saved(a_section(section.bid, title="After", position=2))
    page = page_of(signed_in, section)
    assert "Section 1 of 2" in page
    assert f'href="/sections/{after.id}">Next: After' in page
