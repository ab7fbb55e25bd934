"""Every route, as every kind of person."""

import pytest

from bidapp.accounts.permissions import WHO_MAY, Kind, may
from bidapp.asking.models import Question
from tests.asking.stories import CLOSES, asked, confirm
from tests.builders import (
    a_bid,
    a_block,
    a_call,
    a_contact,
    a_deadline,
    a_letter,
    a_line,
    a_person,
    a_role,
    a_section,
    a_sign_off,
    a_step,
    a_team_member,
    a_template,
    an_organisation,
    saved,
    signed_in_as,
    written,
)
from tests.commenting.talk import comment
from tests.conftest import NOON

PUBLIC = {
    "static", "health.process", "health.ready", "accounts.sign_in", "accounts.forgotten_password",
    "accounts.choose_password", "overview.accessibility", "overview.privacy", "overview.guide",
    "calendars.feed", "reminders.figures", "unsubscribing.ask", "unsubscribing.done",
    "partner_door.new_link", "partner_door.new_code", "partner_door.prove", "partner_door.back",
    "partner_page.show", "partner_page.confirm", "partner_page.change", "partner_page.decline_one",
    "partner_page.decline_all", "partner_page.give_away", "partner_page.ask_something",
    "partner_page.seen", "partner_page.signed_off", "partner_files.send_letter",
    "partner_files.letter", "partner_files.letter_sent", "partner_files.record",
    "partner_drafts.file", "partner_drafts.send_back",
}  # fmt: skip


def guarded(app):
    """(endpoint, address, method, action) of every route that asks who is there."""
    for rule in app.url_map.iter_rules():
        view = app.view_functions[rule.endpoint]
        if not hasattr(view, "needed_action"):
            continue
        numbers = dict.fromkeys(rule.arguments, 1)
        address = app.url_map.bind("localhost").build(rule.endpoint, numbers)
        for method in rule.methods & {"GET", "POST"}:
            yield rule.endpoint, address, method, view.needed_action


@pytest.fixture
def one_of_everything(app, now):
    """Rows number 1 for every address to find."""
    bid = saved(a_bid(call=a_call(a_deadline(CLOSES), template=a_template())))
    comment(written(saved(a_section(bid)), "<p>One.</p>"), quote="One")
    a_block()
    force = saved(an_organisation(sign_off_steps=[a_step()]))
    saved(a_team_member(bid))
    role = saved(a_role(bid, force, contact=saved(a_contact(force)), sign_offs=[a_sign_off()]))
    saved(a_letter(role))
    saved(a_line(role))
    made = asked(role, role.contact)
    confirm(app.test_client(), made)
    saved(Question(ask_id=made.id, text="Why us?", asked_at=NOON))


def test_these_pages_and_no_others_are_public(app):
    public = {name for name, view in app.view_functions.items() if hasattr(view, "is_public")}
    assert public | {"static"} == PUBLIC


def test_strangers_are_asked_to_sign_in_everywhere_else(app, client):
    for endpoint, address, method, _ in guarded(app):
        response = client.open(address, method=method)
        if hasattr(app.view_functions[endpoint], "is_for_script"):
            assert response.status_code == 401, address
            assert response.json["said"].startswith("You are no longer signed in"), address
        else:
            assert response.status_code == 302, address
            assert response.location.startswith("/sign-in"), address


@pytest.mark.parametrize("kind", Kind)
def test_each_kind_reaches_what_the_table_says_and_nothing_else(app, one_of_everything, kind):
    for endpoint, address, method, action in guarded(app):
        person = saved(a_person(kind=kind))
        browser = signed_in_as(app.test_client(), person)
        response = browser.open(address, method=method, data={})
        refused = response.status_code == 403
        assert refused is not may(kind, action), (endpoint, method, response.status_code)
        assert response.status_code < 500, (endpoint, method)


def test_every_action_is_in_the_table_and_used(app):
    used = {action for _, _, _, action in guarded(app)}
    assert used == set(WHO_MAY)


def test_no_get_changes_anything(app, client, one_of_everything, coordinator):
    """A read that wrote would be refused by the database itself."""
    administrator = saved(a_person(kind=Kind.ADMINISTRATOR))
    signed_in_as(client, administrator)
    for endpoint, address, method, _ in guarded(app):
        if method == "GET":
            assert client.get(address).status_code in (200, 404), endpoint
