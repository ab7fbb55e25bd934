"""What a newcomer finds after the example was loaded."""

import shutil
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select

from bidapp import create_app
from bidapp.accounts.actions import password_matches
from bidapp.accounts.models import Person
from bidapp.accounts.permissions import Kind
from bidapp.bids.models import Bid
from bidapp.bids.queries import bid_named
from bidapp.bids.stages import Stage
from bidapp.calls.contradictions import contradictions
from bidapp.calls.models import Call, CallStatus, Deadline
from bidapp.database import db
from bidapp.drafting.models import BlockUse, Section
from bidapp.drafting.queries import blocks_in, sections_of, text_of
from bidapp.example.loading import load_example
from bidapp.example.story import Days
from bidapp.mail.models import Message
from bidapp.organisations.models import Organisation
from bidapp.organisations.queries import default_lead, default_partner
from bidapp.partners.models import PartnerRole, Position
from bidapp.reminders.jobs import plan_ahead, queue_what_is_due
from bidapp.text.plain import plain_text
from bidapp.working_days import is_working_day
from tests.builders import an_organisation, saved
from tests.conftest import NOON, settings_for
from tests.postgres import EMPTY_DATABASE

PASSWORD = "gravel-teapot-orbit"
LONDON = ZoneInfo("Europe/London")


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def example(request, tmp_path_factory):
    """An application with the example, loaded once for all that only look at it."""
    folder = tmp_path_factory.mktemp("example")
    if request.param == "sqlite":
        file = shutil.copy(request.getfixturevalue("empty_sqlite"), folder / "example.sqlite")
        yield with_example(f"sqlite:///{file}", folder)
        return
    server = request.getfixturevalue("postgres")
    yield with_example(server.create("bidapp_example", template=EMPTY_DATABASE), folder)
    server.drop("bidapp_example")


def with_example(url, folder):
    app = create_app(settings_for(url, folder))
    with app.app_context():
        load_example(PASSWORD, now=NOON)
    return app


@pytest.fixture
def loaded(example, now):
    with example.app_context():
        yield example
        db.session.remove()
        db.engine.dispose()


def all_of(table):
    return list(db.session.scalars(select(table)))


def row_counts():
    tables = db.metadata.sorted_tables
    return {each.name: db.session.scalar(select(func.count()).select_from(each)) for each in tables}


def test_loading_twice_changes_nothing(loaded, now):
    before = row_counts()
    load_example("another password", now=now + timedelta(days=1))
    assert row_counts() == before


def test_it_keeps_out_of_an_installation_that_has_one_of_its_organisations(app, now):
    saved(an_organisation("University of Derby"))
    load_example(PASSWORD, now=now)
    assert [each.name for each in all_of(Organisation)] == ["University of Derby"]
    assert all_of(Person) == []


@pytest.mark.parametrize("kind", list(Kind))
def test_somebody_of_every_kind_signs_in_with_the_one_password(loaded, kind):
    email = f"{kind}@example.org"
    person = db.session.scalars(select(Person).where(Person.folded_email == email)).one()
    assert person.kind is kind
    assert password_matches(person, PASSWORD)


def test_de_montfort_university_leads_and_empac_stands_beside_it(loaded):
    bid = bid_named("ADAPT")
    roles = select(PartnerRole).where(PartnerRole.bid_id == bid.id)
    position_of = {each.organisation: each.position for each in db.session.scalars(roles)}
    assert default_lead().name == "De Montfort University"
    assert default_partner().short_name == "EMPAC"
    assert bid.lead_organisation == default_lead()
    assert position_of[default_lead()] is Position.LEAD
    assert position_of[default_partner()] is Position.PROJECT_PARTNER


def test_a_police_force_leads_where_the_fund_wants_it(loaded):
    assert bid_named("REHEARSE").lead_organisation.short_name == "Nottinghamshire Police"


def test_empac_has_its_members(loaded, now):
    empac = db.session.scalars(select(Organisation).where(Organisation.short_name == "EMPAC")).one()
    assert len(empac.members_on(now.date())) == 19


