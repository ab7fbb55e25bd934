"""What the scheduler runs for mail."""

import logging
import os
import socket
import time
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from threading import Event

from bidapp import clock
from bidapp.database import db, unit_of_work
from bidapp.mail.breaker import begin_probe, close_breaker, open_breaker, others_have_passed
from bidapp.mail.claims import (
    Claim,
    begin_attempt,
    claim_message,
    drop,
    due_messages,
    end_attempt,
    hold_back,
    put_off,
    reap,
)
from bidapp.mail.envelope import Letter
from bidapp.mail.letters import SECRET_PLACE
from bidapp.mail.models import Channel, Message, Outcome
from bidapp.mail.outcomes import InDoubt, NotNow, OurFault, Refused
from bidapp.mail.postman import Postman
from bidapp.mail.queries import channel_faults

log = logging.getLogger(__name__)
BUDGET_SECONDS = 20  # of one round; the rest waits for the next
HELD_UP = "Its sender was held up for longer than its lease, so it did not send it."
OUTCOMES = {
    Refused: Outcome.REFUSED,
    NotNow: Outcome.LATER,
    OurFault: Outcome.OUR_FAULT,
    InDoubt: Outcome.IN_DOUBT,
}


@dataclass(frozen=True)
class Delivery:
    """What delivering needs to know of the installation, and whom it has to ask.

    `still_wanted` is asked of each message as it is claimed, in the same transaction: it answers
    with the reason when the message must not leave any more, and may word it anew when it may.
    Before that, `not_before` answers until when it has to wait, if it has to.
    `reveal` turns the name of a message's secret into the secret, which no database ever holds.
    """

    sender: str
    unsubscribe_at: Callable[[str], str]
    reveal: Callable[[str], str] = lambda name: name
    still_wanted: Callable[[Message], str | None] = lambda _message: None
    not_before: Callable[[Message], datetime | None] = lambda _message: None
    is_only_sender: bool = False
    stop: Event = field(default_factory=Event)


@dataclass(frozen=True)
class _Ended:
    """How an attempt ended."""

    claim: Claim
    outcome: Outcome
    answer: str
    otherwise: Outcome | None = None


class _NotChecked(Exception):
    """It could not be found out whether a message is still wanted."""

    def __init__(self, message_id: int, attempts: int, fault: Exception) -> None:
        super().__init__(f"It could not be checked before sending: {fault}")
        self.message_id, self.attempts = message_id, attempts


def deliver_outbox(carriers: Mapping[Channel, Postman], delivery: Delivery) -> int:
    """Sends what is due, one transaction a message, none open while a server is spoken to."""
    delivered, ended, here = 0, None, _Round(carriers, delivery)
    while work := here.next(ended):
        claim, letter = work
        ended = _carry(carriers[claim.channel], claim, letter)
        delivered += ended.outcome is Outcome.ACCEPTED
        log.info("Message %s: %s", claim.message_id, ended.outcome)
    return delivered


def _carry(carrier: Postman, claim: Claim, letter: Letter) -> _Ended:
    if clock.now() >= claim.ends_at:
        return _Ended(claim, Outcome.LATER, HELD_UP)
    try:
        return _Ended(claim, Outcome.ACCEPTED, carrier.deliver(letter))
    except OurFault as fault:
        otherwise = OUTCOMES[fault.otherwise] if fault.otherwise else None
        return _Ended(claim, Outcome.OUR_FAULT, str(fault), otherwise)
    except (Refused, NotNow, InDoubt) as fault:
        return _Ended(claim, OUTCOMES[type(fault)], str(fault))


