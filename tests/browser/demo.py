"""A real `bidapp demo` process with an instance of its own, for browsers to talk to."""

import os
import socket
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

BIDAPP = Path(sys.executable).with_name("bidapp")
SECONDS_TO_START = 60


class Demo:
    """Started with a free port and an empty folder; stopped when the `with` ends."""

    def __init__(self, instance):
        self.instance = Path(instance)
        self.address = f"http://127.0.0.1:{_free_port()}"

    def __enter__(self):
        self._log = (self.instance / "demo.log").open("w")
        self._start()
        return self

    def kill_and_start(self):
        """As when the machine stops: nothing is told, nothing put away."""
        self.process.kill()
        self.process.wait()
        self._start()

    def _start(self):
        port = self.address.rpartition(":")[2]
        self.process = subprocess.Popen(
            [BIDAPP, "demo", "--port", port], env=self._environment(),
            stdout=self._log, stderr=subprocess.STDOUT,
        )  # fmt: skip
        try:
            self._wait()
        except BaseException:
            self._stop()
            raise

    def __exit__(self, *_):
        self._stop()

    @property
    def password(self):
        return (self.instance / "demo-password").read_text().strip()

    @property
    def database(self):
        return self.instance / "bidapp.sqlite"

    def run(self, *arguments):
        """What another `bidapp` command says beside the running one."""
        command = [BIDAPP, *arguments]
        done = subprocess.run(command, env=self._environment(), capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def rows(self, statement):
        """What the database of the running demo holds."""
        with closing(sqlite3.connect(self.database)) as connection:
            return connection.execute(statement).fetchall()

    def letters_to(self, address):
        """What the letters in the mail folder of this instance say to one person, oldest first."""
        files = sorted((self.instance / "mail").glob("*.eml"))
        letters = [message_from_bytes(file.read_bytes(), policy=default) for file in files]
        return [each.get_body().get_content() for each in letters if each["To"] == address]

    def _environment(self):
        """Nobody's own settings reach the process."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("BIDAPP_")}
        return kept | {"BIDAPP_INSTANCE": str(self.instance), "BIDAPP_BASE_URL": self.address}

    def _wait(self):
        ends = time.monotonic() + SECONDS_TO_START
        while not self._answers():
            if self.process.poll() is not None or time.monotonic() > ends:
                raise RuntimeError(f"The demo did not start:\n{self._said()}")
            time.sleep(0.1)

    def _answers(self):
        try:
            with urlopen(f"{self.address}/healthz", timeout=5) as answer:
                return answer.status == 200
        except (URLError, ConnectionError, TimeoutError):
            return False

    def _said(self):
        return (self.instance / "demo.log").read_text()

    def _stop(self):
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self._log.close()


def _free_port():
    with socket.socket() as any_port:
        any_port.bind(("127.0.0.1", 0))
        return any_port.getsockname()[1]
