"""What makes an address one person's, a key a secret, and a password good enough. Pure."""

import hashlib
import unicodedata
from secrets import token_urlsafe

from zxcvbn import zxcvbn

from bidapp.errors import RuleBroken

SHORTEST_PASSWORD = 12
LONGEST_PASSWORD = 256
FEWEST_GUESSES = 10**8  # below, a password is on the common lists, or one step away from them
JUDGED_CHARACTERS = 72  # the judge is slow on long input, and long input is not what it refuses


class WeakPassword(RuleBroken):
    """Too short, too common, or made of the person's own name."""


def folded(email: str) -> str:
    """Blanks, capitals and look-alike letters make no second person."""
    return unicodedata.normalize("NFKC", email).strip().casefold()


def digest_of(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()


def new_key() -> str:
    """256 bits from the system; only its digest is ever stored."""
    return token_urlsafe(32)


def check_password(password: str, *, about: tuple[str, ...]) -> None:
    """Length, the common passwords, and words about the person; no recipes (NCSC's advice)."""
    if len(password) < SHORTEST_PASSWORD:
        raise WeakPassword(
            f"Use at least {SHORTEST_PASSWORD} characters. Three random words do well."
        )
    if len(password) > LONGEST_PASSWORD:
        raise WeakPassword(f"Use at most {LONGEST_PASSWORD} characters.")
    own_words = [
        word for text in (*about, "bidapp") for word in [text, *text.replace("@", " ").split()]
    ]
    if zxcvbn(password[:JUDGED_CHARACTERS], user_inputs=own_words)["guesses"] < FEWEST_GUESSES:
        raise WeakPassword(
            "That password is easy to guess: it is common, or close to one. Choose another."
        )
