"""What one types reaches the server by itself, or stays on this device until it does."""

import pytest

from tests.browser.stand_in import StandIn
from tests.browser.writing import (
    caret_at,
    caret_at_end,
    document,
    paragraph,
    texts_of,
    wait_for_state,
    wait_until,
    write,
)


def test_it_saves_by_itself_and_says_where_the_text_is(open_editor):
    page, server = open_editor(document("One."))
    write(page, " Two.")
    wait_for_state(page, "Saved 10:33am, version 19")
    assert server.content == document("One. Two.")
    assert (server.saves[0]["based_on"], server.saves[0]["block"]) == (18, "block000")
    write(page, " Three.")
    wait_until(page, lambda: len(server.saves) == 2)
    assert server.saves[1]["based_on"] == 19
    assert server.saves[0]["key"] != server.saves[1]["key"]


def test_while_one_types_without_a_pause_it_saves_at_least_every_ten_seconds(open_editor):
    page, server = open_editor(document("One."))
    for _ in range(120):
        write(page, "x")
        page.wait_for_timeout(100)
        if server.saves:
            return
    raise AssertionError("nothing was saved in twelve seconds of typing")


def test_a_lost_connection_is_said_and_the_same_save_is_sent_again_first(open_editor):
    page, server = open_editor(document("One."))
    server.fails = ["offline"]
    write(page, " Two.")
    wait_for_state(page, "Offline: kept on this device")
    write(page, " Three.")
    wait_until(page, lambda: len(server.saves) == 2)
    first, second = server.saves
    assert first["content"] == document("One. Two.")
    assert second["content"] == document("One. Two. Three.")
    assert second["based_on"] == 19


def test_a_server_in_trouble_is_asked_again_with_the_same_key(open_editor):
    page, server = open_editor(document("One."))
    server.fails = [(503, "The database is busy."), (500, "")]
    write(page, " Two.")
    wait_for_state(
        page,
        "The server could not keep this: The database is busy; kept on this device, "
        "trying again in 2 seconds",
    )
    wait_for_state(page, "Saved 10:33am, version 19")
    assert len(server.saves) == 1


@pytest.mark.parametrize("status", [409, 422])
def test_a_refusal_is_said_and_nothing_is_sent_until_the_text_changes(status, open_editor):
    page, server = open_editor(document("One."))
    server.fails = [(status, "The section is locked.")]
    write(page, " Two.")
    wait_for_state(page, "The section is locked. It is kept on this device.")
    page.wait_for_timeout(3_000)
    assert server.saves == []
    write(page, " Three.")
    wait_until(page, lambda: server.saves)
    assert server.saves[0]["content"] == document("One. Two. Three.")


def test_an_aged_form_key_is_renewed_without_a_word(open_editor):
    page, server = open_editor(document("One."))
    server.fails = [(400, "The form has expired.")]
    write(page, " Two.")
    wait_for_state(page, "Saved 10:33am, version 19")


def test_after_signing_out_the_page_goes_on_by_itself_when_one_is_back(open_editor):
    page, server = open_editor(document("One."))
    server.signed_out = True
    write(page, " Two.")
    wait_for_state(page, "Signed out: your text is kept on this device.")
    link = page.locator("#saved").get_by_role("link", name="Sign in again")
    assert link.get_attribute("target") == "_blank"
    server.signed_out = False
    wait_for_state(page, "Saved 10:33am, version 19")
    assert server.content == document("One. Two.")


def test_what_did_not_reach_the_server_is_back_after_the_page_was_lost(open_editor, open_browser):
    page, server = open_editor(document("One."))
    server.fails = ["offline"] * 50
    write(page, " Two.")
    wait_for_state(page, "Offline: kept on this device")
    page.reload()
    page.get_by_text("had not reached the server is back").wait_for()
    assert texts_of(page) == ["One. Two."]
    server.fails = []
    wait_for_state(page, "Saved 10:33am")
    assert server.content == document("One. Two.")
    page.reload()
    page.locator("#text").wait_for()
    page.wait_for_timeout(500)
    assert not page.get_by_text("had not reached the server is back").is_visible()


def test_copies_of_other_people_are_never_shown(open_editor):
    page, server = open_editor(document("One."))
    server.fails = ["offline"] * 50
    write(page, " Mine.")
    wait_for_state(page, "Offline: kept on this device")
    server.person = {"id": 99, "name": "Somebody else"}
    page.reload()
    page.locator("#text").wait_for()
    page.wait_for_timeout(500)
    assert texts_of(page) == ["One."]


def test_two_tabs_keep_their_own_copies(open_editor):
    page, server = open_editor(document("One."))
    server.fails = ["offline"] * 100
    write(page, " First tab.")
    wait_for_state(page, "Offline: kept on this device")
    second = page.context.new_page()
    open_editor(page=second, stand_in=server)
    assert texts_of(second) == ["One."]
    write(second, " Second tab.")
    wait_for_state(second, "Offline: kept on this device")
    server.fails = []
    wait_for_state(page, "Saved")
    wait_for_state(second, "Saved")
    said = {save["content"]["content"][0]["content"][0]["text"] for save in server.saves}
    assert said == {"One. First tab.", "One. Second tab."}
    assert len({save["tab"] for save in server.saves}) == 2


