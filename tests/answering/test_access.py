"""Every address of a partner, with every kind of key, for what is theirs, another's and missing.

What is somebody else's looks like what does not exist: the same status and the same words.
"""

import re
from io import BytesIO

import pytest

from bidapp.asking.actions import Asking, ask
from bidapp.asking.links import close_link, renew_link
from bidapp.asking.models import Ask
from bidapp.asking.posting import post_now
from bidapp.bids.models import Marking
from bidapp.database import db, fetch, unit_of_work
from bidapp.files.reading import read_document
from bidapp.handouts.models import Handout, HandoutSection
from bidapp.letters.models import Letter
from tests.asking.stories import ANSWER_BY, a_partner, asked, key_of, lines_of_ask, states_of
from tests.builders import (
    a_bid,
    a_call,
    a_contact,
    a_deadline,
    a_line,
    a_role,
    a_section,
    saved,
    written,
)
from tests.conftest import NOON

MISSING = 987_654
SIGNED = {"name": "Sam", "position": "Supt", "may_answer": "y", "note": "Because."}


pytestmark = pytest.mark.usefixtures("app", "now")


def partner_rules(app):
    """(method, rule) of every address behind a key."""
    for rule in app.url_map.iter_rules():
        if rule.rule.startswith("/ask/<key>"):
            yield from ((method, rule) for method in sorted(rule.methods & {"GET", "POST"}))


@pytest.fixture
def world(app):
    """Two forces on one bid, and a competing bid on the same call in which the first takes part
    too, asked through another contact and through the same one.
    """
    call = saved(a_call(a_deadline("2030-06-14 16:00")))
    bid = saved(a_bid(call=call, title="Ours, about money"))
    rival = saved(a_bid(call=call, title="Rival, about drugs"))
    role, contact = a_partner(bid)
    colleague = saved(a_contact(role.organisation, name="Colleague"))
    other_role, other = a_partner(bid)
    rival_role = saved(a_role(rival, role.organisation))
    saved(a_line(rival_role, title="Rival’s line"))
    own = asked(role, contact)
    colleagues_line = saved(a_line(role, position=9, title="Only the colleague’s"))
    with unit_of_work():
        line = db.session.merge(colleagues_line)
        theirs = ask(fetch(type(role), role.id), Asking(colleague, [line], ANSWER_BY), post_now())
    asks = {
        "own": own,
        "colleague’s": theirs,
        "other force’s": asked(other_role, other),
        "rival’s": asked(rival_role, contact),
    }
    for made in asks.values():
        saved(_a_handout(made))
    letters = {name: saved(_a_letter(made)) for name, made in asks.items()}
    return asks, letters


def _a_handout(made):
    made = fetch(Ask, made.id)
    section = written(saved(a_section(made.role.bid)), f"<p>Draft for {made.contact.name}.</p>")
    return Handout(
        bid_id=made.role.bid_id, contact_id=made.contact_id, key=f"key{made.id:09}",
        made_by_id=made.role.bid.owner_id, made_at=NOON,
        sections=[HandoutSection(section_id=section.id, number=1)],
    )  # fmt: skip


def handout_of(made):
    """The one that this contact was sent for this bid."""
    made = fetch(Ask, made.id)
    wanted = {"bid_id": made.role.bid_id, "contact_id": made.contact_id}
    return db.session.query(Handout).filter_by(**wanted).one().id


def _a_letter(made):
    made = fetch(Ask, made.id)
    return Letter(
        role_id=made.role_id, contact_id=made.contact_id, file_digest="0" * 64,
        file_name=f"Letter {made.id}.pdf", media_type="application/pdf", ledger_pence=0,
        received_at=NOON,
    )  # fmt: skip


def visit(app, method, rule, key, *, line=1, letter=1, handout=1, shown=""):
    values = {
        "key": key,
        "line_id": line,
        "letter_id": letter,
        "handout_id": handout,
        "position": 1,
        "press": "confirm",
    }
    asked_for = {name: values[name] for name in rule.arguments}
    address = app.url_map.bind("localhost").build(rule.endpoint, asked_for)
    data = {}
    if method == "POST":
        prefixes = ("", f"change-{line}-", f"decline-{line}-", "decline-", "over-", "question-")
        said = SIGNED | {"shown": shown, "value_pence": "5", "text": "Why?", "code": "123456"}
        data = {prefix + name: value for prefix in prefixes for name, value in said.items()}
        data |= {"letter-file": (BytesIO(b"%PDF-1.4 no"), "x.pdf")}
        data |= {"draft-file": (BytesIO(b"%PDF-1.4 no"), "x.pdf")}
    return app.test_client().open(address, method=method, data=data)


