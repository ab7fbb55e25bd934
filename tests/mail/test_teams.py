"""Cards to a Teams workflow: what is posted, where nothing ever is, and what answers mean."""

import json
import os
import shutil
import socket
import ssl
import subprocess
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest

from bidapp.mail.envelope import Letter
from bidapp.mail.outcomes import InDoubt, NotNow, Refused
from bidapp.mail.teams import TeamsPostman, check_address, is_public

HOST = "prod-05.uksouth.logic.azure.com"
ADDRESS = f"https://{HOST}:443/workflows/abc/triggers/manual/paths/invoke?api-version=1&sig=secret"
NEWER = "https://default0a1b.57.environment.api.powerplatform.com:443/powerautomate/automations/x"
PUBLIC = "20.90.132.1"
TEXT = """Full bid closes for “Red teaming” (ESRC) is due on Fri 15 March 2030, 4:00pm (UK).

Still to be done:
- Ethics: nothing written yet

http://bids.example.org/bids/1
"""


def a_letter(body=TEXT, recipient=ADDRESS, subject="ADAPT: Full bid closes, 10 working days"):
    at = datetime(2030, 3, 1, 9, tzinfo=UTC)
    return Letter("bids@example.org", recipient, subject, body, "m@bidapp", at)


@pytest.fixture(scope="session")
def certificate(tmp_path_factory):
    """A certificate for the workflow's name, with its key: made by the tests, for the tests."""
    if shutil.which("openssl") is None:
        reason = "needs the program openssl"
        pytest.fail(reason) if os.environ.get("CI") == "true" else pytest.skip(reason)
    folder = tmp_path_factory.mktemp("tls")
    certificate, key = folder / "certificate.pem", folder / "key.pem"
    name = ["-subj", f"/CN={HOST}", "-addext", f"subjectAltName=DNS:{HOST}"]
    kind = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"]
    command = ["openssl", "req", "-x509", *kind, *name, "-keyout", key, "-out", certificate]
    subprocess.run(command, check=True, capture_output=True)
    return certificate, key


class Workflow(BaseHTTPRequestHandler):
    """Takes a card and answers as the test wants; None hangs up without a word."""

    def do_POST(self):
        content = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.taken.append((self.path, dict(self.headers), content))
        if self.server.answer is None:
            self.connection.close()
            return
        status, headers, body = self.server.answer
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        """Quiet."""


class Server(HTTPServer):
    """Keeps what it was given."""

    def handle_error(self, *_):
        """A client that hangs up is what some tests are about."""


@contextmanager
def a_workflow(certificate, status=202, headers=None, body=b"", *, answers=True):
    """A server on this machine with the name of a workflow, and a postman that believes it."""
    server = Server(("127.0.0.1", 0), Workflow)
    server.taken, server.connected = [], []
    server.answer = (status, headers or {}, body) if answers else None
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(*certificate)
    server.socket = tls.wrap_socket(server.socket, server_side=True)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server, a_postman(server, certificate[0])
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def a_postman(server, trusted, addresses=(PUBLIC,)):
    def open_here(where, timeout):
        server.connected.append(where)
        return socket.create_connection(server.server_address, timeout)

    tls = ssl.create_default_context(cafile=trusted)
    return TeamsPostman(resolve=lambda _: list(addresses), open_socket=open_here, tls=tls)


def trouble(fault, postman, **changes):
    """What is said of a letter that is not accepted."""
    with pytest.raises(fault) as found:
        postman.deliver(a_letter(**changes))
    return str(found.value)


def never(*_):
    raise AssertionError("nothing may be connected to")


# What is posted


def card_of(server):
    [(_, _, content)] = server.taken
    [attachment] = json.loads(content)["attachments"]
    return attachment["content"]


def words_of(card):
    return [block["inlines"][0]["text"] for block in card["body"]]


