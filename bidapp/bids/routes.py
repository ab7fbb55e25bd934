from math import ceil
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import SelectChoice

from bidapp import clock
from bidapp.accounts.gate import me, needs
from bidapp.accounts.permissions import Action
from bidapp.accounts.queries import people_who_may
from bidapp.bids.actions import move_bid
from bidapp.bids.forms import BidForm, MoveBidForm
from bidapp.bids.models import Bid
from bidapp.bids.queries import BIDS_ON_A_PAGE, Filter, Sort, bids_in_list, lanes, owners
from bidapp.bids.stages import NEXT_STAGES, Stage
from bidapp.database import fetch, unit_of_work
from bidapp.errors import RuleBroken
from bidapp.fields import offer, one_line
from bidapp.funders.queries import funders
from bidapp.organisations.queries import possible_leads, themes
from bidapp.web import asked_by_htmx, number_in_address
from bidapp.wording import local_date

blueprint = Blueprint("bids", __name__)
VIEW = ("q", "stage", "funder", "theme", "owner", "sort", "order")


@blueprint.get("/bids/board")
@needs(Action.SEE)
def board() -> ResponseReturnValue:
    return render_template("bids/board.html", **_board())


def _board() -> dict[str, Any]:
    wanted = _filter_from_address()
    return {
        "lanes": lanes(wanted, clock.now()),
        "wanted": wanted,
        "next_stages": NEXT_STAGES,
        "form": MoveBidForm(None),
        **_choices(),
    }


def _choices() -> dict[str, Any]:
    return {"funders": funders(), "themes": themes(), "owners": owners(), "stages": Stage}


def _filter_from_address() -> Filter:
    """Anything in the address that is no filter of ours is left aside."""
    asked = request.args
    return Filter(
        stage=next((stage for stage in Stage if stage == asked.get("stage")), None),
        funder_id=number_in_address("funder"),
        theme_id=number_in_address("theme"),
        owner_id=number_in_address("owner"),
        words=one_line(asked.get("q"))[:200],
    )


@blueprint.get("/bids")
@needs(Action.SEE)
def table() -> ResponseReturnValue:
    wanted = _filter_from_address()
    sort = next((sort for sort in Sort if sort == request.args.get("sort")), Sort.DEADLINE)
    descending = request.args.get("order") == "down"
    page = min(max(request.args.get("page", 1, type=int), 1), 10_000)
    bids, count = bids_in_list(wanted, sort, descending=descending, page=page, now=clock.now())
    return render_template(
        "bids/table.html",
        bids=bids,
        count=count,
        page=page,
        pages=max(ceil(count / BIDS_ON_A_PAGE), 1),
        wanted=wanted,
        sort=sort,
        descending=descending,
        asked=_view_asked_for(),
        **_choices(),
    )


def _view_asked_for() -> dict[str, Any]:
    """The filters and the sorting in this address, to be kept in the next; nothing else is."""
    return {name: request.args[name] for name in VIEW if request.args.get(name)}


@blueprint.post("/bids/<int:bid_id>/stage")
@needs(Action.COORDINATE)
def move(bid_id: int) -> ResponseReturnValue:
    """Moves a bid; without script the page it was pressed on is loaded again."""
    bid, form = fetch(Bid, bid_id), MoveBidForm()
    if not form.validate_on_submit():
        raise RuleBroken("Choose a stage to move the bid to.")
    with unit_of_work():
        move_bid(bid, form.stage.data, by=me().id, at=clock.now())
    flash(f"{bid.short_name} is now in {bid.stage}.", "ok")
    if asked_by_htmx():
        return render_template("bids/_board.html", moved=True, **_board())
    came_from_board = request.form.get("from") == "board"
    board = url_for("bids.board", **_view_asked_for())
    return redirect(board if came_from_board else url_for("overview.bid", bid_id=bid_id))


def offer_choices(form: BidForm, *, standing: Bid | None = None) -> None:
    """Who can lead and look after a bid today; who does so already stays on the list."""
    leads = {each.id: each.name for each in possible_leads(local_date(clock.now()))}
    carers = {each.id: each.name for each in people_who_may(Action.COORDINATE)}
    if standing:
        leads.setdefault(standing.lead_organisation_id, standing.lead_organisation.name)
        carers.setdefault(standing.owner_id, standing.owner.name)
    offer(form.lead_organisation_id, leads.items(), nothing="Choose…")
    offer(form.owner_id, carers.items(), nothing="Choose…")
    form.theme_ids.choices = [SelectChoice(theme.id, theme.name) for theme in themes()]
