"""Letters that come back: kept, checked, decided on once, on both databases."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from bidapp.audit.models import AuditEvent
from bidapp.bids.stages import Stage
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
    Sender,
    draft_letter,
    expected_letter,
    letters_counting,
    letters_of,
    letters_to_look_at,
    lines_covered,
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
    saved(a_line(role, state=LineState.ASKED))
    return role


def returned(text="", content=b"%PDF- one", name="Letter.pdf"):
    return Returned(content, name, a_read(text))


def received(role, at, text="", sender=None, content=b"%PDF- one"):
    with unit_of_work():
        return receive_letter(role, returned(text, content), sender=sender, by=None, at=at)


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
        letter = receive_letter(role, given, sender=None, by=None, at=now)
    assert letter.file_name == "passwd.pdf"


def test_every_version_is_kept_and_the_newest_counts(role, now):
    first, second = received(role, now), received(role, now + timedelta(hours=1))
    assert letters_of(role) == [second, first]
    assert letters_counting([role]) == {role.id: second}


def test_the_newest_accepted_letter_counts_also_when_newer_ones_came(role):
    for state in (LetterState.ACCEPTED, LetterState.SENT_BACK):
        saved(a_letter(role, state=state))
    accepted = saved(a_letter(role, state=LetterState.ACCEPTED))
    saved(a_letter(role))
    assert letters_counting([role]) == {role.id: accepted}
    assert missing_letters(role.bid) == []


def test_what_counts_of_many_is_asked_in_one_go(role, now):
    other = saved(a_role(role.bid))
    letter = received(role, now)
    assert letters_counting([role, other]) == {role.id: letter, other.id: None}
    assert letters_counting([]) == {}


def test_a_letter_is_looked_at_while_it_is_the_newest_and_undecided(role):
    other = saved(a_role(role.bid))
    assert letters_to_look_at([role, other]) == set()
    saved(a_letter(role, state=LetterState.ACCEPTED))
    assert letters_to_look_at([role, other]) == set()
    saved(a_letter(role))
    assert letters_to_look_at([role, other]) == {role.id}
    saved(a_letter(role, state=LetterState.SENT_BACK))
    assert letters_to_look_at([role, other]) == set()


def test_a_letter_is_overtaken_by_a_ledger_that_changed(role):
    letter = a_letter(role, ledger_pence=5_400_00)
    assert not letter.is_overtaken(5_400_00)
    assert letter.is_overtaken(5_400_01)


def test_a_consortium_returns_none(app, now):
    group = saved(an_organisation(kind=OrganisationKind.CONSORTIUM))
    role = saved(a_role(organisation=group))
    with pytest.raises(LetterRefused, match="A consortium signs no letter"):
        received(role, now)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"position": Position.SUBCONTRACTOR}, "is on this bid as subcontractor, and brings none"),
        ({"position": Position.CORE_TEAM}, "comes from a project partner or an adviser"),
        ({"position": Position.LEAD}, "is on this bid as lead"),
        ({"bid": {"stage": Stage.SUBMITTED}}, "The bid is submitted, so no more letters are taken"),
    ],
)
def test_a_letter_is_refused_of_whom_brings_none_and_when_it_is_too_late(app, now, changes, words):
    role = saved(a_role(**changes | {"bid": a_bid(**changes.get("bid", {}))}))
    with pytest.raises(LetterRefused, match=words):
        received(role, now)
    assert letters_of(role) == []


def test_an_adviser_brings_a_letter_too(app, now):
    role = saved(a_role(position=Position.ADVISORY))
    letter = received(role, now)
    assert letters_of(role) == [letter]


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


def test_sending_back_decides_and_writes_no_mail(role, now, coordinator):
    letter = received(role, now)
    with unit_of_work():
        send_letter_back(letter, note="Put the title in.", by=coordinator.id, at=now)
    db.session.refresh(letter)
    assert (letter.state, letter.note) == (LetterState.SENT_BACK, "Put the title in.")
    assert letter.decided_by == coordinator
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
    cash = {"form": Form.CASH, "value_pence": 100_00}
    saved(a_line(role, position=2, state=LineState.CONFIRMED, **cash))
    for state in (LineState.WITHDRAWN, LineState.DECLINED, LineState.DRAFT):
        saved(a_line(role, position=3, state=state, value_pence=7_00))
    expected = expected_letter(role, today=TODAY)
    assert expected.total.pence == 5_500_00
    assert expected.share is None
    assert (expected.most_pages, expected.most_months) == (2, 6)
    assert expected.closes_on == date(2030, 3, 15)
    assert expected.known_pence == {5_400_00, 100_00, 5_500_00, 45_00}
    with unit_of_work():
        role.bid.call.letter_max_pages, role.bid.call.letter_max_age_months = 1, 3
    expected = expected_letter(role, today=TODAY)
    assert (expected.most_pages, expected.most_months) == (1, 3)


def test_a_contact_may_send_the_letter_of_their_own_lines(role, now):
    own = saved(a_line(role, position=2, state=LineState.ASKED, value_pence=100_00))
    declined = saved(a_line(role, position=3, state=LineState.DECLINED, value_pence=7_00))
    sender = Sender(role.contact, [own, declined])
    letter = received(role, now, "We give £100.", sender)
    (finding,) = [each for each in letter.findings if each["what"] == "Sum"]
    assert finding["state"] == "warn"
    assert "It names £100, the lines asked of" in finding["words"]
    assert (letter.contact, letter.ledger_pence) == (role.contact, 5_500_00)
    everything = Sender(role.contact, [*lines_covered(role), declined])
    assert expected_letter(role, today=TODAY, sender=everything).share is None
    assert expected_letter(role, today=TODAY, sender=Sender(role.contact, [])).share is None


def test_what_we_draft_for_one_contact_and_for_all_is_what_we_check(role):
    own = saved(a_line(role, position=2, state=LineState.ASKED, title="Rooms", value_pence=100_00))
    drafted = saved(a_line(role, position=3, title="Not asked yet"))
    for lines, pence in ((None, "£5,500 in kind."), ([own, drafted], "£100 in kind.")):
        words = " ".join(lines_in(draft_letter(role, today=TODAY, lines=lines)))
        assert pence in words
        assert "Not asked yet" not in words


def test_every_draft_is_signed_by_whoever_may_else_by_whom_we_asked(app):
    role = saved(a_role())
    asked = saved(a_contact(role.organisation, name="Sam Field"))

    def signs(contact):
        return lines_in(draft_letter(role, today=TODAY, contact=contact))

    assert "Sam Field" in signs(asked)
    assert any(each.startswith("[Write here: name and rank") for each in signs(None))
    saved(a_contact(role.organisation, name="Alex Green", may_sign=True))
    db.session.refresh(role.organisation)
    for contact in (asked, None):
        assert "Alex Green" in signs(contact)


def test_a_letter_is_drafted_on_the_letterhead_that_is_set(role, now, coordinator):
    plain = draft_letter(role, today=TODAY)
    with unit_of_work():
        actions.set_letterhead(role.organisation, a_letterhead(), by=coordinator.id, at=now)
    headed = draft_letter(role, today=TODAY)
    with unit_of_work():
        actions.remove_letterhead(role.organisation, by=coordinator.id, at=now)
    assert lines_in(headed)[0] == "Kept words"
    assert draft_letter(role, today=TODAY) == plain
