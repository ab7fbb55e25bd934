"""Posts a letter as a card to a Microsoft Teams workflow, and to nothing else.

The address is what somebody typed, and our server is what calls it. So it has to be https at one of
Microsoft's names, the name has to lead to public addresses only, and it is exactly the one looked
at that is connected to. Redirects are not followed. An address is a secret: no answer quotes it.
"""

import json
import re
import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from http import HTTPStatus
from http.client import HTTPException, HTTPResponse, HTTPSConnection
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Any
from urllib.parse import SplitResult, urlsplit

from bidapp.mail.envelope import Letter
from bidapp.mail.outcomes import InDoubt, NotNow, Refused

WORKFLOW_HOSTS = ("logic.azure.com", "environment.api.powerplatform.com", "webhook.office.com")
PORT = 443
LONGEST_ADDRESS = 500
LONGEST_LINK = 2_000
LARGEST_CARD = 20_000  # bytes. Microsoft says 28 KB; people have met the limit at 21 KB
LONGEST_TEXT = 1_000  # characters of one line of the card
LARGEST_ANSWER = 4_096
TIMEOUT_SECONDS = 20
LONGEST_WAIT = 3_600
GLOBAL_IPV6 = IPv6Network("2000::/3")
LEADS_ELSEWHERE = tuple(  # to a neighbour, through a tunnel, or nowhere
    ip_network(each)
    for each in (
        "168.63.129.16/32", "192.0.0.0/24", "192.88.99.0/24",
        "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20",
    )
)  # fmt: skip
A_HOST = re.compile(r"([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}")
A_LINK = re.compile(r"https?://[^\s<>\"“”]*[^\s<>\"“”.,;:!?)\]]")
A_LINE_OF_LINK = re.compile(rf"^{A_LINK.pattern}$", re.MULTILINE)
CUT = "The rest is cut here: a card in Teams holds no more."
ADVICE = {
    400: "the workflow does not take it. Look whether it still begins with a webhook request",
    401: "the workflow asks for a signature. Let anyone trigger it, or copy its address again",
    403: "the workflow does not let us. Let anyone trigger it, or copy its address again",
    404: "the workflow is gone. Make it again and enter its new address",
    410: "the workflow is gone. Make it again and enter its new address",
    413: "the card is too large for the workflow",
}

Resolve = Callable[[str], list[str]]
OpenSocket = Callable[[tuple[str, int], float], socket.socket]


def check_address(url: str, hosts: tuple[str, ...] = WORKFLOW_HOSTS) -> str:
    """What is wrong with a workflow's address, in a sentence; nothing is asked of the network."""
    parts = _parts(url)
    if parts is None or parts.scheme != "https":
        return "Enter the whole address of the workflow, beginning with https://."
    if parts.username is not None or parts.password is not None or _port(parts) != PORT:
        return "The address may not name a port other than 443, nor a person."
    host = parts.hostname or ""
    if not A_HOST.fullmatch(host) or not any(host.endswith(f".{each}") for each in hosts):
        names = ", ".join(f"*.{each}" for each in hosts)
        return f"This is not the address of a Teams workflow. Those stand at {names}."
    return ""


def _parts(url: str) -> SplitResult | None:
    """Only what every reader takes apart alike: printed ASCII, without backslashes."""
    if len(url) > LONGEST_ADDRESS or not re.fullmatch(r"[!-\[\]-~]+", url):
        return None
    try:
        return urlsplit(url)
    except ValueError:
        return None


def _port(parts: SplitResult) -> int | None:
    try:
        return PORT if parts.port is None else parts.port
    except ValueError:
        return None


def is_public(address: str) -> bool:
    """Whether it lies in the open internet, and leads nowhere else from there."""
    try:
        ip: IPv4Address | IPv6Address = ip_address(address)
    except ValueError:
        return False
    if ip.version == 6 and ip not in GLOBAL_IPV6:
        return False
    if any(ip in network for network in LEADS_ELSEWHERE):
        return False
    return ip.is_global and not ip.is_multicast and not ip.is_reserved


def resolve(host: str) -> list[str]:
    found = socket.getaddrinfo(host, PORT, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(where[0]) for *_, where in found))


@cache
def trust_of_this_machine() -> ssl.SSLContext:
    """Read once: there are some hundred authorities in it."""
    return ssl.create_default_context()


@dataclass(frozen=True)
class TeamsPostman:
    """One card for each letter; the letter's recipient is the workflow's address."""

    hosts: tuple[str, ...] = WORKFLOW_HOSTS
    resolve: Resolve = resolve
    open_socket: OpenSocket = socket.create_connection
    tls: ssl.SSLContext = field(default_factory=trust_of_this_machine)

    def deliver(self, letter: Letter) -> str:
        """Says only that it was accepted: whether the workflow then posts it, nobody tells us."""
        if fault := check_address(letter.recipient, self.hosts):
            raise Refused(fault)
        parts = urlsplit(letter.recipient)
        line = _Line(parts.hostname or "", self)
        try:
            with _answer(line, parts, _card(letter)) as answer:
                return _judged(answer)
        finally:
            line.close()

    def look_up(self, host: str) -> str:
        """An address of this name, if all it has are public: any other is a trap or a slip."""
        addresses = self.resolve(host)
        if not addresses or not all(is_public(each) for each in addresses):
            raise OSError(f"{host} leads to no public address")
        return addresses[0]


