"""A letter as a mail: its headers mean what they should, and no line is too long for a server."""

from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes, policy

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bidapp.mail.envelope import Letter, sealed
from bidapp.mail.letters import one_line
from bidapp.mail.outcomes import Refused

NOON = datetime(2030, 3, 1, 12, tzinfo=UTC)
LETTER = Letter(
    sender="bids@dmu.example.org",
    recipient="writer@example.org",
    subject="Full bid closes",
    body="Dear Writer,\n\nIt closes.\n",
    message_id="abc@bidapp",
    written_at=NOON,
)
HTML = "<p>Dear Writer, it closes. Grüße</p>"
LONGEST_LINE = 998
# Titles that were one line already: what stands in them goes through one_line() first.
TITLES = st.text(max_size=300).map(one_line)


def read(letter):
    return message_from_bytes(sealed(letter).content, policy=policy.default)


def text_of(part):
    return part.get_content().replace("\r\n", "\n")


def lines(letter):
    return sealed(letter).content.split(b"\r\n")


def test_it_says_what_it_is_to_people_and_to_machines():
    mail = read(LETTER)
    assert mail["From"] == "bidapp <bids@dmu.example.org>"
    assert mail["To"] == "writer@example.org"
    assert mail["Message-ID"] == "<abc@bidapp.dmu.example.org>"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["X-Auto-Response-Suppress"] == "OOF, AutoReply"
    assert mail["Date"].datetime == NOON
    assert mail.get_content_type() == "text/plain"
    assert text_of(mail) == LETTER.body


def test_what_is_not_given_is_not_a_header():
    names = {name.lower() for name in read(LETTER)}
    assert names & {"references", "reply-to", "list-unsubscribe", "list-unsubscribe-post"} == set()


def test_plain_text_stands_before_html():
    mail = read(replace(LETTER, html=HTML))
    assert mail.get_content_type() == "multipart/alternative"
    plain, html = mail.iter_parts()
    assert (plain.get_content_type(), html.get_content_type()) == ("text/plain", "text/html")
    assert text_of(html) == HTML + "\n"


def test_letters_of_one_thread_refer_to_the_same():
    thread = "deadline-1-1-bid-7"
    assert read(replace(LETTER, thread=thread))["References"] == (
        "<deadline-1-1-bid-7@bidapp.dmu.example.org>"
    )


def test_answers_go_to_a_person():
    assert read(replace(LETTER, reply_to="ada@example.org"))["Reply-To"] == "ada@example.org"


def test_it_can_be_unsubscribed_from_with_one_click():
    mail = read(replace(LETTER, unsubscribe_at="https://bids.example.org/unsubscribe/k"))
    assert mail["List-Unsubscribe"] == "<https://bids.example.org/unsubscribe/k>"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_one_click_is_promised_over_https_only():
    mail = read(replace(LETTER, unsubscribe_at="http://bids.example.org/unsubscribe/k"))
    assert mail["List-Unsubscribe"] == "<http://bids.example.org/unsubscribe/k>"
    assert mail["List-Unsubscribe-Post"] is None


def test_long_addresses_and_numbers_stay_whole():
    long = "https://bids.example.org/unsubscribe/" + "k" * 400
    letter = replace(LETTER, unsubscribe_at=long, thread="t" * 400, message_id="m" * 400)
    content = sealed(letter).content.decode("ascii")
    assert f"\r\nList-Unsubscribe: <{long}>\r\n" in content
    assert f"\r\nReferences: <{'t' * 400}@bidapp.dmu.example.org>\r\n" in content
    assert f"\r\nMessage-ID: <{'m' * 400}@bidapp.dmu.example.org>\r\n" in content


@given(TITLES)
def test_any_title_arrives_and_makes_no_header(title):
    letter = replace(LETTER, subject=title)
    mail = read(letter)
    assert mail["Subject"] == title
    assert mail.keys() == read(LETTER).keys()
    assert max(map(len, lines(letter))) <= LONGEST_LINE


@given(TITLES)
def test_encoded_titles_are_folded_as_every_program_expects(title):
    written = [line for line in lines(replace(LETTER, subject=title)) if b"=?utf-8?" in line]
    assert all(len(line) <= 78 for line in written)


@given(st.text(st.characters(codec="utf-8", exclude_characters="\r")))
@example("k" * 3_000)
@example(".\n..\n.")
def test_any_text_arrives_as_written_in_short_lines(text):
    letter = replace(LETTER, body=f"{text}\n", html=f"<pre>{text}</pre>")
    plain, html = read(letter).iter_parts()
    assert text_of(plain) == text.rstrip("\n") + "\n"
    assert text_of(html) == f"<pre>{text}</pre>\n"
    assert max(map(len, lines(letter))) <= LONGEST_LINE


@given(st.text(), st.text())
def test_every_line_ends_as_mail_servers_want_it(title, text):
    content = sealed(replace(LETTER, subject=title, body=text, html=text)).content
    between = content.replace(b"\r\n", b"")
    assert b"\r" not in between
    assert b"\n" not in between


def test_a_title_with_line_breaks_is_one_line_even_if_nobody_looked_before():
    mail = read(replace(LETTER, subject="Bid\r\nBcc: all@example.org\r\n\r\nbody"))
    assert mail["Subject"] == "Bid Bcc: all@example.org body"
    assert mail["Bcc"] is None


def test_domains_are_spelt_for_the_network():
    mail = sealed(replace(LETTER, recipient="writer@müller.example"))
    assert (mail.recipient, mail.needs_utf8) == ("writer@xn--mller-kva.example", False)


@pytest.mark.parametrize(
    "address",
    ["", "writer", "@example.org", "writer@", "a\r\nb@example.org", "w@ex ample.org", "<w@e.org>"],
)
def test_what_can_be_no_address_is_refused_before_anybody_is_asked(address):
    with pytest.raises(Refused, match="cannot be written as a mail"):
        sealed(replace(LETTER, recipient=address))
