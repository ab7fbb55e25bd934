"""Comments on pages, without script."""

from html import unescape

import pytest
from sqlalchemy import event

from bidapp.accounts.permissions import Kind
from bidapp.commenting.models import Comment
from bidapp.database import db
from bidapp.drafting.queries import text_of
from bidapp.text.plain import plain_text
from tests.builders import a_person, a_section, saved, signed_in_as, written
from tests.commenting.talk import answer, comment, passage_of, suggest, threads


def page_of(browser, section, rest=""):
    return unescape(browser.get(f"/sections/{section.id}{rest}").text)


def add(browser, section, rest="", **facts):
    facts = {"words": "Is that so?", "based_on": 1} | facts
    return browser.post(f"/sections/{section.id}/comments{rest}", data=facts)


def block(section, quote="240"):
    return passage_of(section, quote).block_id


def test_the_page_of_the_section_shows_what_is_said_beside_the_text(signed_in, section):
    answer(comment(section, "With <b>Lincolnshire</b>?", "240 reports"), "With.")
    page = signed_in.get(f"/sections/{section.id}").text
    assert 'Comments <span class="n">1' in page
    assert "<blockquote>240 reports</blockquote>" in page
    assert "With &lt;b&gt;Lincolnshire&lt;/b&gt;?" in page
    assert '<div class="reply">' in page
    assert 'id="thread-1"' in page


def test_a_comment_on_words_of_a_paragraph_is_added(signed_in, coordinator, section):
    response = add(signed_in, section, block=block(section), quote=" about  240 REPORTS ")
    assert response.location == f"/sections/{section.id}#thread-1"
    (standing,) = threads(section)
    assert (standing.words, standing.thread.number) == ("about 240 reports", 1)
    assert standing.said[0].by_id == coordinator.id


def test_without_words_of_it_the_comment_is_about_the_whole_paragraph(signed_in, section):
    add(signed_in, section, block=block(section))
    assert threads(section)[0].words == "We expect about 240 reports."


def test_a_comment_on_the_whole_section_needs_no_text(signed_in, app):
    section = saved(a_section())
    add(signed_in, section, based_on=0)
    assert "On the whole section" in page_of(signed_in, section)


def test_the_list_of_paragraphs_says_how_each_begins(signed_in, section):
    assert ">Paragraph 2: Twenty-four people take part.</option>" in page_of(signed_in, section)


def test_a_suggestion_is_shown_accepted_and_declined(signed_in, section):
    add(signed_in, section, block=block(section), quote="240", words="", suggestion="190")
    page = page_of(signed_in, section)
    assert "<del>240</del> <ins>190</ins>" in page
    assert ">Accept<" in page
    assert ">Resolve<" not in page
    settle(signed_in, section, 1, "accepted")
    assert plain_text(text_of(section)).startswith("We expect about 190 reports.")
    add(signed_in, section, block=block(section, "190"), quote="190", suggestion="9", based_on=2)
    settle(signed_in, section, 2, "declined")
    page = page_of(signed_in, section, "?comments=resolved")
    assert "Accepted by Bid coordinator" in page
    assert "Declined by Bid coordinator" in page


def settle(browser, section, thread_id, outcome, rest=""):
    address = f"/sections/{section.id}/comments/{thread_id}/outcome{rest}"
    return browser.post(address, data={"outcome": outcome})


def test_a_suggestion_whose_words_were_changed_can_only_be_declined(signed_in, section):
    suggest(section, "about 240 reports", "190")
    written(section, "<p>We expect about 240 closed reports.</p>")
    page = page_of(signed_in, section)
    assert "can only be declined" in page
    assert ">Accept<" not in page
    assert "were changed since" in settle(signed_in, section, 1, "accepted").text


def test_a_passage_that_is_gone_says_so(signed_in, section):
    comment(section, quote="240 reports")
    written(section, "<p>Nothing.</p>")
    assert "Its passage is no longer in the text: “240 reports”" in page_of(signed_in, section)


def test_a_resolved_comment_moves_out_of_sight_and_back(signed_in, section):
    comment(section, "Why?")
    response = settle(signed_in, section, 1, "resolved")
    assert response.location == f"/sections/{section.id}#comments"
    assert "Why?" not in page_of(signed_in, section)
    assert "Why?" in page_of(signed_in, section, "?comments=resolved")
    signed_in.post(f"/sections/{section.id}/comments/1/again")
    assert "Why?" in page_of(signed_in, section)


