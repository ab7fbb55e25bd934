"""The draft of a bid as a whole: its sections, shared limits, criteria and review rounds."""

import pytest

from bidapp.database import db, fetch, unit_of_work
from bidapp.drafting.actions import insert_block
from bidapp.drafting.models import Section, SectionGroup, SectionVersion
from bidapp.drafting.queries import text_of
from bidapp.library.actions import save_block
from bidapp.library.queries import latest_text_of
from bidapp.reviewing.models import CriterionAnswer, LimitOverride, ReviewRound
from bidapp.text.html import from_html
from tests.bids.test_queries_per_page import questions
from tests.builders import LONG_AGO, a_bid, a_block, a_person, a_section, saved, written
from tests.conftest import NOON


@pytest.fixture
def bid(app):
    return saved(a_bid())


@pytest.fixture
def section(bid):
    return written(saved(a_section(bid, title="Vision", writer=a_person("Wren"))), "<p>One.</p>")


def draft(browser, bid):
    return browser.get(f"/bids/{bid.id}/draft").text


def test_the_page_shows_each_section_with_state_owner_and_last_change(signed_in, bid, section):
    saved(a_section(bid, title="Ethics", reviewer=a_person("Remy")))
    page = draft(signed_in, bid)
    for words in ("Vision", "Writing", "Wren", "Bid coordinator", "Ethics", "Not started", "Remy"):
        assert words in page
    assert "0 of 2 sections done" in page


def test_a_bid_without_sections_says_what_to_do(signed_in, bid):
    assert "No sections yet" in draft(signed_in, bid)


def test_a_library_block_that_aged_is_named(signed_in, bid, section):
    block = a_block("<p>Five forces.</p>", title="Five forces, one region")
    with unit_of_work():
        by = bid.owner_id
        insert_block(section, latest_text_of(block), before=None, by=by, at=NOON)
    assert "Aged" not in draft(signed_in, bid)
    facts = {"title": block.title, "owner_id": block.owner_id, "theme_ids": [], "based_on": 1}
    with unit_of_work():
        save_block(block, facts, from_html("<p>Six.</p>").document, by=block.owner_id, at=NOON)
    assert "Five forces, one region" in draft(signed_in, bid)
    written(section, "<p>All new, and longer than that.</p>")
    assert "Five forces, one region" not in draft(signed_in, bid)


def test_thirty_sections_with_a_thousand_versions_ask_no_more_than_one(signed_in, bid, section):
    few = questions(signed_in, f"/bids/{bid.id}/draft")
    with unit_of_work():
        sections = [a_section(bid, position=place) for place in range(2, 31)]
        db.session.add_all(sections)
        db.session.flush()
        by = bid.owner_id
        rows = [
            {"section_id": each.id, "number": number, "kind": "saved", "is_aside": False,
             "content": {"type": "doc"}, "count": 0, "saved_by_id": by, "saved_at": LONG_AGO,
             "note": ""}
            for each in sections for number in range(1, 1001)
        ]  # fmt: skip
        db.session.execute(SectionVersion.__table__.insert(), rows)
        for each in sections:
            each.latest_number = 1000
    many = questions(signed_in, f"/bids/{bid.id}/draft")
    assert len(many) == len(few) <= 12, many


def begin(browser, bid, **facts):
    return browser.post(f"/bids/{bid.id}/rounds", data=facts)


def test_a_round_shows_what_changed_since_it_began(signed_in, bid, section):
    still = written(saved(a_section(bid, title="Ethics")), "<p>Same.</p>")
    assert begin(signed_in, bid, note="Read for the panel.").location == f"/bids/{bid.id}/rounds/1"
    written(section, "<p>One two three.</p>")
    fresh = written(saved(a_section(bid, title="Costs")), "<p>Later.</p>")
    page = signed_in.get(f"/bids/{bid.id}/rounds/1").text
    assert "Read for the panel." in page
    assert "2 sections of 3 changed since." in page
    assert f"/sections/{section.id}/compare?from=1&amp;to=2" in page
    assert "3 words in, 1 word out" in page
    assert "No word changed" in page
    assert "Written since: 1 word" in page
    assert still.latest_number == fresh.latest_number == 1


