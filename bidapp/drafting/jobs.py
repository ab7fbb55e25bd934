"""What the scheduler runs: who closed a page without a word is forgotten."""

from bidapp import clock
from bidapp.database import unit_of_work
from bidapp.drafting.presence import forget_absent


def forget_who_has_left() -> int:
    with unit_of_work():
        return forget_absent(at=clock.now())