def test_a_letter_becomes_a_card_with_a_button(certificate):
    with a_workflow(certificate) as (server, postman):
        assert postman.deliver(a_letter()) == "202 accepted, not yet posted"
    [(path, headers, content)] = server.taken
    assert path == "/workflows/abc/triggers/manual/paths/invoke?api-version=1&sig=secret"
    assert headers["Host"] == HOST
    assert headers["Content-Type"] == "application/json; charset=utf-8"
    message = json.loads(content)
    assert message["type"] == "message"
    assert message["attachments"][0]["contentType"] == "application/vnd.microsoft.card.adaptive"
    card = card_of(server)
    assert (card["type"], card["version"]) == ("AdaptiveCard", "1.4")
    assert [(each["type"], each["url"]) for each in card["actions"]] == [
        ("Action.OpenUrl", "http://bids.example.org/bids/1")
    ]
    assert words_of(card) == [
        "ADAPT: Full bid closes, 10 working days",
        "Full bid closes for “Red teaming” (ESRC) is due on Fri 15 March 2030, 4:00pm (UK).",
        "Still to be done:",
        "- Ethics: nothing written yet",
    ]


def test_markup_in_a_title_is_shown_and_not_obeyed(certificate):
    title = "**Free money** [here](https://evil.example.org) <at>everybody</at>"
    with a_workflow(certificate) as (server, postman):
        postman.deliver(a_letter(subject=title))
    card = card_of(server)
    assert words_of(card)[0] == title
    assert {block["type"] for block in card["body"]} == {"RichTextBlock"}


def test_the_button_is_the_link_with_a_line_to_itself(certificate):
    body = "See https://elsewhere.example.org/, it says.\n\nhttp://bids.example.org/bids/1\n"
    with a_workflow(certificate) as (server, postman):
        postman.deliver(a_letter(body))
    assert card_of(server)["actions"][0]["url"] == "http://bids.example.org/bids/1"


def test_without_such_a_line_it_is_the_first_link_without_what_ends_the_sentence(certificate):
    with a_workflow(certificate) as (server, postman):
        postman.deliver(a_letter("Look at (https://a.example.org/b?c=d). Or https://e.example.org"))
    assert card_of(server)["actions"][0]["url"] == "https://a.example.org/b?c=d"


def test_a_letter_without_a_link_has_no_button(certificate):
    with a_workflow(certificate) as (server, postman):
        postman.deliver(a_letter("Only words."))
    assert card_of(server)["actions"] == []


@pytest.mark.parametrize(
    "body",
    ["é😀" * 40_000, "a\n" * 40_000, '"\\\x01' * 30_000, "http://x/" + "k" * 60_000, "\ud800" * 9],
    ids=["one long line", "many lines", "escapes", "a long link", "half characters"],
)
def test_a_card_is_never_too_large_for_teams(certificate, body):
    with a_workflow(certificate) as (server, postman):
        postman.deliver(a_letter(body, subject="😀" * 300))
    [(_, _, content)] = server.taken
    assert len(content) <= 20_000
    assert card_of(server)["body"]


def test_what_is_cut_is_said(certificate):
    with a_workflow(certificate) as (server, postman):
        postman.deliver(a_letter("Line\n" * 4_000))
    assert words_of(card_of(server))[-1].startswith("The rest is cut here")


# Where nothing is ever posted


@pytest.mark.parametrize(
    "address",
    [ADDRESS, NEWER, f"https://{HOST}/x", f"https://{HOST.upper()}/x",
     "https://dmu.webhook.office.com/webhookb2/a@b/IncomingWebhook/c/d"],
)  # fmt: skip
def test_addresses_of_workflows_are_right(address):
    assert check_address(address) == ""


