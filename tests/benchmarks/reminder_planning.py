"""Planning 100,000 deadlines of five rungs and three people each, beside the bare SQL that writes
the same rows; and a round in which nothing is due, beside the least that one can ask a database.
"""

from datetime import timedelta

from sqlalchemy import (
    Column,
    Integer,
    MetaData,
    Table,
    delete,
    func,
    insert,
    literal,
    select,
    text,
    update,
)

from bidapp.bids.models import BidDeadline, DeadlineStatus, bid_deadline_person
from bidapp.calls.models import Deadline, DeadlineKind, StageKind
from bidapp.database import UtcDateTime, db, unit_of_work
from bidapp.reminders.letters import Addresses
from bidapp.reminders.models import Audience, Reminder, ReminderRule, Rung, Unit
from bidapp.reminders.planning import plan_reminders
from bidapp.reminders.queries import the_service
from bidapp.reminders.sending import queue_due_reminders
from tests.benchmarks.application import NOW, both_databases
from tests.benchmarks.timing import compared, medians
from tests.builders import a_bid, a_call, a_person, an_organisation, saved

DEADLINES, BIDS, DAYS, ROUNDS = 100_000, 1_000, 100, 3
DAY = Table(
    "day", MetaData(), Column("ahead", Integer, primary_key=True), Column("at", UtcDateTime)
)
NO_ADDRESSES = Addresses(deadline=lambda bid_id, deadline_id: "")
HORIZON = "2030-03-05 12:00:00"
BARE = """
INSERT INTO reminder (deadline_id, bid_id, occurrence, rule_id, person_id, channel, send_at,
                      wake_at, state, is_for_digest, reason)
SELECT rung.deadline_id, bid.id, rung.occurrence, rung.rule_id, {person}, 'mail', rung.send_at,
       rung.send_at, 'planned', false, ''
FROM rung
JOIN reminder_rule ON reminder_rule.id = rung.rule_id
JOIN deadline ON deadline.id = rung.deadline_id AND deadline.occurrence = rung.occurrence
JOIN bid_deadline ON bid_deadline.deadline_id = deadline.id
JOIN bid ON bid.id = bid_deadline.bid_id {people}
WHERE rung.send_at BETWEEN '{now}' AND '{horizon}' AND reminder_rule.audience = '{audience}'
AND bid_deadline.status = 'open' AND bid.stage = 'Drafting'
ORDER BY 1, 2, 3, 4, 5
ON CONFLICT DO NOTHING
"""
TO_OWNERS = BARE.format(
    person="bid_deadline.owner_id", people="", audience=Audience.OWNER.value,
    now="2030-03-01 12:00:00", horizon=HORIZON,
)  # fmt: skip
TO_THE_TEAM = BARE.format(
    person="named.person_id",
    people="JOIN bid_deadline_person AS named ON named.bid_deadline_id = bid_deadline.id",
    audience=Audience.TEAM.value, now="2030-03-01 12:00:00", horizon=HORIZON,
)  # fmt: skip


def report() -> str:
    with both_databases() as databases:
        return "\n".join(_on(name) for name, _ in databases)


def _on(database: str) -> str:
    _write_deadlines()
    _write_rungs()
    first, bare = medians(ROUNDS, _plan, _bare, before=_forget)
    again, bare_again = medians(ROUNDS, _plan, _bare)
    planned = db.session.scalar(select(func.count()).select_from(Reminder))
    with unit_of_work():
        db.session.execute(update(Reminder).values(wake_at=NOW + timedelta(days=1)))
    idle, least = medians(201, _queue, _ask_the_least)
    lines = (
        compared(f"{database}, planning {planned:,} reminders", first, bare, "the bare SQL"),
        compared(f"{database}, planning again", again, bare_again, "the bare SQL"),
        compared(f"{database}, a turn with nothing due", idle, least, "an empty transaction"),
    )
    return "\n".join(lines)


def _write_deadlines() -> None:
    """Own deadlines of a thousand bids, spread over a hundred days, with an owner and two more."""
    call, lead = a_call(), an_organisation()
    people = [saved(a_person()) for _ in range(3)]
    with unit_of_work():
        bids = [a_bid(call=call, lead_organisation=lead, owner=people[0]) for _ in range(BIDS)]
        db.session.add_all(bids)
        db.session.flush()
        numbers = [bid.id for bid in bids]
        owner, *others = [person.id for person in people]
        rows = [_deadline(number) for number in range(1, DEADLINES + 1)]
        db.session.execute(insert(Deadline), rows)
        of_bids = [_of_bid(number, numbers, owner) for number in range(1, DEADLINES + 1)]
        db.session.execute(insert(BidDeadline), of_bids)
        named = [
            {"bid_deadline_id": number, "person_id": other}
            for number in range(1, DEADLINES + 1)
            for other in others
        ]
        db.session.execute(insert(bid_deadline_person), named)


def _deadline(number: int) -> dict[str, object]:
    due_at = NOW + timedelta(days=number % DAYS, hours=4)
    return {
        "id": number, "kind": DeadlineKind.INTERNAL, "stage": StageKind.FULL,
        "label": f"Milestone {number}", "due_local": due_at.replace(tzinfo=None),
        "zone": "Europe/London", "due_at": due_at, "ladder_is_stale": False,
    }  # fmt: skip


def _of_bid(number: int, bids: list[int], owner: int) -> dict[str, object]:
    bid_id = bids[number % BIDS]
    return {
        "id": number, "bid_id": bid_id, "deadline_id": number, "owner_id": owner,
        "status": DeadlineStatus.OPEN, "is_for_writers": False, "is_pinned": False,
    }  # fmt: skip


def _write_rungs() -> None:
    """Five rungs for the owner and five for the others, so many days before: set by set."""
    with unit_of_work():
        DAY.create(db.session.connection())
        db.session.execute(update(ReminderRule).values(is_on=False))
        for days in (30, 14, 7, 3, 1):
            for audience in (Audience.OWNER, Audience.TEAM):
                rule = ReminderRule(kind=DeadlineKind.INTERNAL, unit=Unit.DAYS, amount=days)
                rule.audience = audience
                db.session.add(rule)
                db.session.flush()
                _write_rungs_of(rule)
        the_service().planned_until = NOW
        db.session.execute(text("ANALYZE"))


def _write_rungs_of(rule: ReminderRule) -> None:
    """A deadline's number says on which of the hundred days it falls."""
    db.session.execute(delete(DAY))
    days = [
        {"ahead": ahead, "at": NOW + timedelta(days=ahead - rule.amount, hours=-3)}
        for ahead in range(DAYS)
    ]
    db.session.execute(insert(DAY), days)
    found = select(Deadline.id, literal(1), literal(rule.id), DAY.c.at).join(
        DAY, DAY.c.ahead == Deadline.id % DAYS
    )
    into = ["deadline_id", "occurrence", "rule_id", "send_at"]
    db.session.execute(insert(Rung).from_select(into, found))


def _plan() -> None:
    with unit_of_work():
        the_service().planned_until = NOW
        plan_reminders(now=NOW)


def _bare() -> None:
    with unit_of_work():
        db.session.execute(text(TO_OWNERS))
        db.session.execute(text(TO_THE_TEAM))


def _forget() -> None:
    with unit_of_work():
        db.session.execute(delete(Reminder))


def _queue() -> None:
    with unit_of_work():
        queue_due_reminders(NO_ADDRESSES, now=NOW)


def _ask_the_least() -> None:
    with unit_of_work():
        db.session.execute(text("SELECT 1"))
