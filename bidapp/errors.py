"""What can go wrong, in words a person can be shown."""


class BidappError(Exception):
    """Base of every error this application raises on purpose."""


class NotFound(BidappError):
    """The thing asked for does not exist, or not for this person."""


class NotAllowed(BidappError):
    """This person may see it but may not do that to it."""


class RuleBroken(BidappError):
    """The request makes sense but a rule forbids it; the message says which and what to do."""
