"""Who brings a letter of support, and for which lines of the ledger it speaks. Pure."""

from bidapp.bids.stages import BEING_WRITTEN
from bidapp.contributions.models import Contribution
from bidapp.contributions.states import STANDING, LineState
from bidapp.partners.models import PartnerRole, Position

COVERED = STANDING - {LineState.DRAFT}
BRING_ONE = frozenset({Position.PROJECT_PARTNER, Position.ADVISORY})


def covers(line: Contribution) -> bool:
    """It was asked for, and is neither declined nor withdrawn."""
    return line.state in COVERED


def why_no_letter(role: PartnerRole) -> str:
    """In a sentence, why none is taken from this role; empty where one is."""
    bid, organisation = role.bid, role.organisation
    if organisation.is_consortium:
        return "A consortium signs no letter. One of its members does."
    if role.position not in BRING_ONE:
        return (
            "A letter of support comes from a project partner or an adviser. "
            f"{organisation.short_name} is on this bid as {role.position}, and brings none."
        )
    if bid.stage not in BEING_WRITTEN:
        return f"The bid is {bid.stage.lower()}, so no more letters are taken for it."
    return ""
