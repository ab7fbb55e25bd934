"""What the demo process holds in memory after people have looked round and made a document."""

import re
from http.cookiejar import CookieJar
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, OpenerDirector, build_opener

from tests.browser.demo import Demo

TARGET = 150
PAGES = 60
WALK = (
    "/", "/bids/board", "/bids", "/bids/1", "/bids/1/partners", "/bids/1/reminders",
    "/bids/1/document", "/sections/1", "/sections/6", "/sections/6/versions", "/calls", "/calls/1",
    "/calls/1/edit", "/funders", "/funders/2", "/templates/2", "/library", "/library/7",
    "/organisations", "/organisations/1",
)  # fmt: skip


def report() -> str:
    with TemporaryDirectory() as instance, Demo(instance) as demo:
        began = _resident(demo.process.pid)
        person = _signed_in(demo)
        for turn in range(PAGES):
            _read(person, demo.address + WALK[turn % len(WALK)])
        _read(person, f"{demo.address}/bids/1/document.docx")
        held = _resident(demo.process.pid)
    return (
        f"Memory of the demo after {PAGES} pages and a document: {held:.0f} MB "
        f"({began:.0f} MB when started; to stay below {TARGET} MB)"
    )


def _signed_in(demo: Demo) -> OpenerDirector:
    person = build_opener(HTTPCookieProcessor(CookieJar()))
    page = _read(person, f"{demo.address}/sign-in").decode()
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
    said = {"email": "coordinator@example.org", "password": demo.password}
    body = urlencode(said | {"csrf_token": token[1] if token else ""}).encode()
    with person.open(f"{demo.address}/sign-in", body) as answer:
        if answer.url.endswith("/sign-in"):
            raise RuntimeError("The demo did not let the coordinator in.")
    return person


def _read(person: OpenerDirector, address: str) -> bytes:
    with person.open(address) as answer:
        return bytes(answer.read())


def _resident(pid: int) -> float:
    """Megabytes, as Linux says them."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.split("VmRSS:")[1].split()[0]) / 1024
