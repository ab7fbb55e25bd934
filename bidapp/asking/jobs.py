"""What the scheduler runs for asking: reminders to partners, and deadlines that follow answers."""

import logging
from collections.abc import Callable

from bidapp import clock
from bidapp.asking.due import settle_due
from bidapp.asking.links import send
from bidapp.asking.models import SendingKind
from bidapp.asking.posting import post_now
from bidapp.asking.reminding import (
    asks_to_remind,
    let_links_follow,
    reason_against,
    roles_out_of_step,
    take_reminder,
)
from bidapp.calls.actions import Deed
from bidapp.database import fetch, unit_of_work
from bidapp.mail.models import Message
from bidapp.partners.models import PartnerRole

log = logging.getLogger(__name__)


def remind_partners() -> int:
    """Whoever has not answered by a rung of the deadline’s ladder hears of it once, by letter."""
    with unit_of_work():
        waiting = asks_to_remind(clock.now())
    return sum(_each(_remind, ask_id) for ask_id in waiting)


def settle_answers() -> int:
    """What changed in the ledger opens or settles the deadline of its answer, and a close that
    moved takes the ends of links along.
    """
    with unit_of_work():
        let_links_follow(clock.now())
        out_of_step = roles_out_of_step()
    return sum(_each(_settle, role_id) for role_id in out_of_step)


def why_not_to_ask(message: Message) -> str | None:
    """Asked by the delivery of mail in the moment it has claimed a message."""
    return reason_against(message, clock.now())


def _remind(ask_id: int) -> bool:
    ask = take_reminder(ask_id, clock.now())
    if ask is None:
        return False
    send(ask, SendingKind.REMINDED, "partner_reminded", post_now())
    return True


def _settle(role_id: int) -> bool:
    settle_due(fetch(PartnerRole, role_id), Deed(None, clock.now(), "follows the ledger"))
    return True


def _each(work: Callable[[int], bool], number: int) -> bool:
    """In a transaction of its own, so that one that cannot be written never holds up the rest."""
    try:
        with unit_of_work():
            return work(number)
    except Exception:
        log.exception("Number %s could not be worked on", number)
        return False
