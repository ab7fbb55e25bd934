"""Comments in a file that came back: beside which words each stands."""

LONGEST_QUOTE = 300


class CommentRanges:
    """Those that have begun and not ended; `quotes` are the words between, by the comment's id."""

    def __init__(self) -> None:
        self.quotes: dict[str, str] = {}
        self._open: set[str] = set()

    def begin(self, comment: str) -> str:
        self._open.add(comment)
        self.quotes.setdefault(comment, "")
        return comment

    def end(self, comment: str) -> None:
        self._open.discard(comment)

    def say(self, words: str) -> None:
        for comment in self._open:
            self.quotes[comment] = (self.quotes[comment] + words)[:LONGEST_QUOTE]
