from datetime import datetime
from typing import Any

from sqlalchemy import exists, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import aliased

from bidapp.audit.actions import note as write_down
from bidapp.bids.models import Bid
from bidapp.database import db, fetch
from bidapp.errors import RuleBroken
from bidapp.organisations.models import Contact, Organisation
from bidapp.organisations.queries import memberships_of
from bidapp.partners.lineup import names_of
from bidapp.partners.models import PartnerRole, Position, RoleContact, SignOff
from bidapp.partners.queries import hold, line_up
from bidapp.partners.rules import (
    RoleRefused,
    check_contact,
    check_is_there,
    check_it_exists,
    check_position,
)
from bidapp.wording import local_date


class SignOffHasMovedOn(RuleBroken):
    """What somebody says of a step fits a moment that has gone by."""


def set_lead(bid: Bid, *, at: datetime) -> list[PartnerRole]:
    """The bid's lead organisation holds the lead's position, and nobody else does.

    A partner that becomes the lead keeps what it was asked for. Returns the roles that hold another
    position than before.
    """
    of_bid = select(PartnerRole).where(PartnerRole.bid_id == bid.id)
    standing = db.session.scalar(of_bid.where(PartnerRole.position == Position.LEAD))
    own = of_bid.where(PartnerRole.organisation_id == bid.lead_organisation_id)
    role = db.session.scalar(own)
    if role is not None and role is standing:
        return []
    changed = [each for each in (standing, role) if each is not None]
    if standing is not None:
        standing.position = Position.CORE_TEAM
    if role is None:
        role = PartnerRole(bid_id=bid.id, organisation_id=bid.lead_organisation_id, added_at=at)
        db.session.add(role)
    role.position = Position.LEAD
    db.session.flush()
    return changed


def add_role(
    bid: Bid, organisation: Organisation, position: Position, *, by: int, at: datetime
) -> PartnerRole:
    if position is Position.LEAD:
        raise RoleRefused(
            "The lead is set with the bid’s facts. Change the bid to change who leads."
        )
    hold(bid)
    standing = select(PartnerRole.position).where(
        PartnerRole.bid_id == bid.id, PartnerRole.organisation_id == organisation.id
    )
    if (held := db.session.scalar(standing)) is not None:
        raise RoleRefused(
            f"{organisation.name} is {held} on this bid already. It can hold one position."
        )
    check_it_exists(organisation, local_date(at))
    role = PartnerRole(bid_id=bid.id, organisation=organisation, position=position, added_at=at)
    db.session.add(role)
    write_down(f"added {organisation.short_name} as {position}", by=by, at=at, about=bid)
    return role


def add_signer(role: PartnerRole, member: Organisation, *, by: int, at: datetime) -> PartnerRole:
    """The member of a consortium that signs, in the consortium's position."""
    if member not in role.organisation.members_on(local_date(at)):
        raise RoleRefused(
            f"{member.name} is no member of {role.organisation.name} today. Choose one that is."
        )
    signer = add_role(role.bid, member, role.position, by=by, at=at)
    signer.consortium_id = role.organisation_id
    return signer


def change_role(role: PartnerRole, facts: dict[str, Any], *, by: int, at: datetime) -> None:
    """Its position, what it does on the bid, through which consortium, and whom we ask there."""
    hold(role.bid)
    on_bid = line_up(role.bid)
    check_position(role, facts["position"], on_bid.people_of(role.organisation_id))
    _check_consortium(role, facts.get("consortium_id"))
    _set_contact(role, facts.pop("contact_id", None), at=at)
    for name, value in facts.items():
        setattr(role, name, value)
    if role.position is Position.PROJECT_PARTNER:
        for contact in role.speakers:
            check_contact(contact, on_bid)
    what = f"made {role.organisation.short_name} {role.position}"
    write_down(what, by=by, at=at, about=role.bid)


def _check_consortium(role: PartnerRole, consortium_id: int | None) -> None:
    belongs_to = {each.consortium_id for each in memberships_of(role.organisation)}
    if consortium_id is not None and consortium_id not in belongs_to:
        raise RoleRefused(
            f"{role.organisation.name} has never been a member there. Choose one of its consortia.",
            about="consortium_id",
        )


