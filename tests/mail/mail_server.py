"""A real mail server on this machine, for tests: it keeps what it takes, and fails as told."""

import asyncio
import ssl
import subprocess
from contextlib import contextmanager
from email import message_from_bytes, policy

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult

from tests.postgres import free_port

HANG, CUT = "says nothing any more", "cuts the connection"
RIGHT = "gravel%20teapot"  # the password, as it stands in an address


class MailServer:
    """Takes every letter, but answers a recipient in `answers` with what stands there.

    `faults` tells what it does at a stage instead: an answer of its own, HANG or CUT; a list of
    these is used up one by one. The stages are EHLO, AUTH, MAIL, RCPT, DATA, content (received
    whole, not taken), taken (taken, not yet answered) and RSET.
    """

    def __init__(self, port=None, answers=None, *, seconds_a_letter=0, faults=None, **settings):
        self.port = port or free_port()
        self.taken, self.faults = [], faults or {}
        self.connections = 0
        self._answers, self._pause, self._settings = answers or {}, seconds_a_letter, settings
        tls = self._settings.pop("tls_from_the_start", None)
        self._controller = _Controller(self, hostname="127.0.0.1", port=self.port, ssl_context=tls)

    def start(self):
        self._controller.start()

    def stop(self):
        self._controller.stop()

    def speaker(self):
        settings = {"enable_SMTPUTF8": False, "hostname": "localhost"} | self._settings
        return _Speaker(self, **settings)

    def address(self, scheme="smtp", sign_in=""):
        return f"{scheme}://{sign_in}127.0.0.1:{self.port}"

    @property
    def url(self):
        return self.address()

    @property
    def letters(self):
        return [message_from_bytes(each, policy=policy.default) for _, _, each in self.taken]

    @property
    def numbers(self):
        return [letter["Message-ID"] for letter in self.letters]

    @property
    def recipients(self):
        return [recipient for _, recipients, _ in self.taken for recipient in recipients]

    async def fault_at(self, stage, speaker):
        fault = self.faults.get(stage)
        if isinstance(fault, list):
            fault = fault.pop(0) if fault else None
        if fault == CUT:
            speaker.transport.abort()
        if fault in {CUT, HANG}:
            await asyncio.sleep(3_600)
        return fault

    async def handle_MAIL(self, server, session, envelope, address, options):  # noqa: N802
        if fault := await self.fault_at("MAIL", server):
            return fault
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802
        fault = self._answers.get(address) or await self.fault_at("RCPT", server)
        if fault:
            return fault
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_RSET(self, server, session, envelope):  # noqa: N802
        return await self.fault_at("RSET", server) or "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        if fault := await self.fault_at("content", server):
            return fault
        await asyncio.sleep(self._pause)
        self.taken.append((envelope.mail_from, envelope.rcpt_tos, envelope.original_content))
        number = len(self.taken)
        return await self.fault_at("taken", server) or f"250 2.0.0 Ok: queued as {number}"


class _Speaker(SMTP):
    async def smtp_EHLO(self, hostname):  # noqa: N802
        self.event_handler.connections += 1
        await self._unless_it_fails("EHLO", super().smtp_EHLO, hostname)

    async def smtp_HELO(self, hostname):  # noqa: N802
        await self._unless_it_fails("EHLO", super().smtp_HELO, hostname)

    async def smtp_AUTH(self, arg):  # noqa: N802
        await self._unless_it_fails("AUTH", super().smtp_AUTH, arg)

    async def smtp_DATA(self, arg):  # noqa: N802
        await self._unless_it_fails("DATA", super().smtp_DATA, arg)

    async def _unless_it_fails(self, stage, command, argument):
        if fault := await self.event_handler.fault_at(stage, self):
            await self.push(fault)
        else:
            await command(argument)


class _Controller(Controller):
    def factory(self):
        return self.handler.speaker()


@contextmanager
def a_mail_server(answers=None, **options):
    server = MailServer(options.pop("port", None), answers, **options)
    server.start()
    try:
        yield server
    finally:
        server.stop()


def knows_the_password(server, session, envelope, mechanism, data):
    is_right = (data.login, data.password) == (b"bids", b"gravel teapot")
    return AuthResult(success=is_right, handled=False)


WITH_SIGN_IN = {"authenticator": knows_the_password, "auth_required": True}


def a_certificate(folder):
    """One of 127.0.0.1 that vouches for itself, and the context of a server that shows it."""
    file, key = folder / "certificate.pem", folder / "key.pem"
    subprocess.run(
        [
            "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
            "-nodes", "-days", "2", "-subj", "/CN=127.0.0.1",
            "-addext", "subjectAltName=IP:127.0.0.1", "-out", file, "-keyout", key,
        ],
        check=True, capture_output=True,
    )  # fmt: skip
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file, key)
    return file, context
