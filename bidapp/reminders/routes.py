from datetime import timedelta

from flask import Blueprint, Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from prometheus_client import CONTENT_TYPE_LATEST

from bidapp import clock
from bidapp.accounts.gate import me, needs
from bidapp.accounts.models import Person
from bidapp.accounts.permissions import Action
from bidapp.accounts.queries import people_who_may
from bidapp.bids.models import Bid
from bidapp.database import fetch, unit_of_work
from bidapp.errors import RuleBroken
from bidapp.fields import PressForm, offer
from bidapp.reminders.actions import acknowledge, hand_over, put_off, save_channel, take_back
from bidapp.reminders.deadlines import DeadlineOfBid, acknowledgements_of, deadline_of_bid
from bidapp.reminders.forms import ChannelForm, HandOverForm, PutOffForm
from bidapp.reminders.metrics import metrics
from bidapp.reminders.models import Reminder, Rung
from bidapp.reminders.people import snooze_of, wishes_of
from bidapp.reminders.proof import (
    LOOKING_AHEAD,
    MOST_LINES,
    log_lines,
    was_sent,
    will_be_sent,
)
from bidapp.reminders.queries import channel_address, rules_for, rungs_of_bid
from bidapp.reminders.trouble import troubles
from bidapp.web import csv_download, public
from bidapp.wording import local_date, moment

blueprint = Blueprint("reminders", __name__)
blueprint.app_context_processor(lambda: {"troubles": lambda: troubles(clock.now())})
OF_DEADLINE = "/bids/<int:bid_id>/deadlines/<int:deadline_id>"
SHOWN = 200  # lines on a page; the file has more


@blueprint.get("/bids/<int:bid_id>/reminders")
@needs(Action.SEE)
def of_bid(bid_id: int) -> ResponseReturnValue:
    """What will be sent for this bid, and what was."""
    bid, now = fetch(Bid, bid_id), clock.now()
    ahead = will_be_sent(now, now + LOOKING_AHEAD, rungs_of_bid(bid))
    return render_template(
        "reminders/of_bid.html",
        bid=bid,
        ahead=[line for line in ahead if line.bid.id == bid_id][:SHOWN],
        past=was_sent(Reminder.bid_id == bid_id, SHOWN),
        channel=channel_address(bid_id),
    )


@blueprint.get("/bids/<int:bid_id>/reminders.csv")
@needs(Action.SEE)
def log_of_bid(bid_id: int) -> ResponseReturnValue:
    """Every attempt for this bid, with the server's answer."""
    bid = fetch(Bid, bid_id)
    rows = log_lines(was_sent(Reminder.bid_id == bid_id, MOST_LINES))
    return csv_download(f"reminders-of-bid-{bid.id}", rows)


@blueprint.get(OF_DEADLINE)
@needs(Action.SEE)
def deadline(bid_id: int, deadline_id: int) -> ResponseReturnValue:
    """One deadline of one bid: who has it, what will be sent, what was, and how it came to be."""
    return _page(deadline_of_bid(bid_id, deadline_id))


@blueprint.post(f"{OF_DEADLINE}/have-it")
@needs(Action.OWN_REMINDERS)
def have_it(bid_id: int, deadline_id: int) -> ResponseReturnValue:
    found = deadline_of_bid(bid_id, deadline_id)
    if PressForm().validate_on_submit():
        with unit_of_work():
            acknowledge(found.bid, found.deadline, me(), at=clock.now())
        flash("You have it. Only the last reminders before it will still come.", "ok")
    return _back(found)


@blueprint.post(f"{OF_DEADLINE}/have-it-not")
@needs(Action.OWN_REMINDERS)
def have_it_not(bid_id: int, deadline_id: int) -> ResponseReturnValue:
    found = deadline_of_bid(bid_id, deadline_id)
    if PressForm().validate_on_submit():
        with unit_of_work():
            take_back(found.bid, found.deadline, me(), at=clock.now())
        flash("You no longer have it. The reminders go on.", "ok")
    return _back(found)


