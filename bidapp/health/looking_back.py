"""Is the database older than what this machine has done? Then it was restored from a backup."""

from datetime import datetime
from pathlib import Path


def remember_round(file: Path, ended_at: datetime) -> None:
    """Beside the database and not in it, so that a restored one does not know it."""
    half_written = file.with_suffix(".part")
    half_written.write_text(ended_at.isoformat())
    half_written.replace(file)


def later_round_here(file: Path, last_in_database: datetime | None) -> datetime | None:
    """The last round of this machine, when the database knows rounds, but not this late one."""
    if last_in_database is None or not file.exists():
        return None
    try:
        here = datetime.fromisoformat(file.read_text())
    except ValueError:  # cut short by a full disk: it says nothing
        return None
    return here if here > last_in_database else None