EVIL = [
    "", "x", "https://", "https:///x", f"http://{HOST}/x", f"ftp://{HOST}/x", f"//{HOST}/x",
    "file:///etc/passwd", f"gopher://{HOST}/x", f"javascript://{HOST}/x",
    f"https://{HOST}:8443/x", f"https://{HOST}:22/x", f"https://{HOST}:0/x", f"https://{HOST}:x/",
    f"https://{HOST}:99999/x", f"https://somebody@{HOST}/x", f"https://a:b@{HOST}/x",
    f"https://@{HOST}/x", f"https://{HOST}@evil.example.org/x", f"https://evil.example.org#@{HOST}",
    f"https://evil.example.org\\@{HOST}/x", f"https://evil.example.org\\.{HOST}/",
    f"https://evil.example.org?.{HOST}", f"https://{HOST}.evil.example.org/x",
    "https://logic.azure.com/x", "https://evillogic.azure.com/x", "https://.logic.azure.com/x",
    "https://a..logic.azure.com/x", "https://-a.logic.azure.com/x", f"https://{HOST}./x",
    "https://localhost/x", "https://127.0.0.1/x", "https://2130706433/x", "https://0x7f.1/x",
    "https://[::1]/x", "https://[::ffff:127.0.0.1]/x", "https://[fe80::1%25eth0]/x", "https://[/x",
    "https://169.254.169.254/latest/meta-data", "https://10.0.0.1.logic.azure.com.nip.io/x",
    "https://ⅼogic.azure.com/x", "https://a。logic.azure.com/x", f"https://ｅ.{HOST}/x",
    f"https://{HOST}/x y", f"https://{HOST}/x\r\nHost: evil", f"https://{HOST}/\tx", f" {ADDRESS}",
    f"https://{HOST}/\x00", f"https://{HOST}/é", "https://" + "a." * 60_000 + "logic.azure.com/",
    f"https://{HOST}/" + "x" * 500,
]  # fmt: skip


@pytest.mark.parametrize("address", EVIL, ids=lambda address: ascii(address[:60]))
def test_any_other_address_is_refused_before_anything_is_asked(address):
    assert check_address(address) != ""
    assert trouble(Refused, TeamsPostman(resolve=never, open_socket=never), recipient=address)


def test_an_installation_may_name_other_hosts():
    address = "https://prod-1.usgovtexas.logic.azure.us/x"
    assert check_address(address) != ""
    assert check_address(address, hosts=("logic.azure.us",)) == ""


INSIDE = [
    "127.0.0.1", "127.8.8.8", "0.0.0.0", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1",
    "169.254.169.254", "100.64.0.1", "168.63.129.16", "192.0.0.8", "192.0.2.1", "198.18.0.1",
    "198.51.100.1", "203.0.113.1", "192.88.99.1", "224.0.0.1", "239.255.255.250", "240.0.0.1",
    "255.255.255.255", "::", "::1", "fe80::1", "fe80::1%eth0", "fec0::1", "fc00::1",
    "fd00:ec2::254",
    "ff02::1", "::ffff:10.0.0.1", "::ffff:20.90.132.1", "::10.0.0.1", "64:ff9b::a00:1",
    "64:ff9b:1::a00:1", "2002:a00:1::", "2002:7f00:1::1", "2001::1", "2001:0:53aa:64c::1",
    "2001:10::1", "2001:db8::1", "3fff::1", "100::1", "5f00::1", "", "host", "1.2.3",
]  # fmt: skip


@pytest.mark.parametrize("address", INSIDE)
def test_a_name_that_leads_inside_is_not_connected_to(address):
    assert not is_public(address)
    for found in ([address], [PUBLIC, address]):
        postman = TeamsPostman(resolve=lambda _, found=found: found, open_socket=never)
        assert "leads to no public address" in trouble(NotNow, postman)


@pytest.mark.parametrize("address", [PUBLIC, "51.140.0.1", "2603:1020:700::1", "2a01:111::1"])
def test_addresses_of_the_open_internet_are_public(address):
    assert is_public(address)


def test_it_connects_to_the_very_address_that_was_looked_at(certificate):
    """A second look-up could answer otherwise."""
    answers = iter([[PUBLIC], ["127.0.0.1"]])
    with a_workflow(certificate) as (server, postman):
        postman = TeamsPostman(
            resolve=lambda _: next(answers), open_socket=postman.open_socket, tls=postman.tls
        )
        postman.deliver(a_letter())
    assert server.connected == [(PUBLIC, 443)]


def test_a_certificate_of_another_name_is_not_believed(certificate):
    with a_workflow(certificate) as (server, postman):
        assert "certificate" in trouble(NotNow, postman, recipient=NEWER)
    assert server.taken == []


