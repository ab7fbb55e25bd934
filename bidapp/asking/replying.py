"""What we say back to a partner, by letter to those who have a link that works. Each of these says
how many that were, so that nobody is told of a letter that was not written.
"""

from sqlalchemy import update

from bidapp.asking.due import settle_due
from bidapp.asking.links import AskRefused, live_asks_about, send, take_turns
from bidapp.asking.mailing import Post
from bidapp.asking.models import Question, SendingKind
from bidapp.calls.actions import Deed
from bidapp.contributions.models import Contribution, ContributionRevision
from bidapp.database import db


def answer_question(question: Question, words: str, post: Post) -> int:
    """What a contact asked is answered on their page, and by letter while they have one."""
    take_turns(question.ask.role_id)
    answered = db.session.scalar(
        update(Question)
        .where(Question.id == question.id, Question.answered_at.is_(None))
        .values(answer=words, answered_at=post.at, answered_by_id=post.by_id)
        .returning(Question.id)
    )
    if answered is None:
        raise AskRefused("Somebody has answered this question already.")
    if not question.ask.is_live(post.at):
        return 0
    send(question.ask, SendingKind.REPLIED, "partner_replied", post, question=question, words=words)
    return 1


def tell_of_reply(
    line: Contribution, proposed: ContributionRevision, post: Post, *, words: str = ""
) -> int:
    """What became of a proposed change; who proposed it is called by name to the others."""
    asks = live_asks_about(line, post.at)
    contact = proposed.contact
    for made in asks:
        send(
            made, SendingKind.REPLIED, "proposal_answered", post,
            line=line, words=words, accepted=line.standing_number == proposed.number,
            proposer=contact.name if contact else "Somebody",
            is_yours=made.contact_id == proposed.contact_id,
        )  # fmt: skip
    settle_due(line.role, Deed(post.by_id, post.at))
    return len(asks)


def tell_of_challenge(line: Contribution, post: Post, *, words: str) -> int:
    asks = live_asks_about(line, post.at)
    for made in asks:
        send(made, SendingKind.REPLIED, "confirmation_challenged", post, line=line, words=words)
    settle_due(line.role, Deed(post.by_id, post.at))
    return len(asks)
