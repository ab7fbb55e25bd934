"""What the editor asks and says: saving while one types, who is here, and texts joined."""

import io
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from bidapp import clock
from bidapp.accounts.permissions import Kind
from bidapp.database import db, fetch, unit_of_work
from bidapp.drafting.jobs import forget_who_has_left
from bidapp.drafting.models import Presence, Section, SectionGroup, SectionState, VersionKind
from bidapp.drafting.presence import Place, be_here
from bidapp.drafting.queries import conflicts_in, text_of, version_numbered
from bidapp.drafting.saving import Save, save_text
from bidapp.drafting.versions import versions_page
from bidapp.text.plain import plain_text
from tests.builders import a_person, a_section, saved, signed_in_as, written
from tests.conftest import NOON
from tests.drafting.test_adding_pictures import picture


@pytest.fixture
def section(app):
    return written(saved(a_section()), "<p>One.</p><p>Two.</p>", by=saved(a_person("Sam")).id)


def words_in(content, place, words):
    """The document with other words in one of its paragraphs."""
    blocks = list(content["content"])
    blocks[place] = blocks[place] | {"content": [{"type": "text", "text": words}]}
    return content | {"content": blocks}


def send(browser, section, content, *, based_on, **changes):
    facts = {"content": content, "based_on": based_on, "key": uuid4().hex, "tab": "a"}
    return browser.post(f"/sections/{section.id}/text", json=facts | changes)


def save(browser, section, content, *, based_on, **changes):
    response = send(browser, section, content, based_on=based_on, **changes)
    assert response.status_code == 200, response.json
    return response.json


def get(browser, section):
    return browser.get(f"/sections/{section.id}/text").json


EMPTY_TABLE = {"type": "table", "content": [{"type": "tableRow", "content": []}]}


def test_the_editor_is_told_what_it_needs_to_begin(signed_in, coordinator, section):
    told = get(signed_in, section)
    assert plain_text(told["content"]) == "One.\nTwo."
    assert (told["number"], told["saved_by"]) == (1, "Sam")
    assert told["section"] == {
        "id": section.id, "title": "Approach", "rule": "ukri", "limit": 500, "limit_kind": "words",
        "is_hard": True, "allows_images": True,
    }  # fmt: skip
    assert told["person"] == {"id": coordinator.id, "name": coordinator.name}
    assert told["may_write"] is True
    assert told["group"] is None
    assert told["token"]


def test_the_group_a_section_counts_in_is_told_with_what_others_take(signed_in, section):
    group = saved(SectionGroup(bid=section.bid, title="Case", limit=900))
    other = written(saved(a_section(section.bid, group=group)), "<p>Four words of others</p>")
    with unit_of_work():
        fetch(Section, section.id).group_id = group.id
    assert other.latest_count == 4
    assert get(signed_in, section)["group"] == {"title": "Case", "limit": 900, "others": 4}


def test_what_is_typed_is_kept_under_a_number_of_its_own(signed_in, section):
    text = words_in(get(signed_in, section)["content"], 0, "One more.")
    told = save(signed_in, section, text, based_on=1)
    assert (told["number"], told["mine"], told["content"], told["changed"]) == (2, 2, None, [])
    assert plain_text(text_of(section)) == "One more.\nTwo."
    assert versions_page(section)[0].kind == "as typed"


def test_a_save_that_arrives_twice_is_one(signed_in, section):
    text = words_in(text_of(section), 0, "One more.")
    first = save(signed_in, section, text, based_on=1, key="same")
    written(section, "<p>Quite another.</p>")
    again = save(signed_in, section, text, based_on=1, key="same")
    assert again["mine"] == first["mine"] == 2
    assert plain_text(again["content"]) == "Quite another."
    assert len(versions_page(section)) == 3


