"""Where the parts that are not code stand, in a checkout and in an installed wheel alike."""

from pathlib import Path

PACKAGE = Path(__file__).resolve().parent
IS_CHECKOUT = (PACKAGE.parent / "pyproject.toml").is_file()


def _beside_or_inside(name: str) -> Path:
    """A wheel carries the top-level folders inside the package; a checkout has them beside it."""
    inside = PACKAGE / name
    return inside if inside.is_dir() else PACKAGE.parent / name


TEMPLATES = _beside_or_inside("templates")
MIGRATIONS = _beside_or_inside("migrations")
DEFAULT_INSTANCE = (PACKAGE.parent if IS_CHECKOUT else Path.cwd()) / "instance"