@blueprint.post(f"{OF_DEADLINE}/put-off")
@needs(Action.OWN_REMINDERS)
def later(bid_id: int, deadline_id: int) -> ResponseReturnValue:
    found, form = deadline_of_bid(bid_id, deadline_id), PutOffForm()
    if not form.validate_on_submit():
        return _page(found, put_off_form=form)
    until = form.until(wishes_of(me().id).zone)
    try:
        with unit_of_work():
            put_off(found.bid, found.deadline, me(), until, at=clock.now())
    except RuleBroken as refusal:
        form.until_on.errors = (str(refusal),)
        return _page(deadline_of_bid(bid_id, deadline_id), put_off_form=form)
    flash(f"You hear of it again on {moment(until)}.", "ok")
    return _back(found)


@blueprint.post(f"{OF_DEADLINE}/hand-over")
@needs(Action.WRITE)
def give(bid_id: int, deadline_id: int) -> ResponseReturnValue:
    found, form = deadline_of_bid(bid_id, deadline_id), HandOverForm()
    offer(form.person_id, _colleagues(), nothing="Choose…")
    if not form.validate_on_submit():
        return _page(found, hand_over_form=form)
    try:
        with unit_of_work():
            colleague = fetch(Person, form.person_id.data)
            hand_over(found.bid, found.deadline, colleague, by=me(), at=clock.now())
    except RuleBroken as refusal:
        form.person_id.errors = (str(refusal),)
        return _page(deadline_of_bid(bid_id, deadline_id), hand_over_form=form)
    flash(f"{colleague.name} looks after it now.", "ok")
    return _back(found)


def _page(
    found: DeadlineOfBid,
    put_off_form: PutOffForm | None = None,
    hand_over_form: HandOverForm | None = None,
) -> ResponseReturnValue:
    now = clock.now()
    number, bid_id = found.deadline.id, found.bid.id
    if hand_over_form is None:
        hand_over_form = HandOverForm(formdata=None)
        offer(hand_over_form.person_id, _colleagues(), nothing="Choose…")
    tomorrow = local_date(now) + timedelta(days=1)
    ahead = will_be_sent(now, now + LOOKING_AHEAD, Rung.deadline_id == number)
    return render_template(
        "reminders/deadline.html",
        found=found,
        bid=found.bid,
        deadline=found.deadline,
        has_it=acknowledgements_of(bid_id, found.deadline),
        snooze=snooze_of(number, bid_id, me().id),
        put_off_form=put_off_form or PutOffForm(formdata=None, until_on=tomorrow),
        hand_over_form=hand_over_form,
        own_rules=rules_for(found.deadline.kind, number),
        ahead=[line for line in ahead if line.bid.id == bid_id][:SHOWN],
        past=was_sent((Reminder.deadline_id == number) & (Reminder.bid_id == bid_id), SHOWN),
        press=PressForm(),
    )


def _colleagues() -> list[tuple[int, str]]:
    return [
        (person.id, person.name) for person in people_who_may(Action.SEE) if person.id != me().id
    ]


def _back(found: DeadlineOfBid) -> ResponseReturnValue:
    address = url_for("reminders.deadline", bid_id=found.bid.id, deadline_id=found.deadline.id)
    return redirect(address)


@blueprint.route("/bids/<int:bid_id>/channel", methods=["GET", "POST"])
@needs(Action.COORDINATE)
def channel(bid_id: int) -> ResponseReturnValue:
    """The Teams channel that the bid's reminders are posted to as well."""
    bid = fetch(Bid, bid_id)
    form = ChannelForm(address=channel_address(bid_id))
    if form.validate_on_submit():
        with unit_of_work():
            save_channel(bid, form.address.data, by=me().id, at=clock.now())
        flash("The channel is saved." if form.address.data else "Nothing is posted now.", "ok")
        return redirect(url_for("reminders.of_bid", bid_id=bid_id))
    return render_template("reminders/channel.html", form=form, bid=bid)


@blueprint.get("/metrics")
@public
def figures() -> ResponseReturnValue:
    """Counts and ages for Prometheus: numbers, and nobody's names."""
    return Response(metrics(clock.now()), content_type=CONTENT_TYPE_LATEST)
