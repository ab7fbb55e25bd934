"""Six digits by mail before a sensitive bid is shown, and the proof a browser keeps afterwards."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select, update

from bidapp.accounts.identity import digest_of, new_key
from bidapp.asking.keys import name_of_code
from bidapp.asking.mailing import Post
from bidapp.asking.models import AccessCode, Ask
from bidapp.database import db
from bidapp.errors import RuleBroken
from bidapp.mail.actions import Dispatch, put_in_outbox
from bidapp.mail.letters import SECRET_PLACE

CODE_LASTS = timedelta(minutes=10)
PROOF_LASTS = timedelta(hours=1)
MOST_TRIES = 5
MOST_CODES_AN_HOUR = 5


class TooManyCodes(RuleBroken):
    """Codes are not sent without end: it is somebody's mailbox."""


@dataclass(frozen=True)
class Proof:
    """What a browser keeps to show that its person had the code; only its digest is stored."""

    key: str


def send_code(ask: Ask, key: str, post: Post) -> None:
    """Mail a fresh code to the address on file. `key` is the link's own, which no database holds,
    so that a stolen one cannot be used to find the six digits from their digest.
    """
    made = select(func.count()).where(AccessCode.ask_id == ask.id)
    recent = made.where(AccessCode.made_at > post.at - timedelta(hours=1))
    if (db.session.scalar(recent) or 0) >= MOST_CODES_AN_HOUR:
        raise TooManyCodes("Several codes were sent within the hour. Use the newest, or wait.")
    name = name_of_code(ask.id, (db.session.scalar(made) or 0) + 1)
    code = post.addresses.reveal(name)
    older = update(AccessCode).where(AccessCode.ask_id == ask.id, AccessCode.used_at.is_(None))
    db.session.execute(older.values(expires_at=post.at))
    db.session.add(
        AccessCode(
            ask_id=ask.id,
            code_digest=_digest(key, code),
            made_at=post.at,
            expires_at=post.at + CODE_LASTS,
        )
    )
    put_in_outbox(
        "access_code",
        ask.contact.email,
        at=post.at,
        dispatch=Dispatch(secret=name),
        name=ask.contact.name,
        code=SECRET_PLACE,
        lead=ask.role.bid.lead_organisation,
    )


def try_code(ask: Ask, key: str, code: str, *, at: datetime) -> Proof | None:
    """The proof that this code earns, once; none when it is wrong, spent or too old. A try counts
    whatever comes of it.
    """
    open_code = (
        AccessCode.ask_id == ask.id,
        AccessCode.used_at.is_(None),
        AccessCode.expires_at > at,
        AccessCode.tries < MOST_TRIES,
    )
    tried = db.session.execute(
        update(AccessCode)
        .where(*open_code)
        .values(tries=AccessCode.tries + 1)
        .returning(AccessCode.id, AccessCode.code_digest)
    ).first()
    if tried is None or tried.code_digest != _digest(key, code):
        return None
    proof = Proof(new_key())
    used = db.session.scalar(
        update(AccessCode)
        .where(AccessCode.id == tried.id, AccessCode.used_at.is_(None))
        .values(used_at=at, proof_digest=digest_of(proof.key), proof_ends_at=at + PROOF_LASTS)
        .returning(AccessCode.id)
    )
    return proof if used is not None else None


def is_proved(ask: Ask, proof: Proof | None, now: datetime) -> bool:
    """Whether this browser gave the code for this very ask within the hour."""
    if proof is None or not proof.key:
        return False
    found = select(AccessCode.id).where(
        AccessCode.ask_id == ask.id,
        AccessCode.proof_digest == digest_of(proof.key),
        AccessCode.proof_ends_at > now,
    )
    return db.session.scalar(found) is not None


def _digest(key: str, code: str) -> str:
    return digest_of(f"{key}:{code}")
