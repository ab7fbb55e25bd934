"""Keys of links and six-digit codes: derived from the installation's secret, so that none is ever
stored. Pure.
"""

import hmac
from base64 import urlsafe_b64encode
from hashlib import sha256

CODES = 1_000_000  # six digits
OF_ASK, OF_CODE = "ask", "code"


def name_of_key(role_id: int, contact_id: int, generation: int) -> str:
    """What a message calls the key that is filled in when it leaves."""
    return f"{OF_ASK}:{role_id}:{contact_id}:{generation}"


def name_of_code(ask_id: int, count: int) -> str:
    """The code that an ask was given as its so-many-th."""
    return f"{OF_CODE}:{ask_id}:{count}"


def reveal(secret: str, name: str) -> str:
    """The key of a link, 256 bits in 43 letters; or a code, six digits."""
    mark = hmac.digest(secret.encode(), name.encode(), sha256)
    if name.startswith(f"{OF_CODE}:"):
        return f"{int.from_bytes(mark[:8]) % CODES:06}"
    return urlsafe_b64encode(mark).decode().rstrip("=")