def _set_contact(role: PartnerRole, contact_id: int | None, *, at: datetime) -> None:
    if contact_id == role.contact_id:
        return
    contact = fetch(Contact, contact_id) if contact_id is not None else None
    if contact is not None:
        check_is_there(contact, role.organisation, local_date(at))
    role.contact = contact


def note_contact(role: PartnerRole, contact: Contact, *, at: datetime) -> None:
    """Who is asked speaks for the organisation on this bid from now on, and is nobody of the team;
    the first one is whom we ask there, unless somebody was chosen.
    """
    _hold(role)
    check_is_there(contact, role.organisation, local_date(at))
    of_both = (RoleContact.role_id == role.id, RoleContact.contact_id == contact.id)
    if not db.session.scalar(select(exists().where(*of_both))):
        db.session.add(RoleContact(role=role, contact=contact, since=at))
    role.contact = role.contact or contact
    db.session.flush()


def remove_role(role: PartnerRole, *, by: int, at: datetime) -> None:
    if role.position is Position.LEAD:
        raise RoleRefused("A bid always has a lead. Change the bid to change who leads.")
    name = role.organisation.name
    hold(role.bid)
    if people := line_up(role.bid).people_of(role.organisation_id):
        raise RoleRefused(
            f"{name} has people in the team ({names_of(people)}). Take them off first."
        )
    write_down(f"took {role.organisation.short_name} off the bid", by=by, at=at, about=role.bid)
    db.session.delete(role)
    try:
        db.session.flush()
    except IntegrityError as held:
        raise RoleRefused(
            f"{name} has been asked for something on this bid or has sent a letter, and that is "
            "kept. Withdraw its lines instead."
        ) from held


def begin_sign_off(role: PartnerRole, *, at: datetime) -> None:
    """What we ask starts along the organisation's chain, as the chain is now; once only."""
    _hold(role)
    if db.session.scalar(select(exists().where(SignOff.role_id == role.id))):
        return
    db.session.add_all(
        SignOff(
            role_id=role.id,
            position=position,
            label=step.label,
            working_days=step.working_days,
            reached_at=at if position == 1 else None,
        )
        for position, step in enumerate(role.organisation.sign_off_steps, 1)
    )
    db.session.flush()


def pass_sign_off(
    role: PartnerRole, position: int, *, told_by: str, note: str, at: datetime
) -> None:
    """The step at which it stands is passed, and the next one reached."""
    _hold(role)
    passed = db.session.scalar(
        update(SignOff)
        .where(
            SignOff.role_id == role.id,
            SignOff.position == position,
            SignOff.reached_at.is_not(None),
            SignOff.passed_at.is_(None),
        )
        .values(passed_at=at, told_by=told_by, note=note)
        .returning(SignOff.id)
    )
    if passed is None:
        raise SignOffHasMovedOn(_why_not_passed(role, position))
    _set_reached(role, position + 1, at)


def _why_not_passed(role: PartnerRole, position: int) -> str:
    of_role = select(SignOff).where(SignOff.role_id == role.id, SignOff.position == position)
    step = db.session.scalar(of_role)
    if step is None:
        return "There is no such step. See below where it is now."
    what = "has been noted already" if step.passed_at else "is not where it is now"
    return f"{step.label} {what}. See below where it is now."


def take_back_sign_off(role: PartnerRole, position: int) -> None:
    """The step that passed last has not passed: it stands there again."""
    _hold(role)
    later = aliased(SignOff)
    nothing_later = ~exists().where(
        later.role_id == role.id, later.position > position, later.passed_at.is_not(None)
    )
    taken_back = db.session.scalar(
        update(SignOff)
        .where(
            SignOff.role_id == role.id,
            SignOff.position == position,
            SignOff.passed_at.is_not(None),
            nothing_later,
        )
        .values(passed_at=None, told_by="", note="")
        .returning(SignOff.id)
        .execution_options(synchronize_session="fetch")
    )
    if taken_back is None:
        raise SignOffHasMovedOn("Only the step that passed last can be taken back.")
    _set_reached(role, position + 1, None)


def _set_reached(role: PartnerRole, position: int, at: datetime | None) -> None:
    db.session.execute(
        update(SignOff)
        .where(SignOff.role_id == role.id, SignOff.position == position)
        .values(reached_at=at)
    )


def _hold(role: PartnerRole) -> None:
    """Who else says something of this sign-off waits until this is done."""
    db.session.execute(select(PartnerRole.id).where(PartnerRole.id == role.id).with_for_update())
