"""Every page of the application as an address in the example, read from the routes themselves."""

import re
import sqlite3
import time

from bidapp import create_app
from bidapp.config import settings_from

SECONDS_TO_DELIVER = 40
NOT_PAGES = {
    "static", "health.process", "health.ready", "files.one", "documents.download",
    "letters.draft", "letters.file", "letterheads.file",
    "calendars.feed", "calendars.deadline_file", "reminders.figures", "reminders.log_of_bid",
    "contributions.ledger_file", "partner_files.letter", "partner_files.letter_sent",
    "partner_files.record", "partner_drafts.file", "handouts.download", "handouts.original",
    "documents.comparison", "live.text", "comments_live.every",
    "rules.edit_own",  # the page of rules.edit
}  # fmt: skip
FOR_NOBODY = {
    "accounts.sign_in", "accounts.forgotten_password", "accounts.choose_password",
    "unsubscribing.ask", "partner_page.show",
}  # fmt: skip
OF_CALLS = "WHERE call_id IS NOT NULL"
IN_THE_EXAMPLE = {  # what stands for the numbers in an address: rows with much in them
    "bid_id": "SELECT bid_id FROM section GROUP BY bid_id ORDER BY count(*) DESC",
    "call_id": f"SELECT call_id FROM deadline {OF_CALLS} GROUP BY call_id ORDER BY count(*) DESC",
    "deadline_id": (
        "SELECT bid_deadline.deadline_id FROM bid_deadline JOIN section USING (bid_id) "
        "GROUP BY bid_deadline.id ORDER BY count(*) DESC, bid_deadline.deadline_id"
    ),
    "funder_id": "SELECT funder_id FROM section_template GROUP BY funder_id ORDER BY count(*) DESC",
    "template_id": "SELECT template_id FROM template_section ORDER BY id",
    "organisation_id": "SELECT consortium_id FROM membership",
    "block_id": "SELECT block_id FROM block_version ORDER BY number DESC",
    "message_id": "SELECT max(id) FROM message",
    "person_id": "SELECT id FROM person WHERE email LIKE 'writer@%'",
    "section_id": "SELECT section_id FROM block_use",
    "number": "SELECT 1",
    "rule_id": "SELECT id FROM reminder_rule",
    "kind": "SELECT 'internal'",
    "role_id": "SELECT role_id FROM letter UNION ALL SELECT id FROM partner_role",
    "line_id": (  # the one with most behind it
        "SELECT contribution.id FROM contribution LEFT JOIN answer "
        "ON answer.contribution_id = contribution.id GROUP BY contribution.id "
        "ORDER BY count(answer.id) DESC, contribution.id"
    ),
    "letter_id": "SELECT id FROM letter ORDER BY id DESC",
    "step_id": "SELECT id FROM plan_step",
    "contact_id": "SELECT id FROM contact",
    "sign_off_step_id": "SELECT id FROM sign_off_step",
    "member_id": "SELECT id FROM team_member",
    "answer_id": "SELECT id FROM answer",
    "group_id": "SELECT id FROM section_group",
    "file_id": "SELECT id FROM returned_file",
}
IN_A_ROOM = {  # the same words, of another kind of row
    "funders": {"section_id": "SELECT id FROM template_section ORDER BY id"},
    "progress": {"role_id": "SELECT role_id FROM sign_off"},
    "replies": {"line_id": "SELECT id FROM contribution WHERE proposed_number IS NOT NULL"},
    "asking": {"role_id": "SELECT role_id FROM contribution WHERE state = 'asked'"},
    "plan_templates": {"template_id": "SELECT id FROM plan_template"},
    "calls": {
        "deadline_id": (
            f"SELECT id FROM deadline {OF_CALLS} "
            "ORDER BY count(*) OVER (PARTITION BY call_id) DESC, call_id, id"
        )
    },
    "unsubscribing": {
        "key": "SELECT unsubscribe_key FROM message WHERE unsubscribe_key IS NOT NULL"
    },
}
BESIDE = {  # pages in another state than the first one
    "bids.board that finds nothing": "/bids/board?q=nothing-like-it",
    "bids.table that finds nothing": "/bids?q=nothing-like-it",
    "bids.table turned round": "/bids?sort=asked&order=down",
    "library.every that finds nothing": "/library?q=nothing-like-it",
    "library.every no longer in use": "/library?retired=yes",
    "calls.every that finds nothing": "/calls?status=paused",
    "a page that is not there": "/nothing/here",
    "a bid that is not there": "/bids/987654",
}


def page_rules():
    """The rule of each address that shows a page, by the name of its view."""
    app = create_app(settings_from({"BIDAPP_SECRET_KEY": "only to read the routes, nothing more"}))
    return {
        rule.endpoint: rule
        for rule in app.url_map.iter_rules()
        if "GET" in rule.methods and rule.endpoint not in NOT_PAGES
    }


def address_of(rule, demo):
    """Its address in a running demo, with numbers of the example."""
    asked = {name: _value(rule, name, demo) for name in rule.arguments}
    _, path = rule.build(asked)
    return path


def _value(rule, name, demo):
    rows = IN_THE_EXAMPLE | IN_A_ROOM.get(rule.endpoint.partition(".")[0], {})
    if rule.endpoint.startswith("partner_"):
        return link_of_a_partner(demo).rpartition("/")[2]
    if name not in rows:
        return _key_of_an_invitation(demo)
    connection = sqlite3.connect(demo.database)
    try:
        return connection.execute(rows[name]).fetchone()[0]
    finally:
        connection.close()


def _key_of_an_invitation(demo):
    said = demo.run("add-person", "new@example.org", "--name", "New person", "--role", "reader")
    return said.strip().rpartition("/")[2]


def link_of_a_partner(demo, address="superintendent@leicestershire.example.org"):
    """The page of one of the example's partners, from the newest letter to them."""
    ends = time.monotonic() + SECONDS_TO_DELIVER
    while not (letters := demo.letters_to(address)) and time.monotonic() < ends:
        time.sleep(0.2)
    return re.search(r"http://\S+?/ask/[\w-]{43}", letters[-1])[0]
