"""What a contact does on their page. Every verb is given an ask that is held and live."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from sqlalchemy import func, select

from bidapp.accounts.identity import folded
from bidapp.answering.queries import OF_POSITION, place_of
from bidapp.asking.actions import add_lines
from bidapp.asking.due import settle_due
from bidapp.asking.links import close_link, open_ask, send
from bidapp.asking.mailing import Post, tell_owner
from bidapp.asking.models import HANDED_OVER, Ask, Question, Sending, SendingKind
from bidapp.asking.queries import last_answers, letters_not_left, lines_asked, live_ask_of
from bidapp.audit.actions import note
from bidapp.calls.actions import Deed
from bidapp.contributions.actions import Actor, move_line
from bidapp.contributions.answering import (
    Statement,
    confirm_line,
    decline_line,
    propose_change,
)
from bidapp.contributions.models import Answer, Contribution, Reply
from bidapp.contributions.shown import differences
from bidapp.contributions.states import OPEN_TO_ANSWER, LineState
from bidapp.contributions.totals import total
from bidapp.contributions.worth import LineFacts, facts_of
from bidapp.database import db
from bidapp.errors import RuleBroken
from bidapp.organisations.actions import ContactRefused, save_contact
from bidapp.organisations.models import Contact, Organisation
from bidapp.partners.rules import RoleRefused
from bidapp.wording import clock_time, day, local_date

MOST_QUESTIONS = 20
MOST_HAND_OVERS = 5
MOST_LINKS_AN_HOUR = 3
CANNOT_ANSWER = (
    "This colleague cannot answer here. Name somebody with a work address at your own "
    "organisation, or ask the bid team to ask them."
)

Shown = Mapping[int, int]  # which revision of each line the page showed


class AskHasChanged(RuleBroken):
    """The page was older than the ledger: nothing was recorded, and this is what changed."""

    def __init__(self, changes: Sequence[str]) -> None:
        super().__init__("Nothing was recorded, because something changed after you opened this.")
        self.changes = list(changes)


@dataclass(frozen=True)
class Colleague:
    """To whom somebody hands an ask over."""

    name: str
    email: str
    closes_mine: bool = True


@dataclass(frozen=True)
class Answering:
    """Who answers on the page, and everything that letters about it need."""

    ask: Ask
    statement: Statement
    post: Post
    shown: Shown = field(default_factory=dict)

    @property
    def actor(self) -> Actor:
        return Actor(self.statement.name, self.post.at, contact_id=self.ask.contact_id)


def authority_of(organisation: Organisation) -> str:
    """The sentence somebody agrees to before they confirm."""
    return f"I may answer for {organisation.name} on this."


def confirm_all(answering: Answering) -> list[Answer]:
    """Yes to every line that is open, exactly as it was shown; or nothing, and why. The same press
    once more, as an impatient finger makes it, is taken for the one it was.
    """
    if _has_just_confirmed(answering):
        return []
    lines = _open_as_shown(answering)
    answers = [
        confirm_line(line, answering.statement, answering.actor, number=answering.shown[line.id])
        for line in lines
    ]
    _told(answering, Reply.CONFIRMED, lines)
    send(
        answering.ask, SendingKind.RECEIPT, "partner_receipt", answering.post,
        answers=answers, statement=answering.statement, confirmed=total(lines),
    )  # fmt: skip
    return answers


def propose(answering: Answering, line: Contribution, facts: LineFacts) -> None:
    """Something else instead, which we accept or answer."""
    _check_as_shown(answering, [line])
    number = answering.shown[line.id]
    propose_change(line, facts, answering.statement, answering.actor, number=number)
    _told(answering, Reply.CHANGE_PROPOSED, [line])


def decline(answering: Answering, lines: Sequence[Contribution] | None = None) -> None:
    """No to these lines, or to all that are open."""
    chosen = _open_as_shown(answering) if lines is None else list(lines)
    _check_as_shown(answering, chosen)
    for line in chosen:
        number = answering.shown[line.id]
        decline_line(line, answering.statement, answering.actor, number=number)
    _told(answering, Reply.DECLINED, chosen)


def say_seen(ask: Ask, post: Post) -> None:
    """Somebody read it and will answer later: said by a press, as opening tells nothing."""
    actor = Actor(ask.contact.name, post.at, contact_id=ask.contact_id)
    for line in lines_asked(ask):
        if line.state is LineState.ASKED:
            move_line(line, LineState.OPENED, actor)


def put_question(ask: Ask, text: str, post: Post) -> None:
    """To whoever looks after the bid; the answer comes by letter and stands on the page."""
    count = select(func.count()).where(Question.ask_id == ask.id)
    if (db.session.scalar(count) or 0) >= MOST_QUESTIONS:
        raise RuleBroken("You have asked a lot here already. Ring or write to the bid team.")
    db.session.add(Question(ask_id=ask.id, text=text, asked_at=post.at))
    note(f"{ask.contact.name} asked a question", by=None, at=post.at, about=ask.role)
    say_seen(ask, post)
    tell_owner(ask, "partner_asks", post, text=text)


def hand_over(ask: Ask, colleague: Colleague, post: Post) -> Ask:
    """A colleague is asked for the same open lines, by a link of their own."""
    lines = [line for line in lines_asked(ask) if line.state in OPEN_TO_ANSWER]
    if not lines:
        raise RuleBroken("Everything is answered, so there is nothing to hand over.")
    try:
        made = _ask_of(ask, colleague, post)
    except (RoleRefused, ContactRefused):  # whose reasons are not for a partner to know
        raise RuleBroken(CANNOT_ANSWER) from None
    made.bid_deadline, made.note = ask.bid_deadline, ask.note
    actor = Actor(ask.contact.name, post.at, contact_id=ask.contact_id)
    add_lines(made, lines, actor)
    contact = made.contact
    send(made, SendingKind.HANDED_OVER, "partner_handed_over", post, giver=ask.contact)
    unsent = 0
    if colleague.closes_mine:
        unsent = letters_not_left(ask)
        close_link(ask, f"{HANDED_OVER} to {contact.name}", by=None, at=post.at)
    tell_owner(
        ask, "partner_hands_over", post,
        colleague=contact, is_closed=colleague.closes_mine, unsent=unsent,
    )  # fmt: skip
    return made


def may_have_new_link(ask: Ask, post: Post) -> bool:
    """A few an hour, so that nobody's mailbox is filled by somebody else pressing a button."""
    recent = select(func.count()).where(
        Sending.ask_id == ask.id,
        Sending.kind == SendingKind.NEW_LINK,
        Sending.at > post.at - timedelta(hours=1),
    )
    return (db.session.scalar(recent) or 0) < MOST_LINKS_AN_HOUR


