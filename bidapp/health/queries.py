from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, select, text

from bidapp.database import db
from bidapp.health.models import Heartbeat
from bidapp.paths import MIGRATIONS

SILENT_AFTER = timedelta(minutes=3)


@dataclass(frozen=True)
class Readiness:
    """Whether the application can do its work; each fault is a sentence."""

    faults: tuple[str, ...]
    last_round_at: datetime | None

    @property
    def is_ready(self) -> bool:
        return not self.faults


def readiness(now: datetime) -> Readiness:
    """Asks the database; raises what the database raises when it does not answer."""
    if (found := schema_version()) != wanted_schema_version():
        return Readiness((f"The database has schema {found or 'none'}. Run: bidapp upgrade",), None)
    last = last_good_round()
    if last is None or now - last > SILENT_AFTER:
        return Readiness(
            ("The scheduler has not finished a round in the last three minutes.",), last
        )
    return Readiness((), last)


def last_good_round() -> datetime | None:
    return db.session.scalar(select(Heartbeat.ended_well_at))


def schema_version() -> str | None:
    if not inspect(db.session.connection()).has_table("alembic_version"):
        return None
    version: str | None = db.session.scalar(text("SELECT version_num FROM alembic_version"))
    return version


@cache
def wanted_schema_version() -> str | None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    return ScriptDirectory.from_config(config).get_current_head()
