"""The example's partners: contacts, how they sign off, what they bring and have answered."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal

from bidapp.accounts.models import Person
from bidapp.answering.actions import authority_of
from bidapp.asking.actions import Asking, ask
from bidapp.asking.mailing import Post
from bidapp.asking.posting import post_now
from bidapp.asking.queries import lines_asked, live_ask_of
from bidapp.bids.models import Bid
from bidapp.calls.models import TeamRole
from bidapp.contributions.actions import Actor, draft_line
from bidapp.contributions.answering import Statement, confirm_line, propose_change
from bidapp.contributions.models import Contribution, Form, Thing
from bidapp.contributions.worth import LineFacts, facts_of, reckoned_pence, worth
from bidapp.database import db, fetch
from bidapp.example.cast import SET_UP, Cast
from bidapp.example.story import Row, named, pence
from bidapp.files.reading import read_document
from bidapp.letters.actions import Returned, receive_letter
from bidapp.letters.queries import Sender, draft_letter
from bidapp.organisations.actions import save_contact
from bidapp.organisations.models import Contact, SignOffStep
from bidapp.partners.models import PartnerRole, TeamMember
from bidapp.partners.naming import save_member
from bidapp.partners.queries import roles_on
from bidapp.wording import local_date

Lines = dict[str, Contribution]
Roles = dict[int, PartnerRole]


def add_contacts(story: Row, cast: Cast) -> dict[str, Contact]:
    """By the story's keys; the first of an organisation that may sign is the one we ask."""
    contacts = {row["key"]: _add_contact(row, cast) for row in story["contacts"]}
    for row in story["sign_off"]:
        organisation = cast.organisations[row["organisation"]]
        for position, (label, days) in enumerate(row["steps"], 1):
            step = SignOffStep(position=position, label=label, working_days=days)
            organisation.sign_off_steps.append(step)
    return contacts


def add_ledger(bid: Bid, row: Row, contacts: dict[str, Contact], cast: Cast) -> None:
    """People, lines, asks and letters of one bid, each on its day."""
    for each in row.get("team", ()):
        _add_member(bid, each, cast)
    roles = {role.organisation_id: role for role in roles_on(bid)}
    _choose_contacts(roles, contacts)
    lines = _draft_lines(bid, row, roles, cast)
    for each in row.get("asks", ()):
        _ask(each, contacts[each["contact"]], lines, cast)
    for each in row.get("letters", ()):
        contact = contacts[each["contact"]]
        _return_letter(roles[contact.organisation_id], contact, cast.days.moment(each["days"]))


def _choose_contacts(roles: Roles, contacts: dict[str, Contact]) -> None:
    for contact in contacts.values():
        role = roles.get(contact.organisation_id)
        if role is not None and contact.may_sign and role.contact is None:
            role.contact = contact


def _draft_lines(bid: Bid, row: Row, roles: Roles, cast: Cast) -> Lines:
    by, at = fetch(Person, cast.coordinator), bid.opened_at + timedelta(days=2)
    actor = Actor(by.name, at, person_id=by.id)
    lines: Lines = {}
    for each in row.get("lines", ()):
        role = roles[cast.organisations[each["organisation"]].id]
        lines[each["key"]] = draft_line(role, _facts(bid, each), actor)
    db.session.flush()
    return lines


def _return_letter(role: PartnerRole, contact: Contact, at: datetime) -> None:
    """The draft came back as it was, so that its checks have something to say."""
    made = live_ask_of(role.id, contact.id)
    sender = Sender(contact, lines_asked(made) if made else [])
    content = draft_letter(role, today=local_date(at), contact=contact, lines=sender.lines)
    name = f"Letter of support {role.organisation.short_name}.docx"
    returned = Returned(content, name, read_document(content, name))
    receive_letter(role, returned, sender=sender, by=None, at=at)


def _add_contact(row: Row, cast: Cast) -> Contact:
    contact = Contact(organisation=cast.organisations[row["organisation"]])
    facts = {
        "name": row["name"],
        "position": row["position"],
        "email": row["email"],
        "phone": "",
        "may_sign": row.get("may_sign", False),
        "known_from": "named by EMPAC’s list of contacts",
        "left_on": None,
    }
    save_contact(contact, facts, by=cast.coordinator, at=cast.days.moment(SET_UP))
    return contact


def _add_member(bid: Bid, row: Row, cast: Cast) -> None:
    member = TeamMember(bid_id=bid.id)
    facts = {
        "organisation_id": cast.organisations[row["organisation"]].id,
        "role": named(TeamRole, row["role"]),
        "is_named": "name" in row,
        "name": row.get("name") or row["post"],
        "email": row.get("email", ""),
        "share_percent": Decimal(row["share"]),
        "starts_on": None,
        "ends_on": None,
    }
    save_member(member, facts, by=cast.coordinator, at=bid.opened_at)


def _facts(bid: Bid, row: Row) -> LineFacts:
    quantity = Decimal(row["quantity"]) if "quantity" in row else None
    rate = int(Decimal(row["rate_pounds"]) * 100) if "rate_pounds" in row else None
    return LineFacts(
        title=row["title"],
        form=named(Form, row.get("form", "in_kind")),
        thing=named(Thing, row["thing"]) if "thing" in row else None,
        quantity=quantity,
        unit=row.get("unit", ""),
        rate_pence=rate,
        rate_source=row.get("source", ""),
        rate_year=row.get("year", ""),
        value_pence=worth(quantity, rate, pence(row, "value")),
        starts_on=bid.starts_on,
        ends_on=bid.ends_on,
        description=row["words"],
    )


def _ask(row: Row, contact: Contact, lines: Lines, cast: Cast) -> None:
    """Sent on its day; what was answered since, in the words that stood then."""
    chosen = [lines[key] for key in row["lines"]]
    post = _post(cast, row["days"])
    asking = Asking(contact, chosen, _answer_by(row, cast), row.get("note", ""))
    ask(chosen[0].role, asking, post)
    for key, days in row.get("confirmed", {}).items():
        statement = Statement(contact.name, contact.position, authority_of(contact.organisation))
        confirm_line(lines[key], statement, _contact_at(contact, days, cast), number=1)
    for key, said in row.get("proposed", {}).items():
        _propose(lines[key], said, contact, cast)


def _answer_by(row: Row, cast: Cast) -> date:
    return cast.days.working_day(row["answer_days"])


def _propose(line: Contribution, said: Row, contact: Contact, cast: Cast) -> None:
    standing = facts_of(line.standing)
    quantity = Decimal(said["quantity"])
    value = reckoned_pence(quantity, standing.rate_pence or 0)
    facts = replace(standing, quantity=quantity, value_pence=value)
    statement = Statement(contact.name, contact.position, note=said["why"])
    propose_change(line, facts, statement, _contact_at(contact, said["days"], cast), number=1)


def _contact_at(contact: Contact, days: int, cast: Cast) -> Actor:
    return Actor(contact.name, cast.days.moment(days), contact_id=contact.id)


def _post(cast: Cast, days: int) -> Post:
    return replace(post_now(fetch(Person, cast.coordinator)), at=cast.days.moment(days))
