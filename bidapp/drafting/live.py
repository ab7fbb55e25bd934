"""What the editor asks and says while somebody writes. All answers are JSON."""

from dataclasses import asdict
from http import HTTPStatus
from typing import Any, TypeVar

from flask import Blueprint, Response, abort, jsonify, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from flask_wtf.csrf import generate_csrf

from bidapp import clock
from bidapp.accounts.gate import i_may, me, needs
from bidapp.accounts.permissions import Action
from bidapp.database import fetch, unit_of_work
from bidapp.drafting.forms import HeartbeatForm, PictureFileForm, TypedForm
from bidapp.drafting.groups import sharing_of
from bidapp.drafting.models import Section, SectionState, VersionKind
from bidapp.drafting.presence import Place, be_here, here_now, leave
from bidapp.drafting.queries import last_save, open_conflicts_in, text_of
from bidapp.drafting.saving import Kept, Save, save_text
from bidapp.files.actions import store_file
from bidapp.files.pictures import tidy_picture
from bidapp.text.content import Node, TextRefused, checked
from bidapp.web import for_script, sent_fields, sent_json
from bidapp.wording import brief_moment

Asked = TypeVar("Asked", bound=FlaskForm)
blueprint = Blueprint("live", __name__, url_prefix="/sections")


@blueprint.get("/<int:section_id>/text")
@needs(Action.SEE)
@for_script
def text(section_id: int) -> ResponseReturnValue:
    """All that the editor needs to begin, or to show what others have saved."""
    section = fetch(Section, section_id)
    is_open = section.is_written_here and section.state is not SectionState.LOCKED
    return _answer(
        section,
        content=text_of(section),
        section=_facts(section),
        person={"id": me().id, "name": me().name},
        may_write=is_open and i_may(Action.WRITE),
        group=sharing_of(section),
        **_about(section),
    )


def _facts(section: Section) -> dict[str, Any]:
    return {
        "id": section.id,
        "title": section.title,
        "rule": section.counts_with,
        "limit": section.counted_limit,
        "limit_kind": section.limit_kind,
        "is_hard": not section.limit_is_soft,
        "allows_images": section.allows_images,
    }


def _about(section: Section) -> dict[str, Any]:
    """Which version is the newest, and whose; without its text."""
    at, by = last_save(section)
    said = brief_moment(at, now=clock.now()) if at else None
    return {"number": section.latest_number, "saved_at": said, "saved_by": by}


def _answer(about: Section, **facts: Any) -> Response:
    """Every answer tells who else is here, which conflicts wait, and the token of this sign-in."""
    answer = jsonify(
        here=[asdict(each) for each in here_now(about, besides=me().id, at=clock.now())],
        state=about.state,
        conflicts=open_conflicts_in(about),
        conflicts_address=url_for("conflicts.of_section", section_id=about.id),
        token=generate_csrf(),
        **facts,
    )
    answer.headers["Cache-Control"] = "no-store"
    return answer


@blueprint.post("/<int:section_id>/text")
@needs(Action.WRITE)
@for_script
def save(section_id: int) -> ResponseReturnValue:
    """Keep what was typed. Told: under which number, and the joined text where others saved."""
    section, form = fetch(Section, section_id), _form(TypedForm)
    document = checked(sent_json().get("content"))
    save = Save(
        form.based_on.data, me().id, clock.now(), VersionKind.AS_TYPED, key=form.key.data or None
    )
    with unit_of_work():
        kept = save_text(section, document, save)
    _be_here(section_id, form)
    return _answer(
        section,
        mine=kept.mine,
        merged_with=kept.others,
        **_joined(kept, document),
        **_about(section),
    )


def _form(kind: type[Asked]) -> Asked:
    """What was sent, or a refusal of what our own script would never send."""
    form: Asked = kind(sent_fields())
    if not form.validate():
        abort(HTTPStatus.BAD_REQUEST)
    return form


def _joined(kept: Kept, sent: Node) -> dict[str, Any]:
    """The newest text where it says more than what was sent, and which of its blocks differ."""
    if kept.joined is None or kept.number == kept.mine:
        return {"content": None, "changed": []}
    had = {block["attrs"]["id"]: block for block in sent.get("content", [])}
    blocks = kept.joined.get("content", [])
    changed = [each["attrs"]["id"] for each in blocks if had.get(each["attrs"]["id"]) != each]
    return {"content": kept.joined, "changed": changed}


@blueprint.post("/<int:section_id>/presence")
@needs(Action.SEE)
@for_script
def presence(section_id: int) -> ResponseReturnValue:
    """The page is open, or no longer."""
    section, form = fetch(Section, section_id), _form(HeartbeatForm)
    if form.gone.data:
        with unit_of_work():
            leave(section_id, _place(form))
    else:
        _be_here(section_id, form)
    return _answer(section, **_about(section))


def _be_here(section_id: int, form: HeartbeatForm) -> None:
    """In a unit of work of its own, which no text waits for."""
    with unit_of_work():
        be_here(section_id, _place(form), at=clock.now())


def _place(form: HeartbeatForm) -> Place:
    return Place(me().id, form.tab.data, form.block.data)


@blueprint.post("/<int:section_id>/picture")
@needs(Action.WRITE)
@for_script
def picture(section_id: int) -> ResponseReturnValue:
    fetch(Section, section_id)
    form = PictureFileForm()
    if not form.validate_on_submit():
        raise TextRefused(next(iter(form.errors.values()))[0])
    content, media_type = tidy_picture(form.picture.data.read())
    with unit_of_work():
        digest = store_file(content, media_type, by=me().id, at=clock.now())
    return {"src": digest}, HTTPStatus.CREATED
