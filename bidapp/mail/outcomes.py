"""What can become of a letter that was not taken. Every carrier says it with one of these four.

Their text is the server's own answer, or what happened and when: it is kept as evidence.
"""


class Refused(Exception):
    """This recipient, or this very letter, will never be taken."""


class NotNow(Exception):
    """This recipient, or this very letter, is not taken this time; it may be later."""


class OurFault(Exception):
    """The channel does not work for us: nobody's address is to blame, nothing was handed over.

    Nothing more is sent on the channel until a probe succeeds. `otherwise` is what it is after all
    when it happens to the same letter again although others have passed meanwhile.
    """

    def __init__(
        self, answer: str, *, otherwise: type[Refused] | type[NotNow] | None = None
    ) -> None:
        super().__init__(answer)
        self.otherwise = otherwise


class InDoubt(Exception):
    """The letter was handed over whole, and nobody said whether it was taken."""
