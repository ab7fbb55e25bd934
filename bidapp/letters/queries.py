from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, and_, case, func, select
from sqlalchemy.orm import aliased, joinedload

from bidapp.bids.models import Bid
from bidapp.contributions.models import Contribution
from bidapp.contributions.queries import lines_of
from bidapp.contributions.states import LineState
from bidapp.contributions.totals import Total, total
from bidapp.database import db
from bidapp.files.queries import contents_of
from bidapp.letters.checks import Expected, Share
from bidapp.letters.draft import draft_of
from bidapp.letters.models import Letter, LetterState
from bidapp.letters.rules import covers
from bidapp.letters.word import write_letter
from bidapp.organisations.models import Contact, Organisation, OrganisationKind
from bidapp.partners.models import PartnerRole, Position
from bidapp.wording import local_date

MOST_PAGES = 2  # UKRI's, where a call says nothing else
MOST_MONTHS = 6


@dataclass(frozen=True)
class Sender:
    """The contact that a letter comes from, and the lines that they were asked for."""

    contact: Contact
    lines: Sequence[Contribution]


def letters_of(role: PartnerRole) -> list[Letter]:
    """Every letter this role has sent us, the newest first."""
    return list(
        db.session.scalars(
            select(Letter)
            .where(Letter.role_id == role.id)
            .options(joinedload(Letter.received_by), joinedload(Letter.contact))
            .order_by(Letter.id.desc())
        )
    )


def letters_counting(roles: Iterable[PartnerRole]) -> dict[int, Letter | None]:
    """By role, the one letter that counts: the newest accepted, or else the newest."""
    counting: dict[int, Letter | None] = {role.id: None for role in roles}
    accepted = func.max(case((Letter.state == LetterState.ACCEPTED, Letter.id)))
    chosen = (
        select(func.coalesce(accepted, func.max(Letter.id)))
        .where(Letter.role_id.in_(counting))
        .group_by(Letter.role_id)
    )
    for letter in db.session.scalars(select(Letter).where(Letter.id.in_(chosen))):
        counting[letter.role_id] = letter
    return counting


def letters_to_look_at(roles: Iterable[PartnerRole]) -> frozenset[int]:
    """The roles whose newest letter nobody has decided on, also where an older one is accepted."""
    of_these = Letter.role_id.in_([role.id for role in roles])
    return frozenset(db.session.scalars(select(Letter.role_id).where(of_these, is_to_look_at())))


def is_to_look_at() -> ColumnElement[bool]:
    """Of a letter in a statement: nobody has decided on it, and none came after it."""
    newer = aliased(Letter)
    later = select(newer.id).where(newer.role_id == Letter.role_id, newer.id > Letter.id)
    return and_(Letter.state == LetterState.RECEIVED, ~later.exists())


def missing_letters(bid: Bid) -> list[PartnerRole]:
    """Project partners without an accepted letter. A consortium signs none: its members do."""
    roles = list(
        db.session.scalars(
            select(PartnerRole)
            .join(PartnerRole.organisation)
            .where(
                PartnerRole.bid_id == bid.id,
                PartnerRole.position == Position.PROJECT_PARTNER,
                Organisation.kind != OrganisationKind.CONSORTIUM,
            )
            .options(joinedload(PartnerRole.organisation))
            .order_by(PartnerRole.id)
        )
    )
    counting = letters_counting(roles)
    accepted = {number for number, letter in counting.items() if letter and letter.is_accepted}
    return [role for role in roles if role.id not in accepted]


def signatory_of(role: PartnerRole, today: date) -> Contact | None:
    """Who signs for this partner: its contact on the bid if they may, else whoever there may."""
    own = [role.contact] if role.contact is not None else []
    candidates = [*own, *role.organisation.contacts]
    return next((each for each in candidates if each.may_sign and each.is_there_on(today)), None)


def lines_covered(role: PartnerRole) -> list[Contribution]:
    """Every line that a letter of this role speaks for, whoever there was asked for it."""
    return [line for line in lines_of([role])[role.id] if covers(line)]


def lines_not_asked(role: PartnerRole) -> int:
    """How many lines are drafted alone, so that no letter speaks for them yet."""
    return sum(line.state is LineState.DRAFT for line in lines_of([role])[role.id])


def draft_letter(
    role: PartnerRole,
    *,
    today: date,
    contact: Contact | None = None,
    lines: Iterable[Contribution] | None = None,
) -> bytes:
    """The Word file that this partner is given to fill in and sign. A contact is given their own
    lines alone, and signs where nobody there is known to.
    """
    covered = lines_covered(role) if lines is None else list(filter(covers, lines))
    draft = draft_of(role, covered, signatory=signatory_of(role, today) or contact, today=today)
    digest = role.organisation.letterhead_digest
    letterhead = contents_of({digest}).get(digest) if digest else None
    return write_letter(draft, letterhead, made_on=today)


def expected_letter(role: PartnerRole, *, today: date, sender: Sender | None = None) -> Expected:
    """What a letter of this partner has to say as things stand today."""
    bid, call, organisation = role.bid, role.bid.call, role.organisation
    signatory, closing, lines = signatory_of(role, today), call.closing, lines_covered(role)
    whole = total(lines)
    share = _share_of(sender, whole) if sender else None
    return Expected(
        today=today,
        closes_on=local_date(closing.due_at, closing.zone) if closing else None,
        most_months=call.letter_max_age_months or MOST_MONTHS,
        most_pages=call.letter_max_pages or MOST_PAGES,
        signatory=signatory.name if signatory else "",
        capacity=signatory.position if signatory else "",
        organisation=(organisation.name, organisation.short_name),
        funder=(call.funder.name, call.funder.short_name, call.funder.parent),
        title=bid.title,
        acronym=bid.acronym or "",
        total=whole,
        known_pence=_known_sums(role, lines, share),
        share=share,
    )


def _share_of(sender: Sender, whole: Total) -> Share | None:
    part = total(filter(covers, sender.lines))
    return Share(sender.contact.name, part) if part.pence not in (0, whole.pence) else None


def _known_sums(
    role: PartnerRole, lines: Iterable[Contribution], share: Share | None
) -> frozenset[int]:
    """Every sum that a letter may well name: the ledger's, its rates, and what the bid asks for."""
    revisions, call = [line.standing for line in lines], role.bid.call
    return frozenset(
        {
            *_sums_in(total(lines)),
            *(_sums_in(share.total) if share else ()),
            *(each.value_pence for each in revisions),
            *(each.rate_pence for each in revisions if each.rate_pence is not None),
            *filter(None, (role.bid.asked_pence, call.award_max_pence, call.total_fund_pence)),
        }
    )


def _sums_in(value: Total) -> tuple[int, int, int]:
    return value.in_kind_pence, value.cash_pence, value.pence