def _ask_of(ask: Ask, colleague: Colleague, post: Post) -> Ask:
    contact = _contact_called(ask, colleague, post)
    standing = live_ask_of(ask.role_id, contact.id)
    return standing or open_ask(ask.role, contact, post, from_ask=ask)


def _contact_called(ask: Ask, colleague: Colleague, post: Post) -> Contact:
    """Somebody known at the organisation, or somebody new whom this contact has named."""
    if folded(colleague.email) == ask.contact.folded_email:
        raise RuleBroken("That is your own address. Enter your colleague’s.")
    given = select(func.count()).where(Ask.from_ask_id == ask.id)
    if (db.session.scalar(given) or 0) >= MOST_HAND_OVERS:
        raise RuleBroken("You have handed this over several times. Ask the bid team to help.")
    known = db.session.scalar(
        select(Contact).where(
            Contact.organisation_id == ask.role.organisation_id,
            Contact.folded_email == folded(colleague.email),
        )
    )
    if known is not None and known.is_there_on(local_date(post.at)):
        return known
    if known is not None or _domain(colleague.email) != _domain(ask.contact.email):
        raise RuleBroken(CANNOT_ANSWER)
    contact = Contact(organisation=ask.role.organisation)
    named_by = f"named by {ask.contact.name} on {day(local_date(post.at))}"
    facts = {"name": colleague.name, "email": colleague.email, "known_from": named_by}
    save_contact(contact, facts, by=None, at=post.at)
    return contact


def _domain(email: str) -> str:
    return folded(email).rpartition("@")[2]


def _has_just_confirmed(answering: Answering) -> bool:
    lines = [line for line in lines_asked(answering.ask) if line.id in answering.shown]
    answers = last_answers(lines)
    return bool(lines) and all(
        line.state is LineState.CONFIRMED
        and (answer := answers.get(line.id)) is not None
        and (answer.contact_id, answer.name) == (answering.ask.contact_id, answering.statement.name)
        and answer.number == answering.shown[line.id]
        for line in lines
    )


def _open_as_shown(answering: Answering) -> list[Contribution]:
    """The lines still to answer, all of which were on the page, as they are."""
    lines = lines_asked(answering.ask)
    shown = [line for line in lines if line.id in answering.shown]
    still_open = [line for line in lines if line.state in OPEN_TO_ANSWER]
    _check_as_shown(answering, [*shown, *still_open])
    if not still_open:
        raise AskHasChanged(["Nothing is open any more."])
    return still_open


def _check_as_shown(answering: Answering, lines: Sequence[Contribution]) -> None:
    role, answers = answering.ask.role, last_answers(lines)
    if answering.shown.get(OF_POSITION, place_of(role.position)) != place_of(role.position):
        raise AskHasChanged([f"{role.organisation.name} would be {role.position.said} now."])
    found = {
        line.id: change
        for line in lines
        if (change := _what_changed(line, answering.shown.get(line.id), answers.get(line.id)))
    }
    if found:
        raise AskHasChanged(list(found.values()))


def _what_changed(line: Contribution, number: int | None, answer: Answer | None) -> str:
    """In a sentence, what the reader of an older page could not know; empty where nothing did."""
    title = line.standing.title
    if number is None or not 1 <= number <= len(line.revisions):
        is_back = line.state is LineState.REOPENED
        return f"“{title}” {'is open again' if is_back else 'was added to what we ask'}."
    if line.standing_number != number:
        changed = differences(facts_of(line.revision(number)), facts_of(line.standing))
        said = "; ".join(f"{each.name.lower()} {each.after}" for each in changed)
        return f"“{title}” was changed: {said.rstrip('.')}."
    if line.state in OPEN_TO_ANSWER:
        return ""
    if answer is None or line.state is LineState.WITHDRAWN:
        return f"“{title}” is {line.state}."
    return f"“{title}” was {answer.reply} by {answer.name} at {clock_time(answer.at)}."


def _told(answering: Answering, reply: Reply, lines: Sequence[Contribution]) -> None:
    """The bid's owner hears of it, and the deadline is met once nothing is open."""
    settle_due(answering.ask.role, Deed(None, answering.post.at, "answered by the partner"))
    tell_owner(
        answering.ask, "partner_answered", answering.post,
        reply=reply, statement=answering.statement,
        lines=[(line, answering.post.addresses.line(line.id)) for line in lines],
    )  # fmt: skip
