"""The one table of who may do what."""

from enum import StrEnum


class Kind(StrEnum):
    """What a person is to the whole installation."""

    ADMINISTRATOR = "administrator"
    COORDINATOR = "coordinator"
    WRITER = "writer"
    READER = "reader"


class Action(StrEnum):
    """What can be done, named as the person doing it would."""

    SEE = "see funders, calls, bids and drafts"
    OWN_ACCOUNT = "change their own name, password and look"
    OWN_REMINDERS = "say how and of what they are reminded"
    WRITE = "write in sections and text blocks"
    COORDINATE = "set up funders, calls, bids, partners and organisations"
    ADMINISTER = "set up people and look after the machinery"


EVERYBODY = frozenset(Kind)
TEAM = EVERYBODY - {Kind.READER}
COORDINATORS = frozenset({Kind.COORDINATOR, Kind.ADMINISTRATOR})
ADMINISTRATORS = frozenset({Kind.ADMINISTRATOR})

WHO_MAY: dict[Action, frozenset[Kind]] = {
    Action.SEE: EVERYBODY,
    Action.OWN_ACCOUNT: EVERYBODY,
    Action.OWN_REMINDERS: EVERYBODY,
    Action.WRITE: TEAM,
    Action.COORDINATE: COORDINATORS,
    Action.ADMINISTER: ADMINISTRATORS,
}


def may(kind: Kind, action: Action) -> bool:
    return kind in WHO_MAY[action]