def without_address(page, key):
    return re.sub(r"[A-Za-z0-9_-]{43}", "KEY", page.replace(key, "KEY"))


@pytest.mark.parametrize("other", ["colleague’s", "other force’s", "rival’s"])
def test_what_is_anothers_looks_exactly_like_what_is_missing(app, world, other):
    asks, letters = world
    key = key_of(asks["own"])
    line, letter = lines_of_ask(asks[other])[-1].id, letters[other].id
    before = {name: states_of(made) for name, made in asks.items()}
    tried = 0
    for method, rule in partner_rules(app):
        if not {"line_id", "letter_id", "handout_id"} & set(rule.arguments):
            continue
        tried += 1
        shown = f"{line}:1 {MISSING}:1"
        theirs = {"line": line, "letter": letter, "handout": handout_of(asks[other])}
        foreign = visit(app, method, rule, key, **theirs, shown=shown)
        missing = visit(app, method, rule, key, **dict.fromkeys(theirs, MISSING), shown=shown)
        assert foreign.status_code == missing.status_code == 404, rule
        assert without_address(foreign.text, key) == without_address(missing.text, key)
    assert tried == 4
    assert {name: states_of(made) for name, made in asks.items()} == before


def test_a_page_tells_nothing_of_anybody_else(app, world):
    asks, _ = world
    page = app.test_client().get(f"/ask/{key_of(asks['own'])}").text
    for hidden in (
        "Only the colleague’s", "Rival", "Colleague", asks["other force’s"].role.organisation.name,
    ):  # fmt: skip
        assert hidden not in page


def test_the_draft_of_the_letter_holds_only_the_lines_of_this_contact(app, world):
    asks, _ = world
    content = app.test_client().get(f"/ask/{key_of(asks['own'])}/letter.docx").data
    words = read_document(content, "letter.docx").text
    assert "An analyst’s time" in words
    assert "Only the colleague’s" not in words
    assert "Rival" not in words


def _close(made):
    with unit_of_work():
        close_link(fetch(Ask, made.id), "closed", by=None, at=NOON)


def _renew(made):
    with unit_of_work():
        renew_link(fetch(Ask, made.id), post_now())


def _expire(made):
    with unit_of_work():
        fetch(Ask, made.id).expires_at = NOON


@pytest.mark.parametrize("end", [_close, _renew, _expire])
def test_a_dead_key_opens_no_address_at_all(app, world, end):
    asks, letters = world
    made = asks["own"]
    key, line, letter = key_of(made), lines_of_ask(made)[0].id, letters["own"].id
    end(made)
    before = states_of(made)
    for method, rule in partner_rules(app):
        if rule.endpoint == "partner_door.new_link":
            continue
        shown = f"{line}:1"
        response = visit(app, method, rule, key, line=line, letter=letter, shown=shown)
        assert response.status_code in (409, 410), (rule, response.status_code)
        assert made.role.bid.title not in response.text
    assert states_of(made) == before


@pytest.mark.parametrize("key", ["x", "0", "A" * 43])
def test_a_key_of_nobody_finds_no_address(app, world, key):
    pages = set()
    for method, rule in partner_rules(app):
        response = visit(app, method, rule, key)
        assert response.status_code == 404, (method, rule)
        pages.add(response.text)
    assert len(pages) == 1


def test_a_sensitive_bid_shows_nothing_before_its_code(app, world):
    asks, letters = world
    made = asks["own"]
    with unit_of_work():
        fetch(Ask, made.id).role.bid.marking = Marking.OFFICIAL_SENSITIVE
    key, line, letter = key_of(made), lines_of_ask(made)[0].id, letters["own"].id
    before = states_of(made)
    hidden = (made.role.bid.title, "An analyst", "5,400", made.role.organisation.name)
    for method, rule in partner_rules(app):
        shown = f"{line}:1"
        response = visit(app, method, rule, key, line=line, letter=letter, shown=shown)
        assert not any(words in response.text for words in hidden), rule
    assert states_of(made) == before


def test_a_partners_link_is_no_sign_in(app, world):
    """Nothing of the application opens for it, and it opens nothing for those who sign in."""
    asks, _ = world
    browser = app.test_client()
    browser.get(f"/ask/{key_of(asks['own'])}")
    for address in ("/", "/bids", "/organisations", f"/bids/{asks['own'].role.bid_id}/ledger"):
        assert browser.get(address).status_code == 302
