"""What the editor asks and says about comments."""

import pytest

from bidapp.accounts.permissions import Kind
from bidapp.drafting.queries import text_of
from bidapp.text.plain import plain_text
from tests.builders import a_person, a_section, saved, signed_in_as, written
from tests.commenting.talk import answer, comment, passage_of, suggest, threads


def get(browser, section):
    response = browser.get(f"/sections/{section.id}/comments.json")
    assert response.status_code == 200
    assert response.headers["Cache-Control"] == "no-store"
    return response.json


def post(browser, section, rest="comments.json", **facts):
    return browser.post(f"/sections/{section.id}/{rest}", json=facts)


def on(section, quote, **facts):
    passage = passage_of(section, quote)
    place = {"block": passage.block_id, "start": passage.start, "quote": quote}
    return {"number": 1, "words": "Why?"} | place | facts


def test_every_open_thread_is_told_with_its_place(signed_in, coordinator, section):
    answer(comment(section, "Why?", "240 reports"), "Because.")
    told = get(signed_in, section)
    block = text_of(section)["content"][0]["attrs"]["id"]
    (thread,) = told["threads"]
    replies = thread.pop("replies")
    assert thread == {
        "id": 1, "block": block, "start": 16, "end": 27, "quote": "240 reports",
        "suggestion": None, "is_gone": False, "by": "Kim Jones", "initials": "KJ",
        "at": "12:00 noon", "moment": "2030-03-01T12:00:00Z", "words": "Why?",
        "may": {"reply": True, "settle": True, "accept": False},
    }  # fmt: skip
    assert [(each["by"], each["words"]) for each in replies] == [("Sam Lee", "Because.")]
    assert told["number"] == 1
    assert {"id": coordinator.id, "name": "Bid coordinator"} in told["people"]


def test_a_place_is_told_as_it_is_in_the_newest_text(signed_in, section):
    comment(section, quote="240 reports")
    comment(section, quote="people")
    written(section, "<p>Truly 😀 we expect about 240 reports.</p><p>Nobody.</p>")
    first, gone = get(signed_in, section)["threads"]
    assert (first["start"], first["end"]) == (24, 35)
    assert (gone["block"], gone["start"], gone["is_gone"]) == (None, None, True)


def test_a_comment_a_suggestion_and_one_on_the_whole_section_begin(signed_in, section):
    told = post(signed_in, section, **on(section, "240")).json
    assert (told["begun"], len(told["threads"])) == (1, 1)
    post(signed_in, section, **on(section, "about ", words="", suggestion=""))
    post(signed_in, section, number=1, words="All of it.")
    assert [each.thread.suggestion for each in threads(section)] == ["", None, None]


def test_an_answer_and_an_end_bring_the_list_anew(signed_in, section):
    comment(section, quote="240")
    told = post(signed_in, section, "comments/1/replies.json", words="Because.").json
    assert told["threads"][0]["replies"][0]["words"] == "Because."
    told = post(signed_in, section, "comments/1/outcome.json", outcome="resolved").json
    assert told["threads"] == []
    told = post(signed_in, section, "comments/1/outcome.json", outcome="open").json
    assert len(told["threads"]) == 1


def test_an_accepted_suggestion_is_told_under_the_number_of_the_new_text(signed_in, section):
    suggest(section, "240", "190")
    assert get(signed_in, section)["threads"][0]["may"]["accept"]
    told = post(signed_in, section, "comments/1/outcome.json", outcome="accepted").json
    assert (told["number"], told["threads"]) == (2, [])
    assert plain_text(text_of(section)).startswith("We expect about 190 reports.")


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"number": -1}, 400),
        ({"number": None}, 400),
        ({"number": 99}, 404),
        ({"start": -1}, 400),
        ({"start": 10**12}, 400),
        ({"start": 10**5}, 409),
        ({"start": "x"}, 400),
        ({"block": "unknown"}, 409),
        ({"block": ["a"]}, 409),
        ({"block": {"a": 1}}, 409),
        ({"quote": 7}, 409),
        ({"quote": ""}, 409),
        ({"quote": "241"}, 409),
        ({"words": ""}, 409),
        ({"words": 7}, 409),
        ({"words": ["x"], "block": 3}, 409),
        ({"words": "x" * 5_001}, 409),
        ({"words": "", "suggestion": "x" * 5_001}, 409),
        ({"suggestion": "240"}, 409),
        ({"tell": ["x"]}, 400),
    ],
)
def test_what_cannot_be_taken_is_refused_in_a_sentence(signed_in, section, changes, status):
    facts = on(section, "240") | changes
    response = post(signed_in, section, **facts)
    if response.status_code == 200:  # a block of no name is the whole section
        assert not isinstance(changes.get("block"), str)
        return
    assert response.status_code == status, response.json
    assert response.json["said"]
    assert threads(section) == []


@pytest.mark.parametrize("outcome", [None, "", "gone", 7, ["resolved"]])
def test_an_end_that_there_is_not_is_refused(signed_in, section, outcome):
    comment(section)
    response = post(signed_in, section, "comments/1/outcome.json", outcome=outcome)
    assert response.status_code == (200 if outcome == ["resolved"] else 400)


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b"null"])
def test_what_is_not_a_json_object_is_refused(signed_in, section, body):
    comment(section)
    for rest in ("comments.json", "comments/1/replies.json", "comments/1/outcome.json"):
        response = signed_in.post(
            f"/sections/{section.id}/{rest}", data=body, content_type="application/json"
        )
        assert response.status_code == 400
        assert response.json["said"]


def test_readers_see_and_strangers_do_not(client, app, section):
    comment(section)
    assert client.get(f"/sections/{section.id}/comments.json").status_code == 401
    reader = signed_in_as(app.test_client(), saved(a_person(kind=Kind.READER)))
    told = get(reader, section)
    assert told["threads"][0]["may"] == {"reply": False, "settle": False, "accept": False}
    assert post(reader, section, number=1, words="x").status_code == 403


def test_a_thread_of_another_section_is_not_found(signed_in, section):
    comment(section)
    other = saved(a_section(section.bid))
    assert post(signed_in, other, "comments/1/replies.json", words="x").status_code == 404
    assert post(signed_in, other, "comments/1/outcome.json", outcome="resolved").status_code == 404
