"""Stored bytes by their fingerprint: pictures are shown, documents are not had this way."""

import pytest

from bidapp.database import unit_of_work
from bidapp.files.actions import store_file
from tests.files.packages import a_pdf, a_word_file
from tests.files.test_docx_gate import a_picture


def kept(content, media_type, at):
    with unit_of_work():
        return store_file(content, media_type, by=None, at=at)


def test_a_picture_is_shown(signed_in, now):
    response = signed_in.get(f"/files/{kept(a_picture(), 'image/png', now)}")
    assert (response.status_code, response.mimetype) == (200, "image/png")


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (a_pdf("Dear all"), "application/pdf"),
        (a_word_file(), "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        (b"<svg/>", "image/svg+xml"),
        (b"<p>x", "text/html"),
    ],
)
def test_anything_else_is_as_if_it_were_not_there(signed_in, now, content, media_type):
    there = signed_in.get(f"/files/{kept(content, media_type, now)}")
    missing = signed_in.get(f"/files/{'0' * 64}")
    assert there.status_code == missing.status_code == 404
    assert "There is no such file here." in there.text
    assert "There is no such file here." in missing.text
