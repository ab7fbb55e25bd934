"""What the scheduler runs for accounts."""

from bidapp import clock
from bidapp.accounts.actions import forget_old_failures
from bidapp.database import unit_of_work


def forget_failed_sign_ins() -> None:
    with unit_of_work():
        forget_old_failures(now=clock.now())