def test_whoever_comes_from_the_page_of_comments_goes_back_there(signed_in, section):
    response = add(signed_in, section, "?on=comments")
    assert response.location == f"/sections/{section.id}/comments#thread-1"
    assert "Is that so?" in page_of(signed_in, section, "/comments")
    response = settle(signed_in, section, 1, "resolved", "?on=comments")
    assert response.location == f"/sections/{section.id}/comments#comments"


def test_an_answer_is_kept(signed_in, section):
    comment(section)
    signed_in.post(f"/sections/{section.id}/comments/1", data={"words": "It is."})
    assert threads(section)[0].said[-1].words == "It is."


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"words": ""}, "Write what you want to say."),
        ({"words": " \n "}, "Write what you want to say."),
        ({"words": "\x00\u202e"}, "Write what you want to say."),
        ({"words": "x" * 5_001}, "Use at most 5,000 characters."),
        ({"block": "here", "quote": "no such words"}, "do not stand in the paragraph"),
        ({"block": "unknown"}, "Not a valid choice"),
        ({"suggestion": "All new"}, "Choose the paragraph"),
        ({"block": "here", "quote": "240", "suggestion": "240"}, "those that stand there"),
        ({"tell": "999"}, "Not a valid choice"),
        ({"based_on": "-1"}, "Number must be between"),
        ({"based_on": "x"}, "Not a valid integer"),
    ],
)
def test_what_cannot_be_taken_comes_back_with_the_reason(signed_in, section, facts, sentence):
    facts = {"words": "Typed already."} | facts
    if facts.get("block") == "here":
        facts["block"] = block(section)
    response = add(signed_in, section, **facts)
    assert response.status_code == 422
    assert sentence in unescape(response.text)
    if facts["words"].strip(" \n\x00\u202e"):
        assert facts["words"] in response.text
    assert threads(section) == []


def test_a_version_that_never_was_is_not_found(signed_in, section):
    assert add(signed_in, section, based_on=99).status_code == 404


def test_an_empty_answer_comes_back_beside_its_thread(signed_in, section):
    comment(section)
    comment(section)
    response = signed_in.post(f"/sections/{section.id}/comments/2", data={"words": " "})
    assert response.status_code == 422
    assert 'id="words-2-error"' in response.text
    assert 'id="words-1-error"' not in response.text


def test_characters_nobody_sees_or_that_turn_words_round_are_left_out(signed_in, section):
    add(signed_in, section, words="Pay\u202e me\x07 now\r\nor later")
    assert db.session.get(Comment, 1).words == "Pay me now\nor later"


def test_a_thread_of_another_section_is_not_found(signed_in, section):
    comment(section)
    other = saved(a_section(section.bid))
    for rest in ("", "/outcome", "/again"):
        address = f"/sections/{other.id}/comments/1{rest}"
        data = {"words": "x", "outcome": "resolved"}
        assert signed_in.post(address, data=data).status_code == 404


def test_a_reader_reads_but_says_nothing(client, section):
    comment(section, "Why?")
    reader = signed_in_as(client, saved(a_person(kind=Kind.READER)))
    page = page_of(reader, section)
    assert "Why?" in page
    assert "Add a comment" not in page
    assert ">Resolve<" not in page
    assert add(reader, section).status_code == 403
    assert settle(reader, section, 1, "resolved").status_code == 403


def test_no_id_stands_twice_among_the_comments(signed_in, section):
    for _ in range(3):
        comment(section, quote="240")
    page = signed_in.get(f"/sections/{section.id}/comments").text
    ids = [part.split('"')[0] for part in page.split(' id="')[1:]]
    assert [each for each in ids if ids.count(each) > 1] == []


def test_comments_cost_the_page_three_trips_however_many_there_are(signed_in, section):
    def trips():
        sent = []

        def listen(connection, cursor, statement, *rest):
            if "SELECT" in statement:
                sent.append(statement)

        event.listen(db.engine, "before_cursor_execute", listen)
        signed_in.get(f"/sections/{section.id}")
        event.remove(db.engine, "before_cursor_execute", listen)
        return len(sent)

    without = trips()
    for number in range(4):
        answer(comment(section, quote="240", by=saved(a_person(f"P {number}")).id))
        written(section, f"<p>Now {number} we expect about 240 reports.</p>")
    with_first_blocks = trips()
    for number in range(4):
        answer(comment(section, quote="240", by=saved(a_person(f"Q {number}")).id))
    assert trips() == with_first_blocks
    assert with_first_blocks - without <= 1
