"""What tests do with the editor, and short ways to write documents."""

import re

EDITOR = "document.querySelector('#text').editor"


def paragraph(block_id, *words):
    content = [{"type": "text", "text": each} if isinstance(each, str) else each for each in words]
    return {"type": "paragraph", "attrs": {"id": block_id}} | (
        {"content": content} if words else {}
    )


def document(*texts):
    """Paragraphs with the ids block000, block001 and so on."""
    return {
        "type": "doc",
        "content": [paragraph(f"block{number:03}", text) for number, text in enumerate(texts)],
    }


def json_of(page):
    return page.evaluate(f"{EDITOR}.getJSON()")


def texts_of(page):
    """The words of each block at the top."""
    return page.evaluate(f"{EDITOR}.state.doc.content.content.map(block => block.textContent)")


def caret_at(page, position):
    """The caret stands there, and the text has the focus, before the next key is pressed."""
    page.evaluate(f"{EDITOR}.view.focus()")
    page.evaluate(f"at => {EDITOR}.commands.setTextSelection(at)", position)


def caret_at_end(page):
    caret_at(page, page.evaluate(f"{EDITOR}.state.doc.content.size"))


def click_on(page, words):
    """The editor notes a moment after a click where the caret stands."""
    page.get_by_text(words, exact=True).click()
    page.wait_for_function(
        f"words => {EDITOR}.state.selection.$from.parent.textContent === words", arg=words
    )


def write(page, words):
    caret_at_end(page)
    page.keyboard.type(words)


def wait_until(page, holds):
    """Gives the page time in turns until something on the test's side holds."""
    for _ in range(200):
        if holds():
            return
        page.wait_for_timeout(50)
    raise AssertionError("it did not come about within ten seconds")


def wait_for_state(page, words):
    page.locator("#saved").get_by_text(re.compile(re.escape(words))).wait_for(timeout=15_000)
