"""Letters that come back: kept, checked, decided on once, on both databases."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from bidapp.audit.models import AuditEvent
from bidapp.contributions.models import Form
from bidapp.contributions.states import LineState
from bidapp.database import db, unit_of_work
from bidapp.files.models import StoredFile
from bidapp.letters import actions
from bidapp.letters.actions import (
    LetterRefused,
    Returned,
    accept_letter,
    receive_letter,
    send_letter_back,
)
from bidapp.letters.models import LetterState
from bidapp.letters.queries import (
    draft_letter,
    expected_letter,
    letter_standing,
    letters_of,
    missing_letters,
    signatory_of,
)
from bidapp.mail.models import Message
from bidapp.organisations.models import OrganisationKind
from bidapp.partners.models import Position
from tests.builders import (
    a_bid,
    a_call,
    a_contact,
    a_deadline,
    a_letter,
    a_line,
    a_role,
    an_organisation,
    saved,
)
from tests.letters.test_draft import a_letterhead, lines_in
from tests.letters.written import a_read

TODAY = date(2030, 3, 1)


@pytest.fixture
def role(app, now):
    """A partner with one line and a contact who may sign."""
    role = saved(a_role(a_bid(call=a_call(a_deadline()))))
    contact = saved(a_contact(role.organisation, may_sign=True, position="Superintendent"))
    with unit_of_work():
        role.contact = contact
    saved(a_line(role))
    return role


def returned(text="", content=b"%PDF- one", name="Letter.pdf"):
    return Returned(content, name, a_read(text))


def received(role, at, text="", contact=None, content=b"%PDF- one"):
    with unit_of_work():
        return receive_letter(role, returned(text, content), contact=contact, by=None, at=at)


def events():
    return db.session.scalars(select(AuditEvent.what).order_by(AuditEvent.id)).all()


def test_a_letter_is_kept_with_what_its_checks_found(role, now):
    text = f"1 March 2030\nDear all,\nWe give £5,400.\nYours,\n{role.contact.name}, Superintendent"
    letter = received(role, now, text)
    assert letter.state is LetterState.RECEIVED
    assert letter.ledger_pence == 5_400_00
    assert {each["what"] for each in letter.found("ok")} >= {"Date", "Signature", "Capacity", "Sum"}
    assert {each["what"] for each in letter.found("bad")} == {"Title of the bid", "Organisation"}
    kept = db.session.scalars(
        select(StoredFile).where(StoredFile.digest == letter.file_digest)
    ).one()
    assert (kept.media_type, kept.size) == ("application/pdf", 9)
    assert events() == [f"received a letter of {role.organisation.short_name}"]


def test_the_name_of_the_file_is_only_shown(role, now):
    with unit_of_work():
        given = returned(name="../\u202e/etc/passwd\x00.pdf")
        letter = receive_letter(role, given, contact=None, by=None, at=now)
    assert letter.file_name == "passwd.pdf"


def test_every_version_is_kept_and_the_newest_counts(role, now):
    first, second = received(role, now), received(role, now + timedelta(hours=1))
    assert letters_of(role) == [second, first]
    assert letter_standing([role]) == {role.id: second}


def test_the_standing_of_many_is_asked_in_one_go(role, now):
    other = saved(a_role(role.bid))
    letter = received(role, now)
    assert letter_standing([role, other]) == {role.id: letter, other.id: None}
    assert letter_standing([]) == {}


def test_a_consortium_returns_none(app, now):
    group = saved(an_organisation(kind=OrganisationKind.CONSORTIUM))
    role = saved(a_role(organisation=group))
    with pytest.raises(LetterRefused, match="A consortium signs no letter"):
        received(role, now)


def test_there_is_an_end_to_how_many_are_kept(role, now, monkeypatch):
    monkeypatch.setattr(actions, "MOST_LETTERS", 1)
    received(role, now)
    with pytest.raises(LetterRefused, match="There are 1 letters"):
        received(role, now)


def test_accepting_is_remembered_with_who_and_why(role, now, coordinator):
    letter = received(role, now)
    with unit_of_work():
        accept_letter(letter, note="Seen on paper.", by=coordinator.id, at=now)
    db.session.refresh(letter)
    assert (letter.state, letter.note) == (LetterState.ACCEPTED, "Seen on paper.")
    assert (letter.decided_by, letter.decided_at) == (coordinator, now)


def test_what_has_to_be_put_right_is_accepted_only_with_a_reason(role, now, coordinator):
    letter = received(role, now)
    assert letter.is_bad
    with pytest.raises(LetterRefused, match="Say why"), unit_of_work():
        accept_letter(letter, note="", by=coordinator.id, at=now)
    db.session.refresh(letter)
    assert letter.state is LetterState.RECEIVED


def test_a_letter_without_faults_needs_no_reason(role, now, coordinator):
    letter = saved(a_letter(role))
    with unit_of_work():
        accept_letter(letter, note="", by=coordinator.id, at=now)
    db.session.refresh(letter)
    assert letter.state is LetterState.ACCEPTED


def test_only_one_decision_is_made(role, now, coordinator):
    letter = saved(a_letter(role))
    with unit_of_work():
        accept_letter(letter, note="", by=coordinator.id, at=now)
    for decide in (accept_letter, send_letter_back):
        with pytest.raises(LetterRefused, match="decided on already"), unit_of_work():
            decide(letter, note="Again", by=coordinator.id, at=now)
    assert db.session.scalars(select(Message)).all() == []


def test_sending_back_tells_its_sender_what_to_put_right(role, now, coordinator):
    sender = saved(a_contact(role.organisation, name="Staff officer"))
    letter = received(role, now, contact=sender)
    with unit_of_work():
        send_letter_back(letter, note="Put the title in.", by=coordinator.id, at=now)
    message = db.session.scalars(select(Message)).one()
    assert message.recipient == sender.email
    assert "needs a change" in message.subject
    for words in ("Dear Staff officer", "Put the title in.", "Title of the bid:", "Letter.pdf"):
        assert words in message.body
    assert "http" not in message.body  # no door into the page travels with it


def test_without_a_sender_the_contact_on_the_bid_is_told(role, now, coordinator):
    letter = received(role, now)
    with unit_of_work():
        send_letter_back(letter, note="Sign it.", by=coordinator.id, at=now)
    assert db.session.scalars(select(Message.recipient)).one() == role.contact.email


def test_where_nobody_is_known_no_mail_is_written(app, now, coordinator):
    letter = saved(a_letter())
    with unit_of_work():
        send_letter_back(letter, note="Sign it.", by=coordinator.id, at=now)
    assert db.session.scalars(select(Message)).all() == []


def test_sending_back_needs_words(role, now, coordinator):
    letter = received(role, now)
    with pytest.raises(LetterRefused, match="Say what"), unit_of_work():
        send_letter_back(letter, note="", by=coordinator.id, at=now)


def test_letters_are_missing_of_project_partners_alone(app, now):
    bid = saved(a_bid())
    partners = [saved(a_role(bid)) for _ in range(3)]
    saved(a_role(bid, position=Position.SUBCONTRACTOR))
    saved(a_role(bid, an_organisation(kind=OrganisationKind.CONSORTIUM)))
    saved(a_role())
    saved(a_letter(partners[0], state=LetterState.ACCEPTED))
    saved(a_letter(partners[1], state=LetterState.SENT_BACK))
    assert missing_letters(bid) == partners[1:]


def test_a_newer_letter_does_not_undo_an_accepted_one(role):
    saved(a_letter(role, state=LetterState.ACCEPTED))
    saved(a_letter(role))
    assert missing_letters(role.bid) == []


def test_who_signs_is_the_contact_who_may_else_somebody_there_who_may(app, now):
    force = saved(an_organisation())
    on_bid = saved(a_contact(force, name="B"))
    role = saved(a_role(organisation=force, contact=on_bid))
    assert signatory_of(role, TODAY) is None
    left = saved(a_contact(force, name="A", may_sign=True, left_on=date(2030, 2, 28)))
    db.session.refresh(force)
    assert signatory_of(role, TODAY) is None
    signs = saved(a_contact(force, name="C", may_sign=True))
    db.session.refresh(force)
    assert signatory_of(role, TODAY) == signs
    assert signatory_of(role, date(2030, 2, 1)) == left
    on_bid.may_sign = True
    assert signatory_of(role, TODAY) == on_bid


def test_what_is_expected_comes_from_call_and_ledger(role):
    saved(a_line(role, position=2, form=Form.CASH, value_pence=100_00))
    saved(a_line(role, position=3, state=LineState.WITHDRAWN, value_pence=7_00))
    expected = expected_letter(role, today=TODAY)
    assert expected.sums.together == 5_500_00
    assert (expected.most_pages, expected.most_months) == (2, 6)
    assert expected.closes_on == date(2030, 3, 15)
    assert expected.known_pence == {5_400_00, 100_00, 5_500_00, 45_00}
    with unit_of_work():
        role.bid.call.letter_max_pages, role.bid.call.letter_max_age_months = 1, 3
    expected = expected_letter(role, today=TODAY)
    assert (expected.most_pages, expected.most_months) == (1, 3)


def test_a_letter_is_drafted_on_the_letterhead_that_is_set(role, now, coordinator):
    plain = draft_letter(role, signatory=None, today=TODAY)
    with unit_of_work():
        actions.set_letterhead(role.organisation, a_letterhead(), by=coordinator.id, at=now)
    headed = draft_letter(role, signatory=None, today=TODAY)
    with unit_of_work():
        actions.remove_letterhead(role.organisation, by=coordinator.id, at=now)
    assert lines_in(headed)[0] == "Kept words"
    assert draft_letter(role, signatory=None, today=TODAY) == plain
