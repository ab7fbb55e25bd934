"""A real mail server on this machine, for tests: it keeps what it takes, and refuses as told."""

import asyncio
from contextlib import contextmanager
from email import message_from_bytes, policy

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP

from tests.postgres import free_port


class MailServer:
    """Takes every letter, but answers a recipient in `answers` with what stands there."""

    def __init__(self, port, answers=None, seconds_a_letter=0):
        self.url = f"smtp://127.0.0.1:{port}"
        self.taken = []
        self._answers, self._pause = answers or {}, seconds_a_letter
        self._controller = _Controller(self, hostname="127.0.0.1", port=port)

    def start(self):
        self._controller.start()

    def stop(self):
        self._controller.stop()

    @property
    def letters(self):
        return [message_from_bytes(each, policy=policy.default) for _, _, each in self.taken]

    @property
    def recipients(self):
        return [recipient for _, recipients, _ in self.taken for recipient in recipients]

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802
        if address in self._answers:
            return self._answers[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        await asyncio.sleep(self._pause)
        self.taken.append((envelope.mail_from, envelope.rcpt_tos, envelope.original_content))
        return "250 OK"


class _Controller(Controller):
    def factory(self):
        return SMTP(self.handler, hostname="localhost", enable_SMTPUTF8=False)


@contextmanager
def a_mail_server(answers=None, *, port=None, seconds_a_letter=0):
    server = MailServer(port or free_port(), answers, seconds_a_letter)
    server.start()
    try:
        yield server
    finally:
        server.stop()
