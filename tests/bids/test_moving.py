"""Moving a bid, by a plain form and by htmx."""

import pytest
from sqlalchemy import select

from bidapp.accounts.permissions import Kind
from bidapp.audit.models import AuditEvent
from bidapp.bids.models import Bid, StageMove
from bidapp.bids.stages import Stage
from bidapp.database import db, fetch
from tests.builders import a_bid, a_person, saved, signed_in_as

BY_HTMX = {"HX-Request": "true"}


@pytest.fixture
def bid(app):
    return saved(a_bid(acronym="ADAPT"))


def move(browser, bid, stage, **options):
    data = {"stage": stage, "from": options.pop("come_from", "")}
    return browser.post(f"/bids/{bid.id}/stage", data=data, **options)


def test_a_move_is_kept_and_written_down(signed_in, bid, coordinator, now):
    assert move(signed_in, bid, "Review").location == f"/bids/{bid.id}"
    kept = db.session.scalars(select(StageMove)).one()
    assert (kept.moved_by_id, kept.moved_at) == (coordinator.id, now)
    assert db.session.scalars(select(AuditEvent.what)).one() == "moved ADAPT to Review"
    assert fetch(Bid, bid.id).stage_since == now


def test_the_page_on_which_it_was_pressed_comes_back(signed_in, bid):
    assert move(signed_in, bid, "Review", come_from="board").location.startswith("/bids/board")


def test_by_htmx_the_board_comes_back_alone(signed_in, bid):
    part = move(signed_in, bid, "Review", headers=BY_HTMX).text
    assert 'id="board"' in part
    assert "<html" not in part


@pytest.mark.parametrize("headers", [{}, BY_HTMX])
def test_a_refused_move_is_a_sentence(signed_in, bid, headers):
    response = move(signed_in, bid, "Won", headers=headers)
    assert response.status_code == 409
    assert "A bid cannot move from Drafting to Won." in response.text
    assert response.headers["HX-Retarget"] == "#messages"
    assert ("<html" in response.text) is not bool(headers)
    assert fetch(Bid, bid.id).stage is Stage.DRAFTING


@pytest.mark.parametrize("stage", ["", "Elsewhere", "drafting"])
def test_a_stage_that_is_none_is_refused(signed_in, bid, stage):
    response = move(signed_in, bid, stage)
    assert response.status_code == 409
    assert "Choose a stage" in response.text


def test_a_writer_moves_nothing(client, bid):
    writer = signed_in_as(client, saved(a_person(kind=Kind.WRITER)))
    assert move(writer, bid, "Review").status_code == 403
    assert fetch(Bid, bid.id).stage is Stage.DRAFTING
