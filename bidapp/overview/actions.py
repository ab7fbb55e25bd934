from datetime import datetime
from typing import Any

from bidapp.accounts.models import Person
from bidapp.bids.actions import save_bid, start_bid
from bidapp.bids.models import Bid
from bidapp.calls.models import Call, CallStatus
from bidapp.contributions.actions import Actor
from bidapp.contributions.models import Contribution
from bidapp.contributions.roles import reopen_for_new_position
from bidapp.database import db, fetch
from bidapp.drafting.actions import add_sections
from bidapp.errors import RuleBroken
from bidapp.organisations.models import Organisation
from bidapp.partners.actions import add_role, set_lead
from bidapp.partners.models import Position


class CallTakesNoBids(RuleBroken):
    """A withdrawn or closed call is no longer answered."""


def open_bid(
    call: Call, facts: dict[str, Any], *, partner: Organisation | None, by: int, at: datetime
) -> Bid:
    """A bid on this call, with the funder's sections, its lead and its bidding partner."""
    if call.status in (CallStatus.WITHDRAWN, CallStatus.CLOSED):
        raise CallTakesNoBids(f"The call is {call.status}, so no bid can be opened on it.")
    bid = Bid(call=call)
    start_bid(bid, facts, by=by, at=at)
    if call.template:
        add_sections(bid, call.template, call.funder.count_rule)
    set_lead(bid, at=at)
    if partner is not None and partner.id != bid.lead_organisation_id:
        add_role(bid, partner, Position.PROJECT_PARTNER, by=by, at=at)
    db.session.flush()
    return bid


def change_bid(bid: Bid, facts: dict[str, Any], *, by: int, at: datetime) -> list[Contribution]:
    """A new lead takes the lead's position from the old one; the lines that this opens again."""
    save_bid(bid, facts, by=by, at=at)
    actor = Actor(fetch(Person, by).name, at, person_id=by)
    return [line for role in set_lead(bid, at=at) for line in reopen_for_new_position(role, actor)]
