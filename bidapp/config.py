"""Settings, read once from the environment when the application starts."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from bidapp.errors import BidappError
from bidapp.paths import DEFAULT_INSTANCE

SHORTEST_SECRET = 32
MEGABYTE = 1024 * 1024


class BadSetting(BidappError):
    """The environment lacks a value we refuse to guess, or holds one we cannot use."""


@dataclass(frozen=True)
class Settings:
    """Everything an installation can choose. Flask reads the upper-case names."""

    SECRET_KEY: str | None
    SQLALCHEMY_DATABASE_URI: str
    INSTANCE: Path
    BASE_URL: str
    PORT: int = 5000
    SMTP_URL: str | None = None
    MAIL_FROM: str = "bidapp@localhost"
    TRUSTED_HOSTS: tuple[str, ...] = ("localhost", "127.0.0.1")
    TRUSTED_PROXIES: int = 0
    TESTING: bool = False
    WTF_CSRF_ENABLED: bool = True
    WTF_CSRF_TIME_LIMIT: None = None  # a form left open over night can still be sent
    MAX_CONTENT_LENGTH: int = 16 * MEGABYTE  # a section of 200,000 words in any script fits
    MAX_FORM_MEMORY_SIZE: int = 16 * MEGABYTE
    MAX_FORM_PARTS: int = 1_000
    SESSION_COOKIE_HTTPONLY: bool = True
    SESSION_COOKIE_SAMESITE: str = "Lax"
    PERMANENT_SESSION_LIFETIME: int = 8 * 60 * 60  # idle; a sign-in as a whole ends sooner or later

    @property
    def SESSION_COOKIE_SECURE(self) -> bool:  # noqa: N802  Flask's own name
        return self.BASE_URL.startswith("https://")

    @property
    def SESSION_COOKIE_NAME(self) -> str:  # noqa: N802
        return "__Host-bidapp" if self.SESSION_COOKIE_SECURE else "bidapp"


def settings_from(environment: Mapping[str, str]) -> Settings:
    """The settings the environment asks for, or BadSetting with a sentence saying what to set."""
    read = _Reader(environment)
    instance = Path(read("BIDAPP_INSTANCE") or DEFAULT_INSTANCE).expanduser().absolute()
    port = read.number("BIDAPP_PORT", 5000, most=65_535)
    base_url = read.checked("BIDAPP_BASE_URL", f"http://127.0.0.1:{port}", _is_web_address)
    return Settings(
        SECRET_KEY=_secret(read("BIDAPP_SECRET_KEY")),
        SQLALCHEMY_DATABASE_URI=_database_url(read("BIDAPP_DATABASE_URL"), instance),
        INSTANCE=instance,
        BASE_URL=base_url.rstrip("/"),
        PORT=port,
        SMTP_URL=read.checked("BIDAPP_SMTP_URL", "", _is_mail_server) or None,
        MAIL_FROM=read("BIDAPP_MAIL_FROM") or "bidapp@localhost",
        TRUSTED_HOSTS=_trusted_hosts(read("BIDAPP_TRUSTED_HOSTS"), base_url),
        TRUSTED_PROXIES=read.number("BIDAPP_TRUSTED_PROXIES", 0, most=10),
    )


class _Reader:
    """Reads one variable at a time; an empty one counts as not set."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._environment = environment

    def __call__(self, name: str) -> str:
        return self._environment.get(name, "").strip()

    def number(self, name: str, default: int, *, most: int) -> int:
        value = self(name)
        if not value:
            return default
        if not value.isdecimal() or int(value) > most:
            raise BadSetting(f"{name} must be a whole number from 0 to {most}, not “{value}”.")
        return int(value)

    def checked(self, name: str, default: str, is_right: Callable[[str], str]) -> str:
        value = self(name) or default
        if value and (fault := is_right(value)):
            raise BadSetting(f"{name} {fault}, not “{value}”.")
        return value


def _secret(value: str) -> str | None:
    if value and len(value) < SHORTEST_SECRET:
        raise BadSetting(
            f"BIDAPP_SECRET_KEY must have at least {SHORTEST_SECRET} characters. Make one with: "
            'python3 -c "import secrets; print(secrets.token_hex(32))"'
        )
    return value or None


def _database_url(value: str, instance: Path) -> str:
    """SQLAlchemy's own spelling, whatever the hosting company calls PostgreSQL."""
    if not value:
        return f"sqlite:///{instance / 'bidapp.sqlite'}"
    scheme, separator, rest = value.partition("://")
    if scheme in {"postgres", "postgresql"}:
        scheme = "postgresql+psycopg"
    if not separator or scheme not in {"sqlite", "postgresql+psycopg"}:
        raise BadSetting("BIDAPP_DATABASE_URL must begin with sqlite:// or postgresql://.")
    _check_database_address(f"{scheme}://{rest}")
    return f"{scheme}://{rest}"


def _check_database_address(url: str) -> None:
    """What it names may be missing or asleep; what cannot be read is never right."""
    try:
        name = make_url(url).database
    except (ArgumentError, ValueError) as fault:
        raise BadSetting("BIDAPP_DATABASE_URL cannot be read as an address.") from fault
    if url.startswith("sqlite") and name in {None, "", ":memory:"}:
        raise BadSetting(
            "BIDAPP_DATABASE_URL must name a file, such as sqlite:////var/bids.sqlite."
        )


def _is_web_address(value: str) -> str:
    if _is_address(value, "http", "https"):
        return ""
    return "must be a web address such as https://bids.example.ac.uk"


def _is_mail_server(value: str) -> str:
    if _is_address(value, "smtp", "smtps", "smtp+starttls"):
        return ""
    return "must look like smtp://host:25, smtp+starttls://host:587 or smtps://host:465"


def _is_address(value: str, *schemes: str) -> bool:
    """Has a host, and a port that is a number where it has one."""
    try:
        parts = urlsplit(value)
        return parts.scheme in schemes and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


def _trusted_hosts(value: str, base_url: str) -> tuple[str, ...]:
    """Whose name may stand in a request. The application's own always may, and this machine's."""
    named = [host.strip() for host in value.split(",") if host.strip()]
    own = urlsplit(base_url).hostname or "localhost"
    return tuple(dict.fromkeys([*named, own, "localhost", "127.0.0.1"]))