class _Round:
    """Notes how one message ended and takes the next: one transaction for both."""

    def __init__(self, carriers: Mapping[Channel, Postman], delivery: Delivery) -> None:
        self._delivery = delivery
        self._sender = f"{socket.gethostname()}:{os.getpid()}"
        self._ends_at = time.monotonic() + BUDGET_SECONDS
        self._due: deque[tuple[int, Channel]] = deque()
        self._is_empty = False
        self._in_doubt: Channel | None = None
        with unit_of_work():
            now = clock.now()
            reap(now=now, is_only_sender=delivery.is_only_sender)
            faults = channel_faults()
            self._faulty = {fault.channel for fault in faults}
            self._channels = set(carriers) - {
                each.channel for each in faults if each.probe_at > now
            }

    def next(self, ended: _Ended | None) -> tuple[Claim, Letter] | None:
        """The next message to carry; none when none is due, or the time is over."""
        if ended:
            self._doubt(ended)
        while ended or self._goes_on():
            if work := self._turn(ended):
                return work
            ended = None
        return None

    def _goes_on(self) -> bool:
        may = bool(self._channels) and not self._is_empty
        return may and time.monotonic() < self._ends_at and not self._delivery.stop.is_set()

    def _doubt(self, ended: _Ended) -> None:
        """A channel that swallows two letters in a row gets no more of them in this round."""
        was_in_doubt, self._in_doubt = self._in_doubt, None
        if ended.outcome is Outcome.IN_DOUBT:
            self._in_doubt = ended.claim.channel
            if self._in_doubt is was_in_doubt:
                self._channels.discard(self._in_doubt)

    def _turn(self, ended: _Ended | None) -> tuple[Claim, Letter] | None:
        """What is known of the last message is kept, whatever becomes of the next."""
        try:
            with unit_of_work():
                self._note(ended)
                return self._take() if self._goes_on() else None
        except _NotChecked as fault:
            log.exception("Message %s could not be checked", fault.message_id)
            with unit_of_work():
                self._note(ended)
                put_off(fault.message_id, fault.attempts, str(fault), at=clock.now())
            return None
        except Exception:
            with unit_of_work():
                self._note(ended)
            raise

    def _note(self, ended: _Ended | None) -> None:
        if ended is None:
            return
        outcome, claim, now = ended.outcome, ended.claim, clock.now()
        if ended.otherwise and others_have_passed(claim.message_id, claim.channel):
            outcome = ended.otherwise
        end_attempt(claim, outcome, ended.answer, at=now)
        if outcome is Outcome.OUR_FAULT:
            open_breaker(claim.channel, ended.answer, at=now)
            self._channels.discard(claim.channel)
        elif claim.channel in self._faulty and outcome is not Outcome.IN_DOUBT:
            close_breaker(claim.channel)

    def _take(self) -> tuple[Claim, Letter] | None:
        now = clock.now()
        message = self._claim_next(now)
        if message is None or self._stays(message):
            return None
        if message.channel in self._faulty:
            begin_probe(message.channel, at=now)
        letter = self._letter(message)
        return begin_attempt(message, self._sender, at=now), letter

    def _claim_next(self, now: datetime) -> Message | None:
        if not self._due:
            self._due.extend(due_messages(self._channels, now=now))
            self._is_empty = not self._due
        while self._due:
            number, channel = self._due.popleft()
            if channel in self._channels and (message := claim_message(number, now=now)):
                return message
        return None

    def _stays(self, message: Message) -> bool:
        """Whether it must not leave, now or ever; it is held back or dropped then."""
        number, attempts = message.id, message.attempts
        try:
            until = self._delivery.not_before(message)
            reason = None if until else self._delivery.still_wanted(message)
            if until:
                hold_back(message, until)
            elif reason:
                drop(message, reason)
            db.session.flush()
        except Exception as fault:
            raise _NotChecked(number, attempts, fault) from fault
        return bool(until or reason)

    def _letter(self, message: Message) -> Letter:
        key, secret = message.unsubscribe_key, self._secret_of(message)
        return Letter(
            sender=self._delivery.sender,
            recipient=message.recipient,
            subject=message.subject,
            body=message.body.replace(SECRET_PLACE, secret),
            html=message.html.replace(SECRET_PLACE, secret),
            message_id=message.message_id,
            written_at=message.written_at,
            thread=message.thread,
            reply_to=message.reply_to,
            unsubscribe_at=self._delivery.unsubscribe_at(key) if key else None,
        )

    def _secret_of(self, message: Message) -> str:
        """Only where the message has one: what people type is left as they typed it."""
        if message.secret is None:
            return SECRET_PLACE
        try:
            return self._delivery.reveal(message.secret)
        except Exception as fault:
            raise _NotChecked(message.id, message.attempts, fault) from fault
