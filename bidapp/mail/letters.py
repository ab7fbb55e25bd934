"""What a message says: templates/emails/<letter>/subject.txt, body.txt and, where there is one,
body.html, filled in.
"""

from dataclasses import dataclass
from typing import Any
from unicodedata import category

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bidapp import wording
from bidapp.paths import TEMPLATES

LONGEST_SUBJECT = 300
SECRET_PLACE = "FILLED-IN-WHEN-THIS-LEAVES"  # fits into an address as it is
CONTROLS = {"Cc", "Cs", "Zl", "Zp"}  # control characters, halves of characters, line separators


@dataclass(frozen=True)
class Words:
    """A letter filled in; `html` is empty where plain text is enough."""

    subject: str
    body: str
    html: str


def letter(name: str, context: dict[str, Any]) -> Words:
    def said(part: str, form: str) -> str:
        template = _environments[form].get_template(f"emails/{name}/{part}.{form}")
        return template.render(context).strip()

    has_html = (TEMPLATES / "emails" / name / "body").with_suffix(".html").exists()
    return Words(
        subject=one_line(said("subject", "txt")),
        body=said("body", "txt") + "\n",
        html=said("body", "html") if has_html else "",
    )


def one_line(words: str) -> str:
    """What stood in a title can neither begin another header nor hide in this one."""
    shown = "".join(" " if category(each) in CONTROLS else each for each in words)
    return " ".join(shown.split())[:LONGEST_SUBJECT]


def _environment(*, autoescape: bool) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        autoescape=autoescape,
    )
    environment.filters.update(
        day=wording.day,
        moment=wording.moment,
        how_far=wording.how_far,
        pounds=wording.pounds,
        local_date=wording.local_date,
    )
    environment.globals["these"] = wording.these
    return environment


_environments = {"txt": _environment(autoescape=False), "html": _environment(autoescape=True)}