def test_a_certificate_nobody_vouches_for_is_not_believed(certificate):
    with a_workflow(certificate) as (server, postman):
        careful = TeamsPostman(resolve=postman.resolve, open_socket=postman.open_socket)
        assert "certificate" in trouble(NotNow, careful)
    assert server.taken == []


def test_a_redirect_is_not_followed(certificate):
    there = {"Location": f"https://{HOST}/elsewhere"}
    with a_workflow(certificate, 302, there) as (server, postman):
        assert "do not follow" in trouble(Refused, postman)
    assert len(server.taken) == 1


# What answers mean


@pytest.mark.parametrize("status", [200, 201, 202, 204])
def test_accepted_is_not_yet_posted(certificate, status):
    with a_workflow(certificate, status) as (_, postman):
        assert postman.deliver(a_letter()) == f"{status} accepted, not yet posted"


@pytest.mark.parametrize(
    ("status", "fault", "words"),
    [
        (400, Refused, "still begins with a webhook request"),
        (401, Refused, "Let anyone trigger it"),
        (403, Refused, "Let anyone trigger it"),
        (404, Refused, "the workflow is gone"),
        (410, Refused, "the workflow is gone"),
        (413, Refused, "too large"),
        (418, Refused, "does not take it"),
        (408, NotNow, "408"),
        (429, NotNow, "too many cards"),
        (500, NotNow, "500"),
        (502, NotNow, "502"),
        (503, NotNow, "503"),
    ],
)
def test_other_answers_say_whether_to_try_again(certificate, status, fault, words):
    with a_workflow(certificate, status, body=b'{"error":\n"TriggerNotFound"}') as (_, postman):
        said = trouble(fault, postman)
    assert words in said
    assert str(status) in said
    assert "TriggerNotFound" in said
    assert "sig=secret" not in said


@pytest.mark.parametrize(
    ("asked", "said"),
    [("120", "wait 120 seconds"), ("999999999", "wait 3600 seconds"), ("soon", "at once.")],
)
def test_how_long_to_wait_is_said_up_to_an_hour(certificate, asked, said):
    with a_workflow(certificate, 429, {"Retry-After": asked}) as (_, postman):
        assert said in trouble(NotNow, postman)


def test_of_an_endless_answer_only_the_beginning_is_read(certificate):
    with a_workflow(certificate, 500, body=b"blah " * 2_000_000) as (_, postman):
        assert len(trouble(NotNow, postman)) < 400


def test_an_answer_that_never_came_leaves_a_doubt(certificate):
    with a_workflow(certificate, answers=False) as (server, postman):
        assert "sent, but not answered" in trouble(InDoubt, postman)
    assert len(server.taken) == 1


def test_an_answer_that_makes_no_sense_leaves_a_doubt(certificate):
    with a_workflow(certificate, 202) as (server, postman):
        server.RequestHandlerClass = Babble
        assert "sent, but not answered" in trouble(InDoubt, postman)


class Babble(Workflow):
    def send_response(self, *_):
        self.wfile.write(b"\x00\x01 this is no HTTP\r\n\r\n")


def test_what_is_not_reached_is_tried_again():
    def refuses(*_):
        raise ConnectionRefusedError(111, "Connection refused")

    def unknown(_):
        raise socket.gaierror(-2, "Name or service not known")

    for postman in (
        TeamsPostman(resolve=lambda _: [PUBLIC], open_socket=refuses),
        TeamsPostman(resolve=unknown, open_socket=never),
    ):
        assert "could not be reached" in trouble(NotNow, postman)


def test_a_connection_lost_before_the_card_was_sent_is_no_doubt(certificate):
    with a_workflow(certificate) as (server, postman):
        postman.tls.sslsocket_class = BreaksWhenWrittenTo
        assert "could not be reached" in trouble(NotNow, postman)
    assert server.taken == []


class BreaksWhenWrittenTo(ssl.SSLSocket):
    def sendall(self, data, flags=0):
        raise ConnectionResetError(104, "Connection reset by peer")
