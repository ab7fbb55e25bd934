"""Makes the things tests talk about. Say only what the test is about; the rest is ordinary."""

from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import count

from werkzeug.security import generate_password_hash

from bidapp.accounts.actions import begin_sign_in
from bidapp.accounts.models import Person
from bidapp.accounts.permissions import Kind
from bidapp.bids.models import Bid, BidDeadline
from bidapp.bids.stages import Stage
from bidapp.calls.models import Call, CallStatus, Deadline, DeadlineKind, StageKind, TeamRole
from bidapp.contributions.models import Contribution, ContributionRevision, Form, Thing
from bidapp.contributions.states import LineState
from bidapp.database import db, unit_of_work
from bidapp.drafting.models import Section
from bidapp.drafting.queries import text_of
from bidapp.drafting.saving import Save, save_text
from bidapp.funders.models import Funder, LimitKind, SectionKind, SectionTemplate, TemplateSection
from bidapp.letters.models import Letter
from bidapp.library.models import TextBlock
from bidapp.organisations.models import Contact, Organisation, OrganisationKind, SignOffStep
from bidapp.partners.models import PartnerRole, Position, SignOff, TeamMember
from bidapp.text.counting import CountRule
from bidapp.text.html import from_html
from bidapp.text.identity import with_ids_from

LONG_AGO = datetime(2029, 6, 1, 9, tzinfo=UTC)
PASSWORD = "gravel-teapot-orbit"
PASSWORD_HASH = generate_password_hash(PASSWORD, method="scrypt:1024:8:1")  # quick to check
_numbers = count(1)


def saved(row):
    with unit_of_work():
        db.session.add(row)
    return row


def a_person(name="Writer", kind=Kind.WRITER, email=None, **changes):
    email = email or f"person{next(_numbers)}@example.org"
    facts = {"password_hash": PASSWORD_HASH, "added_at": LONG_AGO, "folded_email": email.casefold()}
    return Person(**facts | {"name": name, "kind": kind, "email": email} | changes)


def signed_in_as(client, person, at=datetime(2030, 3, 1, 11, tzinfo=UTC)):
    """A browser of this person's, past the sign-in page."""
    with unit_of_work():
        key = begin_sign_in(person, at=at)
    with client.session_transaction() as session:
        session["_user_id"] = key
    return client


def an_organisation(name=None, kind=OrganisationKind.UNIVERSITY, **changes):
    name = name or f"University {next(_numbers)}"
    return Organisation(**{"name": name, "short_name": name[:30], "kind": kind} | changes)


def a_funder(**changes):
    number = next(_numbers)
    names = {"name": f"Research council {number}", "short_name": f"RC{number}"}
    facts = names | {"count_rule": CountRule.UKRI}
    return Funder(**facts | changes)


def a_template(*titles, funder=None, **asked):
    facts = {"kind": SectionKind.TEXT, "limit": 500, "limit_kind": LimitKind.WORDS} | asked
    sections = [
        TemplateSection(key=f"s{place}", title=title, position=place, **facts)
        for place, title in enumerate(titles or ("Vision", "Approach"), 1)
    ]
    return SectionTemplate(name="Standard grant", funder=funder or a_funder(), sections=sections)


def a_call(*deadlines, **changes):
    funder = changes.pop("funder", None) or a_funder()
    facts = {"title": "Policing research", "status": CallStatus.OPEN, "allowed_roles": []}
    return Call(funder=funder, deadlines=list(deadlines), **facts | changes)


def a_deadline(due="2030-03-15 16:00", label="Full bid closes", zone="Europe/London", **changes):
    deadline = Deadline(label=label, stage=changes.pop("stage", StageKind.FULL), **changes)
    deadline.fall_due(datetime.fromisoformat(due), zone)
    return deadline


def a_bid(**changes):
    facts = {
        "title": "Red teaming and adaptability",
        "stage": Stage.DRAFTING,
        "stage_since": LONG_AGO,
        "opened_at": LONG_AGO,
    }
    made = {
        "call": changes.pop("call", None) or a_call(),
        "owner": changes.pop("owner", None) or a_person("Bid coordinator", Kind.COORDINATOR),
        "lead_organisation": changes.pop("lead_organisation", None) or an_organisation(),
    }
    return Bid(**facts | made | changes)


def a_milestone(bid=None, deadline=None, **changes):
    """What a bid makes of a deadline; of its own, unless it is one of its call's."""
    deadline = deadline or a_deadline(kind=DeadlineKind.INTERNAL)
    return BidDeadline(bid=bid or a_bid(), deadline=deadline, **changes)


