"""How long a text is, counted as each funder counts."""

import re
from collections.abc import Callable
from enum import StrEnum

from bidapp.text.content import Node
from bidapp.text.plain import plain_text

# What \s means in JavaScript (ECMAScript WhiteSpace and LineTerminator) and in Java, which differ.
_JAVASCRIPT_SPACE = "\t\n\v\f\r \xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff"
_JAVA_SPACE = " \t\n\v\f\r"
_JAVA_STRIPPED = (
    _JAVA_SPACE + "\x1c\x1d\x1e\x1f\u1680\u2028\u2029\u205f\u3000"
    "\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2008\u2009\u200a"
)
_UKRI_WORD = re.compile(f"[^—{_JAVASCRIPT_SPACE}]+")
_SPLIT_OTHERWISE = re.compile("[\x1c-\x1f\x85]")  # parts words for Python, not for JavaScript
_JAVA_WORD = re.compile(f"[^{_JAVA_SPACE}]+")


class CountRule(StrEnum):
    """Whose way of counting a limit is meant in."""

    UKRI = "ukri"
    INNOVATE_UK = "innovate_uk"
    WHITESPACE = "whitespace"
    CHARACTERS = "characters"
    NONE = "none"


def count(document: Node, rule: CountRule) -> int:
    """The length of a whole document under a rule."""
    return count_text(plain_text(document), rule)


def count_text(text: str, rule: CountRule) -> int:
    """The length of plain text under a rule."""
    return _COUNTERS[rule](text)


def _ukri_words(text: str) -> int:
    """Em dashes and JavaScript's white space part words; other dashes and U+200B do not.

    Source: github.com/ukri-funding-service/ukri-tfs, packages/validation/src/utils/text,
    wordCountHtml: `text.replace(/[—\\s]+/g, ' ').trim()`, then words between the spaces. It joins
    `<p>a</p><p>b</p>` to one word where we count two, so that nothing counted here is over there.
    """
    if _SPLIT_OTHERWISE.search(text):
        return len(_UKRI_WORD.findall(text))
    return len(text.replace("—", " ").replace("\ufeff", " ").split())  # the same, in a fifth of it


def _innovate_uk_words(text: str) -> int:
    """Java's plain white space parts words, so a no-break space does not and a lone one is a word.

    Source: github.com/InnovateUKGitHub/innovation-funding-service, StringFunctions.countWords:
    HTML stripped by jsoup, `StringUtils.stripToNull`, then `split("\\\\s+")`, Unicode flag off.
    """
    return len(_JAVA_WORD.findall(text.strip(_JAVA_STRIPPED)))


def _whitespace_words(text: str) -> int:
    """Any Unicode white space parts words: `str.split`, our own rule where a funder names none."""
    return len(text.split())


def _characters(text: str) -> int:
    """Code points, spaces included; the break between two blocks or cells is one. Our own rule."""
    return len(text)


def _nothing(text: str) -> int:
    """Where a funder sets no limit, nothing is counted."""
    return 0


_COUNTERS: dict[CountRule, Callable[[str], int]] = {
    CountRule.UKRI: _ukri_words,
    CountRule.INNOVATE_UK: _innovate_uk_words,
    CountRule.WHITESPACE: _whitespace_words,
    CountRule.CHARACTERS: _characters,
    CountRule.NONE: _nothing,
}
