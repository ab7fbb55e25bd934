"""The wheel carries everything: installed outside the checkout it starts, and one can sign in."""

import os
import re
import subprocess
import sys
import sysconfig
import time
import zipfile
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.error import URLError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, build_opener

import pytest

from tests.postgres import free_port

CHECKOUT = Path(__file__).resolve().parent.parent
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "-w", folder, CHECKOUT]
    subprocess.run(command, check=True, capture_output=True)
    [file] = folder.glob("bidapp-*.whl")
    return file


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory):
    """A new environment outside the checkout: the wheel itself, and the libraries of this one."""
    folder = tmp_path_factory.mktemp("elsewhere")
    subprocess.run([sys.executable, "-m", "venv", folder / "venv"], check=True)
    python = folder / "venv" / "bin" / "python"
    install = [python, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", wheel]
    subprocess.run(install, check=True, capture_output=True, cwd=folder)
    [site] = (folder / "venv").glob("lib/python*/site-packages")
    libraries = sysconfig.get_paths()["purelib"]
    (site / "libraries.pth").write_text(f"import sys; sys.path.append({libraries!r})\n")
    return folder


def test_the_wheel_carries_templates_migrations_and_built_assets(wheel):
    names = set(zipfile.ZipFile(wheel).namelist())
    assert {
        "bidapp/templates/base.html",
        "bidapp/templates/word/bid.docx",
        "bidapp/migrations/env.py",
        "bidapp/static/build/app.css",
        "bidapp/static/build/app.js",
        "bidapp/static/build/editor.js",
        "bidapp/funders/starter_pack/esrc.toml",
        "bidapp/example/story.toml",
    } <= names
    assert not [name for name in names if "node_modules" in name or "/assets/" in name]


def test_the_installed_wheel_starts_and_lets_one_sign_in(installed):
    port, instance = free_port(), installed / "instance"
    command = [installed / "venv" / "bin" / "bidapp", "demo", "--port", str(port)]
    environment = {"PATH": os.environ["PATH"], "BIDAPP_INSTANCE": str(instance)}
    demo = subprocess.Popen(
        command,
        cwd=installed,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        browser = build_opener(HTTPCookieProcessor(CookieJar()))
        page = _first_page(browser, f"http://127.0.0.1:{port}/sign-in")
        form = {
            "email": "coordinator@example.org",
            "password": (instance / "demo-password").read_text(),
            "csrf_token": re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)[1],
        }
        answer = browser.open(f"http://127.0.0.1:{port}/sign-in", urlencode(form).encode())
        assert "<h1>My work</h1>" in answer.read().decode()
        where = subprocess.run(
            [command[0].with_name("python"), "-c", "import bidapp; print(bidapp.__file__)"],
            cwd=installed, capture_output=True, text=True, check=True,
        )  # fmt: skip
        assert str(installed) in where.stdout
    finally:
        demo.terminate()
        demo.wait(20)


def _first_page(browser, address):
    """The page, as soon as the demo serves it."""
    for _ in range(120):
        try:
            return browser.open(address).read().decode()
        except URLError:
            time.sleep(0.5)
    raise AssertionError("the demo did not begin to serve within a minute")
