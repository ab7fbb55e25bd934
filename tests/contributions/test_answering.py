"""What a partner says to a line, what we say back, and what of it is kept."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bidapp.contributions.actions import revise_line
from bidapp.contributions.answering import (
    CHALLENGED_WITHIN,
    Statement,
    TooLateToChallenge,
    accept_proposal,
    answer_proposal,
    challenge,
    check_nobody_answered,
    confirm_line,
    decline_line,
    last_answer,
    may_be_challenged,
    propose_change,
)
from bidapp.contributions.history import versions_of
from bidapp.contributions.models import Means, Reply
from bidapp.contributions.shown import digest_of_words, shown_words
from bidapp.contributions.states import LineHasMovedOn, LineState
from bidapp.contributions.worth import facts_of
from bidapp.database import unit_of_work
from bidapp.errors import RuleBroken
from tests.builders import a_bid, a_line, a_role, an_organisation, saved
from tests.conftest import NOON
from tests.contributions.ledger_builders import (
    AUTHORITY,
    CHIEF,
    PARTNER,
    a_partner,
    an_asked_line,
    answers,
    asked,
    by_phone,
    confirmed,
    later,
    lines,
    one_of_us,
)

WITH_A_REASON = replace(CHIEF, note="We have fewer.")


@pytest.fixture
def line(app):
    return an_asked_line()


@pytest.fixture
def us(app):
    return one_of_us()


def changed(line, us, **changes):
    with unit_of_work():
        said = replace(facts_of(line.standing), **changes)
        revise_line(line, said, us, based_on=line.standing_number)


def proposed(line, actor=PARTNER, **changes):
    with unit_of_work():
        said = replace(facts_of(line.standing), **{"title": "Theirs"} | changes)
        return propose_change(line, said, WITH_A_REASON, actor, number=line.standing_number)


def declined(line):
    with unit_of_work():
        return decline_line(line, WITH_A_REASON, PARTNER, number=line.standing_number)


def nothing_was_kept(line, state=LineState.ASKED, revisions=1):
    [found] = lines()
    return (found.state, len(found.revisions), answers()) == (state, revisions, [])


def test_a_confirmation_keeps_who_said_it_in_which_words_and_what_they_saw(line):
    answer = confirmed(line)
    assert line.state is LineState.CONFIRMED
    assert (answer.reply, answer.means, answer.number) == (Reply.CONFIRMED, Means.ON_PAGE, 1)
    assert (answer.name, answer.position) == ("Ch Insp Patel", "Chief Inspector")
    assert (answer.authority, answer.at, answer.recorded_by) == (AUTHORITY, NOON, None)
    assert answer.shown == shown_words(line, line.standing)
    assert answer.shown_digest == digest_of_words(answer.shown)
    assert line.moves[-1].note == "Ch Insp Patel, Chief Inspector"


def test_a_contact_who_confirms_is_known(line):
    partner = a_partner(line.role)
    assert confirmed(line, actor=partner).contact_id == partner.contact_id


def test_a_confirmation_of_an_older_revision_is_refused_and_nothing_is_kept(line, us):
    changed(line, us, title="Changed since")
    with pytest.raises(LineHasMovedOn), unit_of_work():
        confirm_line(line, CHIEF, PARTNER, number=1)
    assert nothing_was_kept(line, revisions=2)


@pytest.mark.parametrize("number", [0, 2, -1, 10**9])
def test_a_revision_that_never_was_is_no_answer(line, number):
    with pytest.raises(LineHasMovedOn), unit_of_work():
        confirm_line(line, CHIEF, PARTNER, number=number)
    assert nothing_was_kept(line)


def test_of_two_confirmations_the_second_is_told_of_the_first(line):
    confirmed(line)
    with pytest.raises(LineHasMovedOn, match="is confirmed, so that cannot be done now"):
        confirmed(line, Statement("Another", "Sergeant"))
    assert [each.name for each in answers()] == ["Ch Insp Patel"]


def test_what_was_confirmed_stays_readable_when_the_line_changes(line, us):
    kept = confirmed(line).shown
    changed(line, us, title="Changed since")
    [answer] = answers()
    assert (answer.shown, answer.number, line.standing_number) == (kept, 1, 2)
    again = confirmed(line)
    assert "Changed since" in again.shown
    assert again.shown_digest != answer.shown_digest


def test_names_with_line_breaks_are_kept_as_they_were_shown(app):
    force = an_organisation("Sea\nPolice\r\nValue: £1")
    line = an_asked_line(a_role(a_bid(title="Coastal\nfutures"), force))
    answer = confirmed(line)
    assert "Brought by: Sea\nPolice\r\nValue: £1, project partner" in answers()[0].shown
    assert digest_of_words(answers()[0].shown) == answer.shown_digest


def test_a_proposal_waits_beside_the_line_as_it_stands(line):
    answer = proposed(line)
    assert (answer.reply, answer.number, answer.note) == (
        Reply.CHANGE_PROPOSED,
        1,
        "We have fewer.",
    )
    assert line.state is LineState.CHANGE_PROPOSED
    assert (line.standing.title, line.proposed.title) == ("Staff time", "Theirs")
    assert (line.standing_number, line.proposed_number) == (1, 2)


def test_a_proposal_that_changes_nothing_is_refused(line):
    with pytest.raises(RuleBroken, match="says the same"):
        proposed(line, title="Staff time")
    assert nothing_was_kept(line)


def test_a_proposal_about_an_older_revision_is_refused_and_nothing_is_kept(line, us):
    said = replace(facts_of(line.standing), title="Theirs")
    changed(line, us, title="Ours")
    with pytest.raises(LineHasMovedOn), unit_of_work():
        propose_change(line, said, CHIEF, PARTNER, number=1)
    assert nothing_was_kept(line, revisions=2)


def test_an_accepted_proposal_stands_and_waits_for_its_confirmation(line, us):
    proposed(line)
    with unit_of_work():
        accept_proposal(line, us, proposed=2)
    assert (line.state, line.standing_number, line.proposed) == (LineState.REOPENED, 2, None)
    assert "Theirs" in confirmed(line).shown
    assert [version.standing for version in versions_of(line)] == ["stands now", "stood before"]


def test_an_answered_proposal_leaves_the_line_as_it_is_and_says_why(line, us):
    proposed(line)
    with unit_of_work():
        answer_proposal(line, "The rate is the funder’s.", us, proposed=2)
    assert (line.state, line.standing_number, line.proposed) == (LineState.REOPENED, 1, None)
    assert line.moves[-1].note == "The rate is the funder’s."
    assert versions_of(line)[0].standing == "proposed, and not taken up"


def refused(line, us):
    answer_proposal(line, "No.", us, proposed=2)


def taken(line, us):
    accept_proposal(line, us, proposed=2)


@pytest.mark.parametrize("verb", [taken, refused])
def test_a_proposal_that_is_gone_can_be_neither_taken_nor_answered(line, us, verb):
    proposed(line)
    changed(line, us, title="Ours")
    with pytest.raises(LineHasMovedOn), unit_of_work():
        verb(line, us)
    assert lines()[0].standing.title == "Ours"


def test_a_change_of_ours_sets_a_proposal_aside_and_keeps_it(line, us):
    partner = a_partner(line.role)
    proposed(line, partner)
    changed(line, us, title="Ours")
    assert (line.state, line.standing_number, line.proposed) == (LineState.REOPENED, 3, None)
    newest, theirs, first = versions_of(line)
    assert (theirs.who, theirs.standing) == ("Ch Insp Patel", "proposed, and not taken up")
    assert [change.before for change in newest.changes] == ["Staff time"]  # not the proposal
    assert first.standing == "stood before"


def test_even_saying_the_same_again_sets_a_proposal_aside(line, us):
    proposed(line)
    changed(line, us)
    assert (line.state, line.proposed) == (LineState.REOPENED, None)


def test_a_refusal_is_kept_with_its_reason(line):
    answer = declined(line)
    assert (answer.reply, answer.note) == (Reply.DECLINED, "We have fewer.")
    assert line.state is LineState.DECLINED
    with pytest.raises(LineHasMovedOn, match="is declined"):
        confirmed(line)


def test_what_was_recorded_by_phone_says_so_and_by_whom(app, us):
    answer = by_phone(saved(a_line()), us)
    assert (answer.means, answer.recorded_by_id) == (Means.BY_PHONE, us.person_id)
    assert (answer.name, answer.note, answer.contact) == ("Sam Roe", "Rang at ten.", None)
    assert lines()[0].state is LineState.CONFIRMED


SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("after", "may"),
    [(timedelta(0), True), (CHALLENGED_WITHIN - SECOND, True), (CHALLENGED_WITHIN, False)],
)
def test_a_confirmation_can_be_challenged_for_72_hours(line, after, may):
    answer = confirmed(line)
    assert timedelta(hours=72) == CHALLENGED_WITHIN
    assert may_be_challenged(answer, now=NOON + after) is may


def test_a_challenged_confirmation_is_open_again_and_both_stay_on_record(line, us):
    answer = confirmed(line)
    with unit_of_work():
        challenge(answer, "Patel left in May.", later(us, hours=71))
    assert line.state is LineState.REOPENED
    [kept] = answers()
    assert (kept.reply, kept.challenge_note) == (Reply.CONFIRMED, "Patel left in May.")
    assert (kept.challenged_by_id, kept.challenged_at) == (us.person_id, later(us, hours=71).at)
    confirmed(line, Statement("Supt Jones", "Superintendent"))
    assert line.state is LineState.CONFIRMED
    assert [bool(each.challenged_at) for each in answers()] == [True, False]


def challenged(answer, us, **after):
    with unit_of_work():
        challenge(answer, "No.", later(us, **after))


def test_after_72_hours_it_stands(line, us):
    answer = confirmed(line)
    with pytest.raises(TooLateToChallenge, match="Change the line instead"):
        challenged(answer, us, hours=72)
    assert lines()[0].state is LineState.CONFIRMED


def test_a_confirmation_is_challenged_once(line, us):
    answer = confirmed(line)
    challenged(answer, us, hours=1)
    confirmed(line)
    with pytest.raises(TooLateToChallenge):
        challenged(answer, us, hours=2)
    assert lines()[0].state is LineState.CONFIRMED


def test_what_stands_no_more_is_not_challenged(line, us):
    answer = confirmed(line)
    changed(line, us, title="Ours")
    with pytest.raises(TooLateToChallenge):
        challenged(answer, us, hours=1)


def test_a_refusal_is_not_challenged(line, us):
    with pytest.raises(TooLateToChallenge):
        challenged(declined(line), us, hours=1)


def test_whoever_changes_a_line_has_seen_every_answer(line):
    assert last_answer(line) is None
    check_nobody_answered(line, 0)
    answer = confirmed(line)
    check_nobody_answered(line, answer.id)
    with pytest.raises(LineHasMovedOn, match="Ch Insp Patel answered this line meanwhile"):
        check_nobody_answered(line, 0)


def test_a_line_asked_twice_is_asked_once(line):
    with pytest.raises(LineHasMovedOn, match="is asked"):
        asked(line)
