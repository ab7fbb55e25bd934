"""The draft of a bid as a whole: a shared limit, a review round, and a section sent out as Word."""

from bidapp.bids.models import Bid
from bidapp.calls.actions import Deed
from bidapp.drafting.models import SectionGroup
from bidapp.drafting.queries import sections_of
from bidapp.example.cast import Cast
from bidapp.example.story import Row
from bidapp.handouts.actions import Brought, make_handout, take_in
from bidapp.handouts.models import Handout
from bidapp.handouts.queries import text_sent, word_of
from bidapp.organisations.models import Contact
from bidapp.returns.reading import Comment, Returned, ReturnedSection, Tracked
from bidapp.reviewing.actions import begin_round, save_group
from bidapp.text.content import Node, document_of


def add_draft(bid: Bid, row: Row, contacts: dict[str, Contact], cast: Cast) -> None:
    sections = {section.key: section.id for section in sections_of(bid)}
    for each in row.get("shared_limits", ()):
        facts = {"title": each["title"], "limit": each["limit"]}
        ids = [sections[key] for key in each["sections"]]
        save_group(SectionGroup(bid_id=bid.id), facts, ids, _deed(each, cast))
    for each in row.get("rounds", ()):
        begin_round(bid, each["note"], _deed(each, cast))
    for each in row.get("handouts", ()):
        _hand_out(bid, each, sections[each["section"]], contacts[each["contact"]], cast)


def _hand_out(bid: Bid, row: Row, section_id: int, contact: Contact, cast: Cast) -> None:
    handout = make_handout(bid, [section_id], contact.id, _deed(row, cast))
    if "returned_days" in row:
        at = cast.days.moment(row["returned_days"])
        take_in(handout, _changed(handout, row, contact), by=None, at=at)


def _changed(handout: Handout, row: Row, contact: Contact) -> Brought:
    """What came back: one word changed, and a comment beside it."""
    sent = handout.sections[0]
    old, new = row["changed"]
    content, block_id = _with_words(text_sent(sent), old, new)
    read = ReturnedSection(
        sent.section_id,
        sent.number,
        sent.section.title,
        content,
        comments=(Comment(contact.name, None, row["comment"], block_id, new),),
        tracked=(Tracked(contact.name, None, "inserted", new, block_id),),
        notes=(),
        is_copy=False,
    )
    returned = Returned(handout.key, (read,), ())
    return Brought(word_of(handout), f"{sent.section.title}.docx", returned)


def _with_words(document: Node, old: str, new: str) -> tuple[Node, str]:
    blocks, changed = list(document["content"]), ""
    for place, block in enumerate(blocks):
        words = block.get("content", [])
        if any(old in each.get("text", "") for each in words):
            replaced = [_replaced(each, old, new) for each in words]
            blocks[place], changed = block | {"content": replaced}, block["attrs"]["id"]
    return document_of(blocks), changed


def _replaced(node: Node, old: str, new: str) -> Node:
    return node | {"text": node["text"].replace(old, new)} if "text" in node else node


def _deed(row: Row, cast: Cast) -> Deed:
    return Deed(cast.people[row["by"]], cast.days.moment(row["days"]))
