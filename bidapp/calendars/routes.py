import re
from datetime import date, timedelta
from typing import Any

from flask import (
    Blueprint,
    Response,
    current_app,
    flash,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue

from bidapp import clock
from bidapp.accounts.gate import me, needs
from bidapp.accounts.permissions import Action
from bidapp.calendars.actions import end_feed, make_feed, note_reading
from bidapp.calendars.days import (
    FIRST_YEAR,
    LAST_YEAR,
    day_named,
    days_with_something,
    month_named,
    month_of,
)
from bidapp.calendars.forms import FeedForm
from bidapp.calendars.icalendar_file import write_calendar
from bidapp.calendars.models import CalendarFeed
from bidapp.calendars.queries import (
    Wanted,
    closures_between,
    due_between,
    entries_of_feed,
    entry_of,
    feed_with_key,
    feeds_of,
    live_bids,
)
from bidapp.database import fetch, unit_of_work
from bidapp.errors import NotFound, RuleBroken
from bidapp.fields import PressForm, offer
from bidapp.web import address_of, number_in_address, public
from bidapp.wording import local_date

blueprint = Blueprint("calendars", __name__)
AHEAD = timedelta(weeks=8)  # what one agenda shows
FIRST_DAY, LAST_DAY = date(FIRST_YEAR, 1, 1), date(LAST_YEAR, 12, 31)


@blueprint.get("/calendar")
@needs(Action.SEE)
def month() -> ResponseReturnValue:
    named = month_named(asked := request.args.get("month", ""))
    shown = named or month_of(_this_day())
    facts = _due(shown.first, shown.following)
    weeks = shown.weeks(facts["entries"], facts["closed"])
    return render_template(
        "calendars/month.html", month=shown, weeks=weeks, odd="" if named else asked, **facts
    )


@blueprint.get("/calendar/agenda")
@needs(Action.SEE)
def agenda() -> ResponseReturnValue:
    named = day_named(asked := request.args.get("from", ""))
    first = named or _this_day()
    facts = _due(first, first + AHEAD)
    days = days_with_something(facts["entries"], facts["closed"])
    return render_template(
        "calendars/agenda.html",
        first=first,
        last=first + AHEAD - timedelta(days=1),
        earlier=max(first - AHEAD, FIRST_DAY),
        later=min(first + AHEAD, LAST_DAY),
        days=days,
        odd="" if named else asked,
        **facts,
    )


def _due(first: date, until: date) -> dict[str, Any]:
    """What is due in a stretch of days, for the people and bids the address names."""
    bid_id, whose = number_in_address("bid"), request.args.get("whose")
    is_mine = whose == "mine" or (whose != "everybody" and not bid_id)
    entries = due_between(first, until, Wanted(me().id if is_mine else None, bid_id))
    return {
        "entries": entries,
        "closed": closures_between(first, until, {entry.lead_id for entry in entries}),
        "is_mine": is_mine,
        "kept": {"whose": "mine" if is_mine else "everybody", "bid": bid_id},
        "bids": live_bids(),
        "today": _this_day(),
    }


def _this_day() -> date:
    return local_date(clock.now())


@blueprint.get("/bids/<int:bid_id>/deadlines/<int:deadline_id>.ics")
@needs(Action.SEE)
def deadline_file(bid_id: int, deadline_id: int) -> ResponseReturnValue:
    """One deadline to put into one's own calendar, as it stands now."""
    entry = entry_of(bid_id, deadline_id)
    name = f"{entry.bid_name}: {entry.what}"
    response = _calendar_file(write_calendar(name, [entry], current_app.config["BASE_URL"]))
    plain = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:80] or "deadline"
    response.headers["Content-Disposition"] = f"attachment; filename={plain}.ics"
    return response


@blueprint.route("/calendar/feeds", methods=["GET", "POST"])
@needs(Action.OWN_ACCOUNT)
def feeds() -> ResponseReturnValue:
    """One's own feeds. The address of a new one stands on the page that answers the form, once."""
    form, address = FeedForm(), ""
    offer(form.bid_id, live_bids(), nothing="All that concern me, of every bid")
    if form.validate_on_submit():
        try:
            with unit_of_work():
                key = make_feed(form.label.data, form.bid_id.data, by=me().id, at=clock.now())
            address = address_of("calendars.feed", key=key)
        except RuleBroken as refusal:
            form.form_errors.append(str(refusal))
    return render_template(
        "calendars/feeds.html",
        form=form,
        address=address,
        subscribe=re.sub(r"^https?", "webcal", address),
        feeds=feeds_of(me().id),
        press=PressForm(None),
    )


@blueprint.post("/calendar/feeds/<int:feed_id>/end")
@needs(Action.OWN_ACCOUNT)
def end(feed_id: int) -> ResponseReturnValue:
    feed = fetch(CalendarFeed, feed_id)
    if feed.person_id != me().id:
        raise NotFound(f"You have no calendar feed number {feed_id}.")
    if PressForm().validate_on_submit():
        with unit_of_work():
            end_feed(feed, at=clock.now())
        flash(f"{feed.label} is ended: its address works no longer.", "ok")
    return redirect(url_for("calendars.feeds"))


@blueprint.get("/calendar/feeds/<key>.ics")
@public  # another calendar cannot sign in: the key in the address is what opens it
def feed(key: str) -> ResponseReturnValue:
    """What a calendar program reads. It is told when nothing has changed since."""
    found = feed_with_key(key)
    content = write_calendar(
        found.label, entries_of_feed(found, clock.now()), current_app.config["BASE_URL"]
    )
    _note_the_day(found)
    response = _calendar_file(content)
    response.cache_control.private = True
    response.cache_control.max_age = 300
    response.headers["Referrer-Policy"] = "no-referrer"
    response.add_etag()
    return response.make_conditional(request)


def _note_the_day(found: CalendarFeed) -> None:
    """The one thing a GET writes: once a day, that this address is in use, so that its owner can
    tell which to end. Nothing else could tell: other processes do not share our memory, and the
    log must not know the key.
    """
    if not found.was_read_on(_this_day()):
        number = found.id
        with unit_of_work():
            note_reading(number, _this_day())


def _calendar_file(content: bytes) -> Response:
    return Response(content, content_type="text/calendar; charset=utf-8")