class _Line(HTTPSConnection):
    """Connects to the very address that was looked at; the certificate is that of the name."""

    def __init__(self, host: str, postman: TeamsPostman) -> None:
        super().__init__(host, PORT, timeout=TIMEOUT_SECONDS, context=postman.tls)
        self._postman = postman

    def connect(self) -> None:
        where = (self._postman.look_up(self.host), PORT)
        bare = self._postman.open_socket(where, TIMEOUT_SECONDS)
        self.sock = self._postman.tls.wrap_socket(bare, server_hostname=self.host)


def _answer(line: _Line, parts: SplitResult, card: bytes) -> HTTPResponse:
    """Until the card is sent whole nothing has happened; from then on nobody knows."""
    headers = {"Content-Type": "application/json; charset=utf-8", "User-Agent": "bidapp"}
    target = parts._replace(scheme="", netloc="", fragment="").geturl() or "/"
    try:
        line.request("POST", target, card, headers)
    except (OSError, HTTPException, ValueError) as fault:
        raise NotNow(f"The workflow could not be reached: {_words(fault)}") from fault
    try:
        return line.getresponse()
    except (OSError, HTTPException) as fault:
        raise InDoubt(f"The card was sent, but not answered: {_words(fault)}") from fault


def _judged(answer: HTTPResponse) -> str:
    if 200 <= answer.status < 300:
        return f"{answer.status} accepted, not yet posted"
    said = f"{answer.status} {_reason(answer)}".strip()
    if answer.status == HTTPStatus.TOO_MANY_REQUESTS:
        raise NotNow(f"{said}: {_wait(answer)}.")
    if answer.status >= 500 or answer.status == HTTPStatus.REQUEST_TIMEOUT:
        raise NotNow(said)
    if 300 <= answer.status < 400:
        raise Refused(f"{said}: it leads to another address, which we do not follow.")
    raise Refused(f"{said}: {ADVICE.get(answer.status, 'the workflow does not take it')}.")


def _reason(answer: HTTPResponse) -> str:
    """A few words of what came back, as evidence; never all that a server cares to send."""
    said = b""
    with suppress(OSError, HTTPException):
        said = answer.read(LARGEST_ANSWER)
    words = f"{answer.reason} {said.decode('utf-8', 'replace')}"
    return " ".join("".join(each if each.isprintable() else " " for each in words).split())[:300]


def _wait(answer: HTTPResponse) -> str:
    asked = answer.getheader("Retry-After", "")
    if not re.fullmatch(r"\d{1,9}", asked, re.ASCII):
        return "too many cards at once"
    return f"too many cards at once, asked to wait {min(int(asked), LONGEST_WAIT)} seconds"


def _words(fault: Exception) -> str:
    return (isinstance(fault, OSError) and fault.strerror) or str(fault) or type(fault).__name__


def _card(letter: Letter) -> bytes:
    """Title, text and a button for the link in the text."""
    link = _link_in(letter.body)
    blocks = [_block(letter.subject, weight="Bolder", size="Medium")]
    room = LARGEST_CARD - len(_message([*blocks, _block(CUT)], link))
    for block in _text_blocks(letter.body, link):
        room -= len(_json(block)) + 1
        if room < 0:
            blocks.append(_block(CUT))
            break
        blocks.append(block)
    return _message(blocks, link)


def _link_in(text: str) -> str:
    """The first that has a line to itself, as ours have; else the first of all."""
    found = A_LINE_OF_LINK.search(text) or A_LINK.search(text)
    return found[0] if found and len(found[0]) <= LONGEST_LINK else ""


def _text_blocks(text: str, link: str) -> Iterator[dict[str, Any]]:
    """A line each; a gap where the text has an empty line; not the link, which has its button."""
    spacing = "Medium"
    for line in text.split("\n"):
        words = line.strip()
        if words and words != link:
            yield _block(words, spacing=spacing)
        spacing = "None" if words else "Medium"


def _block(text: str, *, spacing: str = "Medium", **style: str) -> dict[str, Any]:
    """Runs of text show what was typed as it is; a TextBlock would read Markdown in a title."""
    run = {"type": "TextRun", "text": text[:LONGEST_TEXT], **style}
    return {"type": "RichTextBlock", "inlines": [run], "spacing": spacing}


def _message(blocks: list[dict[str, Any]], link: str) -> bytes:
    button = {"type": "Action.OpenUrl", "title": "Open it in bidapp", "url": link}
    card = {
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "type": "AdaptiveCard",
        "version": "1.4",
        "body": blocks,
        "actions": [button] if link else [],
    }
    kind = "application/vnd.microsoft.card.adaptive"
    return _json({"type": "message", "attachments": [{"contentType": kind, "content": card}]})


def _json(value: dict[str, Any]) -> bytes:
    """Half a character, which no encoding takes, becomes a question mark."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
