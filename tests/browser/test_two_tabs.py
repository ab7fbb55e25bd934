import pytest


@pytest.fixture
def section(open_browser):
    """The address of a section nobody has written in."""
    page = open_browser("coordinator")
    page.goto("/bids/1")
    page.get_by_role("link", name="Sensitive information").click()
    return page.url


def save(page, text):
    page.get_by_label("Text", exact=True).fill(text)
    page.get_by_role("button", name="Save").click()


def test_a_save_from_an_old_tab_is_refused_with_both_texts_and_then_saved_on_top(
    section, open_browser
):
    first, second = open_browser("coordinator"), open_browser("coordinator")
    first.goto(section)
    second.goto(section)
    save(first, "What the first tab says.")
    save(second, "What the second tab says.")

    assert second.get_by_role("region", name="Yours, not saved").inner_text() == (
        "What the second tab says."
    )
    assert second.get_by_role("region", name="Version 1").inner_text() == "What the first tab says."
    assert second.get_by_label("Text", exact=True).input_value() == "What the second tab says."

    save(second, "What the first and the second tab say.")
    assert "Version 2 is saved." in second.locator("#messages").inner_text()
    second.goto(f"{section}/versions")
    assert second.get_by_role("rowheader").all_inner_texts() == ["Version 2", "Version 1"]
