"""Who wrote which words, told from the versions alone."""

from bidapp.text.authorship import Authorship
from bidapp.text.content import document_of
from bidapp.text.html import to_html
from tests.text.histories import paragraph

SAM, KIM = 1, 2


def told(*versions):
    """Versions as (author, blocks); the newest text with its authors, and their words."""
    authorship = Authorship()
    for author, blocks in versions:
        authorship.add(document_of(blocks), author)
    newest = document_of(versions[-1][1])
    return to_html(authorship.marked(newest)), authorship.words_by_author()


def by(author, words):
    return f'<span class="by-author by-{author}">{words}</span>'


def test_words_stay_their_authors_when_others_write_around_them():
    one = paragraph("Sam wrote this.", "p00001")
    more = paragraph("Sam wrote this. Kim added.", "p00001")
    html, words = told((SAM, [one]), (KIM, [more]))
    assert html == f"<p>{by(SAM, 'Sam wrote this.')}{by(KIM, ' Kim added.')}</p>"
    assert words == {SAM: 3, KIM: 2}


def test_who_splits_or_moves_a_paragraph_has_not_written_it():
    one, other = paragraph("alpha beta gamma delta", "p00001"), paragraph("epsilon", "p00002")
    halves = [
        other,
        paragraph("alpha beta", "p00001"),
        paragraph("gamma delta zeta", "p00003"),
    ]
    _, words = told((SAM, [one, other]), (KIM, halves))
    assert words == {SAM: 5, KIM: 1}


def test_who_deletes_anothers_word_keeps_their_own_like_it():
    sams, kims = paragraph("the alpha", "p00001"), paragraph("the beta", "p00002")
    without = paragraph("alpha", "p00001")
    html, words = told((SAM, [sams]), (KIM, [sams, kims]), (KIM, [without, kims]))
    assert html == f"<p>{by(SAM, 'alpha')}</p><p>{by(KIM, 'the beta')}</p>"
    assert words == {SAM: 1, KIM: 2}


def test_words_that_are_gone_count_for_nobody():
    _, words = told((SAM, [paragraph("one two", "p00001")]), (KIM, [paragraph("three", "p00001")]))
    assert words == {KIM: 1}
