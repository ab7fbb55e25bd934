from collections.abc import Iterable
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from bidapp.bids.models import Bid
from bidapp.contributions.models import Contribution
from bidapp.contributions.queries import standing_lines
from bidapp.database import db
from bidapp.files.queries import contents_of
from bidapp.letters.checks import Expected
from bidapp.letters.draft import Sums, draft_of, sums_of
from bidapp.letters.models import Letter, LetterState
from bidapp.letters.word import write_letter
from bidapp.organisations.models import Contact, Organisation, OrganisationKind
from bidapp.partners.models import PartnerRole, Position
from bidapp.wording import local_date

MOST_PAGES = 2  # UKRI's, where a call says nothing else
MOST_MONTHS = 6


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


def letter_standing(roles: Iterable[PartnerRole]) -> dict[int, Letter | None]:
    """The newest letter of each role, which is the one that counts."""
    standing: dict[int, Letter | None] = {role.id: None for role in roles}
    newest = (
        select(func.max(Letter.id)).where(Letter.role_id.in_(standing)).group_by(Letter.role_id)
    )
    for letter in db.session.scalars(select(Letter).where(Letter.id.in_(newest))):
        standing[letter.role_id] = letter
    return standing


def missing_letters(bid: Bid) -> list[PartnerRole]:
    """Project partners without an accepted letter. A consortium signs none: its members do."""
    accepted = select(Letter.id).where(
        Letter.role_id == PartnerRole.id, Letter.state == LetterState.ACCEPTED
    )
    return list(
        db.session.scalars(
            select(PartnerRole)
            .join(PartnerRole.organisation)
            .where(
                PartnerRole.bid_id == bid.id,
                PartnerRole.position == Position.PROJECT_PARTNER,
                Organisation.kind != OrganisationKind.CONSORTIUM,
                ~accepted.exists(),
            )
            .options(joinedload(PartnerRole.organisation))
            .order_by(PartnerRole.id)
        )
    )


def signatory_of(role: PartnerRole, today: date) -> Contact | None:
    """Who signs for this partner: its contact on the bid if they may, else whoever there may."""
    own = [role.contact] if role.contact is not None else []
    candidates = [*own, *role.organisation.contacts]
    return next((each for each in candidates if each.may_sign and each.is_there_on(today)), None)


def sums_on_ledger(role: PartnerRole) -> Sums:
    return sums_of(line.standing for line in standing_lines(role))


def draft_letter(
    role: PartnerRole,
    *,
    signatory: Contact | None,
    today: date,
    lines: Iterable[Contribution] | None = None,
) -> bytes:
    """The Word file that this partner is given to fill in and sign; of all lines that stand, unless
    told which.
    """
    lines = standing_lines(role) if lines is None else lines
    draft = draft_of(role, lines, signatory=signatory, today=today)
    digest = role.organisation.letterhead_digest
    letterhead = contents_of({digest}).get(digest) if digest else None
    return write_letter(draft, letterhead, made_on=today)


def expected_letter(role: PartnerRole, *, today: date) -> Expected:
    """What a letter of this partner has to say as things stand today."""
    bid, call, organisation = role.bid, role.bid.call, role.organisation
    signatory = signatory_of(role, today)
    closing = call.closing
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
        sums=sums_on_ledger(role),
        known_pence=_known_sums(role),
    )


def _known_sums(role: PartnerRole) -> frozenset[int]:
    """Every sum that a letter may well name: the ledger's, its rates, and what the bid asks for."""
    revisions = [line.standing for line in standing_lines(role)]
    sums, call = sums_of(revisions), role.bid.call
    known = {sums.in_kind, sums.cash, sums.together, *(each.value_pence for each in revisions)}
    others = [role.bid.asked_pence, call.award_max_pence, call.total_fund_pence]
    rates = [each.rate_pence for each in revisions]
    return frozenset(known | {each for each in (*others, *rates) if each is not None})