def test_there_is_a_bid_at_every_stage_with_its_moves_in_the_past(loaded, now):
    bids = all_of(Bid)
    assert {bid.stage for bid in bids} == set(Stage) - {Stage.WITHDRAWN}
    for bid in bids:
        moments = [bid.opened_at, *(move.moved_at for move in bid.moves), now]
        assert moments == sorted(moments)
        assert bid.moves == [] or bid.moves[-1].to_stage is bid.stage


def test_the_drafting_bid_has_the_sections_of_its_template_half_of_them_written(loaded):
    bid = bid_named("ADAPT")
    sections = sections_of(bid)
    assert bid.stage is Stage.DRAFTING
    assert [each.key for each in sections] == [each.key for each in bid.call.template.sections]
    written = [each for each in sections if each.latest_count]
    assert len(sections) / 3 < len(written) < len(sections)
    assert "four linked work packages" in plain_text(text_of(section_named(bid, "approach")))


def section_named(bid, key):
    return next(each for each in sections_of(bid) if each.key == key)


def test_exactly_one_section_is_over_its_limit(loaded):
    over = [each for each in all_of(Section) if each.latest_count > (each.counted_limit or 10**9)]
    assert [(each.bid.acronym, each.key) for each in over] == [("ADAPT", "approach")]


def test_library_blocks_stand_in_the_draft_and_one_has_aged(loaded):
    placed = [
        block
        for section in {use.section for use in all_of(BlockUse)}
        for block in blocks_in(section, text_of(section))
    ]
    assert {(block.title, block.has_aged) for block in placed} == {
        ("Managing data safely", True),
        ("Theory and practice", False),
    }


def test_a_block_comes_in_before_the_heading_that_is_named(loaded):
    lines = plain_text(text_of(section_named(bid_named("ADAPT"), "team_capability"))).split("\n")
    heading = lines.index("How the team fits together")
    assert lines[heading - 1].startswith("We do not hand theory to practice")


def test_every_deadline_is_the_instant_its_wall_clock_promises(loaded):
    for deadline in all_of(Deadline):
        promised = deadline.due_local.replace(tzinfo=ZoneInfo(deadline.zone))
        assert deadline.due_at == promised.astimezone(UTC)
        assert is_working_day(deadline.due_local.date())


def test_the_policing_call_closes_at_four_in_london_on_the_day_its_words_say(loaded):
    closing = bid_named("ADAPT").call.closing
    assert closing.due_at == datetime(2030, 4, 3, 15, tzinfo=UTC)  # four o'clock in summer time
    assert "4:00pm UK time on 3 April 2030" in closing.wording


@pytest.mark.parametrize("day", ["2027-12-22 00:30", "2028-02-29 23:30", "2030-03-31 01:30"])
def test_no_call_contradicts_itself_whatever_the_day_of_loading(app, day):
    now = datetime.fromisoformat(day).replace(tzinfo=LONDON)
    load_example(PASSWORD, now=now)
    for call in all_of(Call):
        assert contradictions(call, today=now.date()) == []


def test_one_call_is_always_open_and_past_ones_are_closed(loaded, now):
    calls = all_of(Call)
    assert [each.funder.short_name for each in calls if each.is_always_open] == ["Leverhulme"]
    past = [each for each in calls if each.closing and each.closing.due_at < now]
    assert past == [each for each in calls if each.status is CallStatus.CLOSED]


def test_the_coordinator_is_reminded_in_the_first_round(loaded):
    plan_ahead()
    queue_what_is_due()
    messages = [each for each in all_of(Message) if each.recipient == "coordinator@example.org"]
    assert any("Full applications close" in each.subject for each in messages)


def test_a_day_off_gives_way_to_the_next_working_day():
    good_friday = Days(datetime(2030, 4, 19, 12, tzinfo=UTC))
    assert good_friday.working_day(0).isoformat() == "2030-04-23"
    assert good_friday.day(0).isoformat() == "2030-04-19"
