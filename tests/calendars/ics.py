"""Reads an iCalendar file as RFC 5545 has it, with nothing forgiven: a second opinion on ours."""

import re
from dataclasses import dataclass, field

LONGEST_LINE = 75  # octets, without its end (section 3.1)
CONTENT_LINE = re.compile(
    r"(?P<name>[A-Za-z0-9-]+)"
    r'(?P<parameters>(;[A-Za-z0-9-]+=("[^"\x00-\x08\x0a-\x1f]*"|[^";:,\x00-\x08\x0a-\x1f]*))*)'
    r":(?P<value>[^\x00-\x08\x0a-\x1f\x7f]*)"
)
MEANINGS = {r"\\": "\\", r"\;": ";", r"\,": ",", r"\n": "\n", r"\N": "\n"}
TEXTS = {"NAME", "X-WR-CALNAME", "SUMMARY", "DESCRIPTION", "CATEGORIES"}


@dataclass
class Component:
    """What stands between a BEGIN and its END."""

    kind: str
    lines: list[tuple[str, str, str]] = field(default_factory=list)
    parts: list["Component"] = field(default_factory=list)

    def __getitem__(self, name):
        """The one value of this name."""
        [value] = [value for each, _, value in self.lines if each == name]
        return text_of(value) if name in TEXTS else value

    def parameters(self, name):
        [parameters] = [parameters for each, parameters, _ in self.lines if each == name]
        return parameters

    @property
    def names(self):
        return [name for name, _, _ in self.lines]


def read(content):
    """The calendar in a file, if every octet of it is as it has to be."""
    lines = [_taken_apart(line) for line in _unfolded(content)]
    assert lines[0] == ("BEGIN", "", "VCALENDAR")
    return _built(lines)


def _unfolded(content):
    assert content.endswith(b"\r\n")
    physical = content.removesuffix(b"\r\n").split(b"\r\n")
    for line in physical:
        assert not re.search(rb"[\r\n]", line)
        assert len(line) <= LONGEST_LINE, line
        line.decode()  # no character is cut in two
    return b"\r\n".join(physical).replace(b"\r\n ", b"").decode().split("\r\n")


def _built(lines):
    """Each part ends before the one around it, and nothing follows the whole."""
    around = [Component("everything")]
    for name, parameters, value in lines:
        if name == "BEGIN":
            around[-1].parts.append(part := Component(value))
            around.append(part)
        elif name == "END":
            assert around.pop().kind == value
        else:
            around[-1].lines.append((name, parameters, value))
    [everything] = around
    assert everything.lines == []
    [calendar] = everything.parts
    return calendar


def _taken_apart(line):
    match = CONTENT_LINE.fullmatch(line)
    assert match, line
    return match["name"].upper(), match["parameters"], match["value"]


def text_of(value):
    """Every backslash means something, and what has a meaning stands behind one."""
    assert not re.search(r"(?<!\\)(\\\\)*[;,]", value), value
    assert re.fullmatch(r"([^\\]|\\[\\;,nN])*", value), value
    return re.sub(r"\\.", lambda found: MEANINGS[found[0]], value)
