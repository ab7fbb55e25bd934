"""What an importer could not keep, as sentences for the person who brought the text."""

MOST_NOTES = 20


class Notes:
    """Sentences, each once, in the order in which they came up."""

    def __init__(self) -> None:
        self._sentences: dict[str, None] = {}

    def add(self, sentence: str) -> None:
        self._sentences.setdefault(sentence)

    def all(self) -> tuple[str, ...]:
        """Every sentence, or the first few and how many more there are."""
        sentences = tuple(self._sentences)
        more = len(sentences) - MOST_NOTES
        if more <= 0:
            return sentences
        return (*sentences[:MOST_NOTES], f"There are {more} more notes like these.")
