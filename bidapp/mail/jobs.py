"""What the scheduler runs for mail."""

import logging
import time
from pathlib import Path

from bidapp import clock
from bidapp.database import unit_of_work
from bidapp.mail.actions import claim_message, mark_refused, mark_sent, try_again_later
from bidapp.mail.postman import Letter, NotNow, Postman, Refused, postman

log = logging.getLogger(__name__)
BUDGET_SECONDS = 20  # of one round; the rest waits for the next


def deliver_outbox(smtp_url: str | None, sender: str, folder: Path) -> int:
    """Sends what is due, one transaction a message, none open while a server is spoken to."""
    delivered, stop_at = 0, time.monotonic() + BUDGET_SECONDS
    with postman(smtp_url, folder) as carrier:
        while time.monotonic() < stop_at:
            outcome = _deliver_next(carrier, sender)
            if outcome is None:
                break
            delivered += outcome
    return delivered


def _deliver_next(carrier: Postman, sender: str) -> bool | None:
    """Whether the next message left; None when none is due."""
    with unit_of_work():
        message = claim_message(now=clock.now())
        if message is None:
            return None
        number, lease, attempts = message.id, message.lease, message.attempts
        letter = Letter(
            sender=sender,
            recipient=message.recipient,
            subject=message.subject,
            body=message.body,
            message_id=message.message_id,
            written_at=message.written_at,
            thread=message.thread,
        )
    return _carry(carrier, letter, number, lease, attempts)


def _carry(carrier: Postman, letter: Letter, number: int, lease: int, attempts: int) -> bool:
    try:
        answer = carrier.deliver(letter)
    except Refused as refusal:
        log.warning("Message %s was refused: %s", number, refusal)
        with unit_of_work():
            mark_refused(number, lease, str(refusal))
    except NotNow as fault:
        log.warning("Message %s waits: %s", number, fault)
        with unit_of_work():
            try_again_later(number, lease, str(fault), attempts=attempts, at=clock.now())
    else:
        with unit_of_work():
            mark_sent(number, lease, answer, at=clock.now())
        return True
    return False