def a_section(bid=None, **changes):
    facts = {
        "key": f"s{next(_numbers)}", "title": "Approach", "position": 1, "kind": SectionKind.TEXT,
        "limit": 500, "limit_kind": LimitKind.WORDS, "count_rule": CountRule.UKRI,
        "allows_images": True,
    }  # fmt: skip
    return Section(bid=bid or a_bid(), **facts | changes)


def written(section, html, by=None, at=LONG_AGO):
    """The section with one more version, saying this."""
    by = by or section.bid.owner_id
    with unit_of_work():
        document = with_ids_from(text_of(section), from_html(html).document)
        save_text(section, document, Save(section.latest_number, by, at))
    return section


def a_block(html="<p>Five forces, one region.</p>", owner=None, **changes):
    owner = owner or saved(a_person())
    block = TextBlock(**{"title": f"Block {next(_numbers)}", "owner": owner} | changes)
    with unit_of_work():
        db.session.add(block)
        db.session.flush()
        version = block.add_version(from_html(html).document, based_on=0, by=owner.id, at=LONG_AGO)
        db.session.add(version)
    return block


def a_day(text):
    return date.fromisoformat(text)


def a_contact(organisation=None, **changes):
    """Somebody at an organisation whom we may ask."""
    email = changes.pop("email", None) or f"contact{next(_numbers)}@example.org"
    facts = {
        "name": "Research lead", "position": "Chief Inspector", "email": email,
        "folded_email": email.casefold(), "added_at": LONG_AGO,
    }  # fmt: skip
    return Contact(organisation=organisation or an_organisation(), **facts | changes)


def a_role(bid=None, organisation=None, position=Position.PROJECT_PARTNER, **changes):
    """What an organisation is on a bid."""
    return PartnerRole(
        bid=bid or a_bid(),
        organisation=organisation or an_organisation(kind=OrganisationKind.POLICE_FORCE),
        position=position,
        **{"added_at": LONG_AGO} | changes,
    )


def a_team_member(bid=None, organisation=None, **changes):
    """A named person on a bid, of its lead organisation unless told else."""
    bid = bid or a_bid()
    email = changes.pop("email", None) or f"member{next(_numbers)}@example.org"
    facts = {
        "name": "Team member", "is_named": True, "role": TeamRole.SPECIALIST,
        "email": email, "folded_email": email.casefold(), "added_at": LONG_AGO,
    }  # fmt: skip
    return TeamMember(
        bid=bid, organisation=organisation or bid.lead_organisation, **facts | changes
    )


def a_line(role=None, *, state=LineState.DRAFT, position=1, **changes):
    """A line of the ledger with its first revision; what is said of it goes into that."""
    asked = {
        "number": 1, "title": "Staff time", "form": Form.IN_KIND, "thing": Thing.STAFF_HOURS,
        "quantity": Decimal(120), "unit": "hour", "rate_pence": 45_00,
        "rate_source": "force pay scales",
        "rate_year": "2029–30", "value_pence": 5_400_00, "made_at": LONG_AGO,
        "description": "",
    }  # fmt: skip
    if changes.get("form") is Form.CASH:
        asked |= dict.fromkeys(("thing", "quantity", "rate_pence"))
        asked |= {"unit": "", "rate_source": "", "rate_year": ""}
    revision = ContributionRevision(**asked | changes)
    return Contribution(
        role=role or a_role(), position=position, state=state, state_since=LONG_AGO,
        standing_number=1, revisions=[revision],
    )  # fmt: skip


def a_step(label="Finance", working_days=5, position=1):
    """A step of an organisation's chain of sign-off."""
    return SignOffStep(label=label, working_days=working_days, position=position)


def a_sign_off(label="Finance", working_days=5, position=1, **changes):
    """A step that what we ask takes inside a partner; the first one is where it is."""
    facts = {"reached_at": LONG_AGO} if position == 1 else {}
    return SignOff(label=label, working_days=working_days, position=position, **facts | changes)


def a_letter(role=None, **changes):
    """A returned letter, in which nothing was found; its bytes are not stored."""
    facts = {
        "file_digest": "0" * 64, "file_name": "Letter.pdf", "media_type": "application/pdf",
        "pages": 1, "ledger_pence": 0, "findings": [], "received_at": LONG_AGO,
    }  # fmt: skip
    return Letter(role=role or a_role(), **facts | changes)
