"""The server's side of the editor, played by the test: it keeps what is sent and fails when told to."""

import json
from copy import deepcopy

PERSON = {"id": 2, "name": "Bid coordinator"}


class StandIn:
    """Answers for one section, on pages of a context; `fails` holds answers to give first."""

    def __init__(self, content=None, **section):
        facts = {
            "id": 1, "title": "Approach", "rule": "ukri", "limit": 2000, "limit_kind": "words",
            "is_hard": True, "allows_images": True,
        }  # fmt: skip
        self.section = facts | section
        self.content = content or {"type": "doc"}
        self.number, self.person, self.may_write = 18, PERSON, True
        self.here, self.conflicts, self.signed_out = [], 0, False
        self.saves, self.beats, self.fails, self.answers = [], [], [], []
        self.holds, self.held = False, []

    def play(self, page):
        page.route("**/sections/*/text", self._text)
        page.route("**/sections/*/presence", self._presence)
        page.route("**/sections/*/picture", lambda route: self._say(route, {"src": "0" * 64}))

    @property
    def facts(self):
        return {
            "section": self.section, "person": self.person, "may_write": self.may_write,
            "number": self.number, "content": self.content, "saved_at": "10:32am",
            "saved_by": "Sam", "token": "key", "here": self.here, "conflicts": self.conflicts,
            "conflicts_address": "/sections/1/conflicts", "group": None,
        }  # fmt: skip

    def somebody_saves(self, content):
        self.content, self.number = content, self.number + 1

    def _text(self, route):
        if self.signed_out:
            return route.fulfill(status=401, json={"said": "You are signed out."})
        if route.request.method == "GET":
            return self._say(route, self.facts)
        sent = json.loads(route.request.post_data)
        if self.fails:
            return self._fail(route, self.fails.pop(0))
        self.saves.append(sent)
        self.content = deepcopy(sent["content"])
        self.number += 1
        answer = {
            "number": self.number, "mine": self.number, "saved_at": "10:33am", "content": None,
            "changed": [], "merged_with": [], "conflicts": self.conflicts, "here": self.here,
        }  # fmt: skip
        answer |= self.answers.pop(0)(self) if self.answers else {}
        if self.holds:
            return self.held.append((route, answer))
        return self._say(route, answer)

    def let_go(self):
        """Gives the answers that were held back."""
        self.holds = False
        while self.held:
            self._say(*self.held.pop(0))

    def _fail(self, route, failure):
        if failure == "offline":
            return route.abort("internetdisconnected")
        status, said = failure
        return route.fulfill(status=status, json={"said": said})

    def _presence(self, route):
        self.beats.append(json.loads(route.request.post_data))
        answer = {
            "number": self.number, "saved_by": "Sam", "here": self.here,
            "conflicts": self.conflicts, "token": "key",
        }  # fmt: skip
        self._say(route, answer)

    def _say(self, route, facts):
        route.fulfill(json=facts)