def merged(content, **more):
    """An answer as after another person's save: both texts are together."""

    def answer(server):
        server.somebody_saves(content)
        return {
            "number": server.number, "mine": server.number - 1, "content": content,
            "merged_with": ["Sam"],
        } | more  # fmt: skip

    return answer


def test_a_merged_text_is_taken_over_and_the_caret_stays(open_editor):
    page, server = open_editor(document("One.", "Two."))
    both = document("Sam wrote. One. Mine.", "Two.", "Three.")
    server.answers = [merged(both)]
    caret_at(page, 5)
    page.keyboard.type(" Mine.")
    wait_for_state(page, "Sam saved too; both texts are together")
    assert texts_of(page) == ["Sam wrote. One. Mine.", "Two.", "Three."]
    page.keyboard.type(" On.")
    assert texts_of(page)[0] == "Sam wrote. One. Mine. On."
    wait_until(page, lambda: len(server.saves) == 2)
    assert server.saves[1]["based_on"] == 20
    page.keyboard.press("Control+z")
    assert texts_of(page)[1:] == ["Two.", "Three."]
    assert texts_of(page)[0].startswith("Sam wrote. One.")


def test_nothing_is_taken_over_while_one_has_typed_on(open_editor):
    page, server = open_editor(document("One.", "Two."))
    server.answers = [merged(document("One. Mine.", "Two. Sam's."))]
    server.holds = True
    caret_at(page, 5)
    page.keyboard.type(" Mine.")
    wait_until(page, lambda: server.held)
    page.keyboard.type(" On.")
    server.let_go()
    wait_until(page, lambda: len(server.saves) == 2)
    assert server.saves[1]["based_on"] == 19
    assert server.saves[1]["content"]["content"][1] == paragraph("block001", "Two.")


def test_what_others_saved_appears_when_nothing_of_ones_own_waits(open_editor):
    page, server = open_editor(document("One.", "Two.", "Three."))
    caret_at(page, 3)
    theirs = document("One.", "Two, longer.", "Three.")
    theirs["content"].insert(0, theirs["content"].pop(2))
    server.somebody_saves(theirs)
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    wait_for_state(page, "Sam saved 10:32am, version 19")
    assert texts_of(page) == ["Three.", "One.", "Two, longer."]
    page.keyboard.type("x")
    assert "Onxe." in texts_of(page)


def test_who_else_is_here_is_said_and_marked_in_the_margin(open_editor):
    server = StandIn(document("One.", "Two."))
    server.here = [{"person": 4, "name": "Sam", "initials": "SJ", "block": "block001"}]
    page, _ = open_editor(stand_in=server)
    assert page.locator("#here").inner_text() == "Here now: SJ Sam, in “Two.”"
    assert page.locator(".somebody-here").get_attribute("data-initials") == "SJ"
    caret_at_end(page)
    wait_until(page, lambda: server.beats[-1]["block"] == "block001")


def test_places_that_two_wrote_at_once_are_shown_above_the_text(open_editor):
    server = StandIn(document("One."))
    server.conflicts = 2
    page, _ = open_editor(stand_in=server)
    page.get_by_text("2 places were written by two people at once. Nothing is lost:").wait_for()
    link = page.get_by_role("link", name="see both texts")
    assert link.get_attribute("href") == "/sections/1/conflicts"


def test_leaving_the_page_is_told_to_the_server(open_editor):
    page, server = open_editor(document("One."))
    page.evaluate("dispatchEvent(new Event('pagehide'))")
    wait_until(page, lambda: server.beats[-1].get("gone"))


def test_readers_keep_the_rendered_text(open_browser):
    page = open_browser("reader")
    page.goto("/sections/1")
    assert page.locator("#editor").count() == 0
    assert page.get_by_role("heading", name="The text as it stands").count() == 1


def test_signing_out_says_first_what_has_not_reached_the_server(open_browser, demo):
    page = open_browser()
    page.goto("/sign-in")
    page.get_by_label("Work e-mail").fill("coordinator@example.org")
    page.get_by_label("Password").fill(demo.password)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("heading", level=1, name="My work").wait_for()
    server = StandIn(document("One."))
    server.play(page)
    page.goto("/sections/1")
    page.locator("#text").wait_for()
    server.fails = ["offline"] * 50
    write(page, " Two.")
    wait_for_state(page, "Offline: kept on this device")

    def sign_out():
        page.locator(".masthead summary").click()
        page.get_by_role("button", name="Sign out").click()

    sign_out()
    dialog = page.get_by_role("dialog", name="Not everything has reached the server")
    dialog.wait_for()
    assert dialog.get_by_role("listitem").all_inner_texts() == ["Approach"]
    dialog.get_by_role("button", name="Stay signed in").click()
    assert texts_of(page) == ["One. Two."]
    sign_out()
    page.on("dialog", lambda asked: asked.accept())
    dialog.get_by_role("button", name="Delete it and sign out").click()
    page.get_by_role("heading", level=1, name="Sign in").wait_for()
