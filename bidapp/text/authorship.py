"""Who wrote which words of a text, from its versions one after the other."""

from collections import Counter

from bidapp.text.places import children, is_leaf
from bidapp.text.sequences import hunks
from bidapp.text.tokens import Token, is_word, node_of, tokens_of
from bidapp.text.vocabulary import Node

Written = list[tuple[Token, int]]  # each token with its author's number


class Authorship:
    """Fed each version in turn; words stay their author's wherever they are moved to."""

    def __init__(self) -> None:
        self._leaves: dict[str, Node] = {}
        self._written: dict[str, Written] = {}

    def add(self, document: Node, author: int) -> None:
        leaves = dict(_leaves_of(document))
        fresh: dict[str, Written] = {}
        moved: Written = []
        for name in self._leaves.keys() - leaves.keys():
            moved += self._written[name]
        for name, leaf in leaves.items():
            fresh[name] = self._changed(name, leaf, author, moved)
        self._leaves, self._written = leaves, fresh
        self._give_back(moved, author)

    def _changed(self, name: str, leaf: Node, author: int, moved: Written) -> Written:
        before = self._written.get(name, [])
        if self._leaves.get(name) == leaf:
            return before
        tokens = tokens_of(children(leaf))
        written: Written = []
        at = 0
        for hunk in hunks([token for token, _ in before], tokens):
            written += before[at : hunk.old_from]
            moved += before[hunk.old_from : hunk.old_to]
            written += [(token, author) for token in tokens[hunk.new_from : hunk.new_to]]
            at = hunk.old_to
        return written + before[at:]

    def _give_back(self, moved: Written, author: int) -> None:
        """What only went from one block to another is not the mover's."""
        waiting: dict[Token, list[int]] = {}
        for token, whose in reversed([each for each in moved if each[1] != author]):
            waiting.setdefault(token, []).append(whose)
        for written in self._written.values() if waiting else ():
            for place, (token, whose) in enumerate(written):
                if whose == author and waiting.get(token):
                    written[place] = token, waiting[token].pop()

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
