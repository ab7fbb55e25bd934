"""Who wrote which words of a text, from its versions one after the other."""

from collections import Counter
from dataclasses import dataclass, field

from bidapp.text.places import children, is_leaf
from bidapp.text.sequences import hunks
from bidapp.text.tokens import Token, is_word, node_of, tokens_of
from bidapp.text.vocabulary import Node

Written = list[tuple[Token, int]]  # each token with its author's number


@dataclass
class _Step:
    """What one version took away, and where it wrote anew."""

    author: int
    moved: Written = field(default_factory=list)
    fresh: list[tuple[Written, int]] = field(default_factory=list)

    def write(self, written: Written, tokens: list[Token]) -> None:
        self.fresh += [(written, len(written) + place) for place in range(len(tokens))]
        written += [(token, self.author) for token in tokens]

    def give_back(self) -> None:
        """What only went from one block to another is not the mover's."""
        waiting: dict[Token, list[int]] = {}
        for token, whose in reversed([each for each in self.moved if each[1] != self.author]):
            waiting.setdefault(token, []).append(whose)
        for written, place in self.fresh if waiting else ():
            token = written[place][0]
            if waiting.get(token):
                written[place] = token, waiting[token].pop()


class Authorship:
    """Fed each version in turn; words stay their author's wherever they are moved to."""

    def __init__(self) -> None:
        self._leaves: dict[str, Node] = {}
        self._written: dict[str, Written] = {}

    def add(self, document: Node, author: int) -> None:
        leaves = dict(_leaves_of(document))
        step = _Step(author)
        for name in self._leaves.keys() - leaves.keys():
            step.moved += self._written[name]
        self._written = {name: self._changed(name, leaf, step) for name, leaf in leaves.items()}
        self._leaves = leaves
        step.give_back()

    def _changed(self, name: str, leaf: Node, step: _Step) -> Written:
        before = self._written.get(name, [])
        if self._leaves.get(name) == leaf:
            return before
        tokens = tokens_of(children(leaf))
        written: Written = []
        at = 0
        for hunk in hunks([token for token, _ in before], tokens):
            written += before[at : hunk.old_from]
            step.moved += before[hunk.old_from : hunk.old_to]
            step.write(written, tokens[hunk.new_from : hunk.new_to])
            at = hunk.old_to
        written += before[at:]
        return written

    def words_by_author(self) -> Counter[int]:
        """How many of the words that stand now each author wrote."""
        counted: Counter[int] = Counter()
        for written in self._written.values():
            counted.update(author for token, author in written if is_word(token))
        return counted

    def marked(self, document: Node) -> Node:
        """The newest version with its words marked `author` (`attrs.number`), for `to_html`."""
        if is_leaf(document):
            return document | {"content": self._marked_words(document)}
        return document | {"content": [self.marked(child) for child in children(document)]}

    def _marked_words(self, leaf: Node) -> list[Node]:
        return [_by(author, node_of(token)) for token, author in self._written[leaf["attrs"]["id"]]]


def _leaves_of(node: Node) -> list[tuple[str, Node]]:
    if is_leaf(node):
        return [(node["attrs"]["id"], node)]
    return [pair for child in children(node) for pair in _leaves_of(child)]


def _by(author: int, node: Node) -> Node:
    mark: Node = {"type": "author", "attrs": {"number": author}}
    return node | {"marks": [mark, *node.get("marks", [])]}
