"""What a message says: templates/emails/<letter>/subject.txt and body.txt, filled in."""

from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bidapp import wording
from bidapp.paths import TEMPLATES

_environment = Environment(  # plain text: nothing to escape
    loader=FileSystemLoader(TEMPLATES / "emails"),
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    autoescape=False,
)
_environment.filters.update(moment=wording.moment, how_far=wording.how_far)
_environment.globals["these"] = wording.these


def letter(name: str, context: dict[str, Any]) -> tuple[str, str]:
    """Subject and body. A subject is one line, whatever stood in a title."""
    subject = _environment.get_template(f"{name}/subject.txt").render(context)
    body = _environment.get_template(f"{name}/body.txt").render(context)
    return " ".join(subject.split())[:300], body.strip() + "\n"