def test_what_others_saved_comes_back_joined_with_what_was_sent(signed_in, section):
    start = text_of(section)
    with unit_of_work():
        kim = a_person("Kim")
        db.session.add(kim)
    kims = signed_in_as(signed_in.application.test_client(), kim)
    save(kims, section, words_in(start, 1, "Two, by Kim."), based_on=1)
    told = save(signed_in, section, words_in(start, 0, "One, by me."), based_on=1)
    assert plain_text(told["content"]) == "One, by me.\nTwo, by Kim."
    assert told["changed"] == [start["content"][1]["attrs"]["id"]]
    assert (told["number"], told["mine"], told["merged_with"]) == (4, 3, ["Kim"])
    mine = version_numbered(section, 3)
    assert mine.is_aside
    assert plain_text(mine.content) == "One, by me.\nTwo."


def test_who_goes_on_typing_builds_on_what_they_sent(signed_in, section):
    start = text_of(section)
    written(section, "<p>One.</p><p>Two.</p><p>Theirs.</p>")
    first = save(signed_in, section, words_in(start, 0, "One and"), based_on=1)
    second = save(signed_in, section, words_in(start, 0, "One and more"), based_on=first["mine"])
    assert plain_text(second["content"]) == "One and more\nTwo.\nTheirs."


def test_two_texts_of_one_place_wait_for_a_person(signed_in, section):
    start = text_of(section)
    written(section, "<p>One by them.</p><p>Two.</p>", by=saved(a_person("Kim")).id)
    told = save(signed_in, section, words_in(start, 0, "1"), based_on=1)
    assert told["conflicts"] == 1
    (conflict,) = conflicts_in(section)
    sides = [plain_text(each) for each in (conflict.base, conflict.theirs, conflict.mine)]
    assert sides == ["One.", "One by them.", "1"]
    assert conflict.theirs_by.name == "Kim"


def test_a_text_saved_on_a_day_long_ago_is_joined_all_the_same(signed_in, section):
    start = text_of(section)
    for number in range(30):
        written(section, f"<p>One.</p><p>Two.</p><p>Day {number}.</p>")
    told = save(signed_in, section, words_in(start, 0, "One, from yesterday's tab."), based_on=1)
    assert plain_text(told["content"]) == "One, from yesterday's tab.\nTwo.\nDay 29."


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"based_on": 99}, 404),
        ({"based_on": -1}, 400),
        ({"based_on": "x"}, 400),
        ({"key": ""}, 400),
        ({"key": "a b"}, 400),
        ({"tab": "<script>"}, 400),
        ({"tab": True}, 200),
        ({"tab": 1.5}, 400),
        ({"based_on": float("inf")}, 400),
        ({"block": "x" * 40}, 400),
        ({"content": {"type": "doc", "content": [EMPTY_TABLE]}}, 409),
        ({"content": None}, 409),
        ({"content": {"type": "doc", "content": [{"type": "script"}]}}, 409),
        ({"content": {"type": "doc", "content": "text"}}, 409),
    ],
)
def test_what_our_script_would_never_send_is_refused_in_a_sentence(
    signed_in, section, changes, status
):
    facts = {"content": text_of(section), "based_on": 1, "key": "k", "tab": "a"} | changes
    response = signed_in.post(f"/sections/{section.id}/text", json=facts)
    assert response.status_code == status
    assert "said" in response.json or status == 200
    assert len(versions_page(section)) == (2 if status == 200 else 1)


DEEP = b'{"content": ' + b"[" * 200_000


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b'"text"', b"null", DEEP])
def test_what_is_not_a_json_object_is_refused(signed_in, section, body):
    for address in ("text", "presence"):
        response = signed_in.post(
            f"/sections/{section.id}/{address}", data=body, content_type="application/json"
        )
        assert response.status_code == 400
        assert response.json["said"]


def test_a_locked_section_takes_nothing_and_says_why(signed_in, section):
    with unit_of_work():
        fetch(Section, section.id).state = SectionState.LOCKED
    response = send(signed_in, section, words_in(text_of(section), 0, "Late."), based_on=1)
    assert response.status_code == 409
    assert "is locked" in response.json["said"]
    assert get(signed_in, section)["may_write"] is False


def test_a_first_text_begins_the_drafting_and_a_change_opens_what_was_done(signed_in, app):
    section = saved(a_section())
    assert section.state is SectionState.NOT_STARTED
    written(section, "<p>One.</p>")
    assert section.state is SectionState.DRAFTING
    with unit_of_work():
        fetch(Section, section.id).state = SectionState.DONE
    save(signed_in, section, words_in(text_of(section), 0, "More."), based_on=1)
    assert fetch(Section, section.id).state is SectionState.DRAFTING