def test_one_round_at_a_time_and_none_over_nothing(signed_in, bid):
    assert "There is no text to review yet." in begin(signed_in, bid).text
    written(saved(a_section(bid)), "<p>One.</p>")
    begin(signed_in, bid)
    assert "Review round 1 is still open." in begin(signed_in, bid).text
    signed_in.post(f"/bids/{bid.id}/rounds/1/end")
    begin(signed_in, bid)
    assert [each.number for each in db.session.query(ReviewRound)] == [1, 2]


def test_a_round_ends_once(signed_in, bid, section):
    begin(signed_in, bid)
    signed_in.post(f"/bids/{bid.id}/rounds/1/end")
    assert signed_in.post(f"/bids/{bid.id}/rounds/1/end").status_code == 409
    assert signed_in.get(f"/bids/{bid.id}/rounds/9").status_code == 404


def group_form(**changes):
    return {"title": "Case", "limit": "900", "limit_kind": "words"} | changes


def test_sections_share_a_limit(signed_in, bid, section):
    other = saved(a_section(bid, title="Ethics"))
    data = group_form(section_ids=[section.id, other.id])
    signed_in.post(f"/bids/{bid.id}/groups/add", data=data)
    page = draft(signed_in, bid)
    assert "Shared limits" in page
    assert "of 900 words" in page
    group = db.session.query(SectionGroup).one()
    signed_in.post(f"/bids/{bid.id}/groups/{group.id}", data=group_form(section_ids=[other.id]))
    assert fetch(Section, section.id).group_id is None
    assert "of which others take 0" in signed_in.get(f"/sections/{other.id}").text
    signed_in.post(f"/bids/{bid.id}/groups/{group.id}/remove")
    assert fetch(Section, other.id).group_id is None


@pytest.mark.parametrize(
    "changes", [{"title": ""}, {"limit": "0"}, {"limit": "x"}, {"limit_kind": "pages"}]
)
def test_a_shared_limit_that_is_none_is_refused_beside_its_field(signed_in, bid, changes):
    page = signed_in.post(f"/bids/{bid.id}/groups/add", data=group_form(**changes)).text
    assert "field-error" in page
    assert db.session.query(SectionGroup).count() == 0


def test_a_name_is_given_once_and_a_kept_reason_keeps_the_group(signed_in, bid, section):
    group = saved(SectionGroup(bid=bid, title="Case", limit=5))
    page = signed_in.post(f"/bids/{bid.id}/groups/add", data=group_form()).text
    assert "Another group of this bid has that name." in page
    facts = {"counted": 6, "limit": 5, "reason": "About.", "said_by_id": bid.owner_id}
    saved(LimitOverride(group_id=group.id, said_at=NOON, **facts))
    response = signed_in.post(f"/bids/{bid.id}/groups/{group.id}/remove")
    assert response.status_code == 409
    other = saved(a_bid())
    assert signed_in.get(f"/bids/{other.id}/groups/{group.id}").status_code == 404


@pytest.fixture
def judged(section):
    with unit_of_work():
        fetch(Section, section.id).criteria = "• A clear question\n\nRisks named\nRisks named"
    return section


def tick(browser, section, criterion, **facts):
    data = {"criterion": criterion, "is_answered": "yes"} | facts
    return browser.post(f"/sections/{section.id}/criteria", data=data)


def page_of(browser, section):
    return browser.get(f"/sections/{section.id}").text


def test_criteria_stand_beside_the_text_and_are_ticked_with_where(signed_in, judged):
    assert "0 of 2 answered" in page_of(signed_in, judged)
    block = text_of(judged)["content"][0]["attrs"]["id"]
    tick(signed_in, judged, "A clear question", place=block)
    page = page_of(signed_in, judged)
    assert "1 of 2 answered" in page
    assert "In “One.”." in page
    written(judged, "<h2>Other</h2>")
    assert "Its place is no longer in the text." in page_of(signed_in, judged)
    tick(signed_in, judged, "A clear question", is_answered="no")
    assert "0 of 2 answered" in page_of(signed_in, judged)


def test_a_criterion_that_is_none_and_a_place_that_is_none(signed_in, judged):
    assert tick(signed_in, judged, "Something else").status_code == 409
    assert tick(signed_in, judged, "").status_code == 409
    tick(signed_in, judged, "Risks named", place="<script>")
    tick(signed_in, judged, "Risks named", place="abcdef")
    assert [each.block_id for each in db.session.query(CriterionAnswer)] == [None]
