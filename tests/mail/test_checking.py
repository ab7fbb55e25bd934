"""Finding out why mail does not leave, and being told what to do."""

from datetime import UTC, datetime

import pytest

from bidapp.mail.checking import check_mail
from tests.mail.mail_server import RIGHT, WITH_SIGN_IN, a_certificate, a_mail_server, free_port
from tests.mail.post import IMPATIENT, SENDER

NOON = datetime(2030, 3, 1, 12, tzinfo=UTC)
STEPS = ["Name", "Connection", "Encryption", "Signing in", "Sender", "Recipient", "Test message"]


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    return a_certificate(tmp_path_factory.mktemp("certificate"))


def check(url, recipient=None, *, sender=SENDER, **options):
    return list(check_mail(url, sender, recipient, patience=IMPATIENT, **options))


def the_fault(findings):
    """The step that went wrong, which is the last one, and what was said of it."""
    *before, (step, ok, sentence) = findings
    assert all(finding.ok for finding in before)
    assert not ok
    return step, sentence


def test_a_server_that_works_is_asked_everything_and_sent_nothing():
    with a_mail_server() as server:
        findings = check(server.url, "writer@example.org")
    assert [(step, ok) for step, ok, _ in findings] == [(step, True) for step in STEPS[:-1]]
    assert server.taken == []


def test_without_a_recipient_nobody_is_named():
    with a_mail_server(faults={"RCPT": "550 No"}) as server:
        assert [finding.step for finding in check(server.url)] == STEPS[:-2]


def test_a_test_message_is_sent_when_asked_for():
    with a_mail_server() as server:
        findings = check(server.url, "writer@example.org", send_at=NOON)
    assert [finding.step for finding in findings] == STEPS
    assert "250 2.0.0 Ok: queued as 1" in findings[-1].sentence
    assert server.recipients == ["writer@example.org"]
    assert server.letters[0]["Date"].datetime == NOON


def test_no_server_at_all():
    step, sentence = the_fault(check(None))
    assert step == "Server"
    assert "BIDAPP_SMTP_URL" in sentence


def test_a_name_that_nobody_knows():
    step, sentence = the_fault(check("smtp://mail.invalid:25"))
    assert step == "Name"
    assert "mail.invalid" in sentence
    assert "spelt right" in sentence


def test_a_port_where_nothing_listens():
    step, sentence = the_fault(check(f"smtp://127.0.0.1:{free_port()}"))
    assert step == "Connection"
    assert "Nothing listens there" in sentence


@pytest.mark.parametrize("scheme", ["smtps", "smtp+starttls"])
def test_a_certificate_that_nobody_vouches_for(monkeypatch, certificate, scheme):
    file, context = certificate
    how = {"smtps": "tls_from_the_start", "smtp+starttls": "tls_context"}[scheme]
    with a_mail_server(**{how: context}) as server:
        _, sentence = the_fault(check(server.address(scheme)))
        assert "trust whoever issued" in sentence
        monkeypatch.setenv("SSL_CERT_FILE", str(file))
        encryption = check(server.address(scheme))[2]
    assert encryption.ok
    assert "TLSv1" in encryption.sentence


def test_a_server_that_does_not_encrypt():
    with a_mail_server() as server:
        step, sentence = the_fault(check(server.address("smtp+starttls")))
        assert (step, "try smtps://" in sentence) == ("Encryption", True)
        step, sentence = the_fault(check(server.address("smtps")))
        assert (step, "try smtp+starttls://" in sentence) == ("Connection", True)


def test_what_could_be_encrypted_and_is_not_is_said(certificate):
    with a_mail_server(tls_context=certificate[1]) as server:
        assert "though the server could" in check(server.url)[2].sentence


def test_a_wrong_password_and_a_right_one(monkeypatch, certificate):
    file, context = certificate
    monkeypatch.setenv("SSL_CERT_FILE", str(file))
    with a_mail_server(tls_context=context, **WITH_SIGN_IN) as server:
        step, sentence = the_fault(check(server.address("smtp+starttls", "bids:wrong@")))
        assert (step, "The name or the password is wrong" in sentence) == ("Signing in", True)
        signed_in = check(server.address("smtp+starttls", f"bids:{RIGHT}@"))[3]
    assert signed_in.sentence == "Signed in as bids."


@pytest.mark.parametrize(
    ("answer", "advice"),
    [
        ("550 5.7.30 Basic authentication is not supported for Client Submission", "Microsoft 365"),
        ("530 5.7.0 Authentication required", "NAME:PASSWORD@"),
        ("550 5.7.1 Not allowed", "BIDAPP_MAIL_FROM"),
    ],
)
def test_a_sender_that_is_refused(answer, advice):
    with a_mail_server(faults={"MAIL": answer}) as server:
        step, sentence = the_fault(check(server.url))
    assert step == "Sender"
    assert answer in sentence
    assert advice in sentence


def test_a_sender_that_nobody_believes():
    with a_mail_server() as server:
        step, sentence = the_fault(check(server.url, sender="bidapp@localhost"))
    assert (step, "Set BIDAPP_MAIL_FROM" in sentence) == ("Sender", True)


@pytest.mark.parametrize(
    ("answer", "advice"),
    [
        ("554 5.7.1 Relay access denied", "have this machine allowed"),
        ("550 5.1.1 No such user", ""),
    ],
)
def test_a_recipient_that_is_refused(answer, advice):
    with a_mail_server(faults={"RCPT": answer}) as server:
        step, sentence = the_fault(check(server.url, "writer@example.org"))
    assert step == "Recipient"
    assert answer in sentence
    assert advice in sentence