def test_the_signed_out_are_told_so_and_nothing_is_kept(client, section):
    response = send(client, section, text_of(section), based_on=1)
    assert response.status_code == 401
    assert response.json["said"].startswith("You are no longer signed in")


def test_a_reader_reads_and_is_seen_but_cannot_save(client, section):
    reader = signed_in_as(client, saved(a_person("Reader", kind=Kind.READER)))
    assert get(reader, section)["may_write"] is False
    assert send(reader, section, text_of(section), based_on=1).status_code == 403
    assert reader.post(f"/sections/{section.id}/presence", json={"tab": "r"}).status_code == 200


def heartbeat(browser, section, **facts):
    return browser.post(f"/sections/{section.id}/presence", json={"tab": "a"} | facts).json


def test_people_see_who_else_is_here_and_in_which_block(signed_in, app, section):
    kims = signed_in_as(app.test_client(), saved(a_person("Kim Jones")))
    block = text_of(section)["content"][1]["attrs"]["id"]
    assert heartbeat(kims, section, block=block)["here"] == []
    (here,) = heartbeat(signed_in, section)["here"]
    assert (here["name"], here["initials"], here["block"]) == ("Kim Jones", "KJ", block)
    heartbeat(kims, section, tab="b")
    assert len(heartbeat(signed_in, section)["here"]) == 1
    heartbeat(kims, section, gone=True)
    heartbeat(kims, section, tab="b", gone=True)
    assert heartbeat(signed_in, section)["here"] == []


def test_who_has_been_silent_is_forgotten(signed_in, app, section, monkeypatch):
    kims = signed_in_as(app.test_client(), saved(a_person("Kim")))
    heartbeat(kims, section)
    monkeypatch.setattr(clock, "now", lambda: NOON + timedelta(seconds=40))
    assert heartbeat(signed_in, section)["here"] == []
    monkeypatch.setattr(clock, "now", lambda: NOON + timedelta(hours=1, seconds=10))
    assert forget_who_has_left() == 1
    assert db.session.scalar(select(func.count(Presence.id))) == 1


def test_a_heartbeat_hears_that_somebody_saved(signed_in, section):
    assert heartbeat(signed_in, section)["number"] == 1
    written(section, "<p>More.</p>", by=saved(a_person("Kim")).id)
    told = heartbeat(signed_in, section)
    assert (told["number"], told["saved_by"]) == (2, "Kim")


def test_a_picture_is_stored_and_named(signed_in, section):
    sent = {"picture": (io.BytesIO(picture()), "map.png")}
    response = signed_in.post(f"/sections/{section.id}/picture", data=sent)
    assert response.status_code == 201
    assert len(response.json["src"]) == 64
    sent = {"picture": (io.BytesIO(b"no picture"), "map.png")}
    response = signed_in.post(f"/sections/{section.id}/picture", data=sent)
    assert response.status_code == 409
    assert response.json["said"]


def test_the_first_words_of_a_section_are_kept(signed_in, coordinator):
    section = saved(a_section())
    paragraph = {"type": "paragraph", "content": [{"type": "text", "text": "One."}]}
    content = {"type": "doc", "content": [paragraph]}
    assert save(signed_in, section, content, based_on=0)["mine"] == 1


def test_heartbeats_and_saves_of_one_page_at_once_all_succeed(signed_in, app, section):
    text = text_of(section)
    number, person = section.id, section.bid.owner_id
    db.session.rollback()

    def speak(turn):
        with app.app_context(), unit_of_work():
            be_here(number, Place(person, f"tab{turn % 2}", "abcdef"), at=NOON)
        with app.app_context(), unit_of_work():
            mine = words_in(text, turn % 2, f"Turn {turn}.")
            save_text(fetch(Section, number), mine, Save(1, person, NOON, VersionKind.AS_TYPED))

    with ThreadPoolExecutor(6) as many:
        list(many.map(speak, range(18)))
    db.session.rollback()
    assert db.session.scalar(select(func.count(Presence.id))) == 2
