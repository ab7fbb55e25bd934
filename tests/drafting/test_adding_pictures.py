"""A picture put into a section: stored once, shown with its description and legend."""

import re
from io import BytesIO

import pytest
from PIL import Image
from sqlalchemy import select
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from bidapp.database import db
from bidapp.drafting.models import Section
from bidapp.drafting.queries import text_of
from bidapp.files.models import StoredFile
from bidapp.text.content import pictures_in
from tests.builders import a_section, saved


@pytest.fixture
def section(app):
    return saved(a_section())


def picture(kind="PNG", size=(20, 10), mode="RGB", **options):
    out = BytesIO()
    Image.new(mode, size).save(out, kind, **options)
    return out.getvalue()


def add(browser, section, content, *, name="map.png", **words):
    data = {"alt": "A map of five forces", "legend": "The region"} | words
    file = FileStorage(BytesIO(content), name)
    boundary, body = encode_multipart(data | {"picture": file})
    kind = f"multipart/form-data; boundary={boundary}"
    return browser.post(f"/sections/{section.id}/pictures", data=body, content_type=kind)


def test_it_stands_at_the_end_with_description_and_legend(signed_in, section):
    add(signed_in, section, picture(), alt='A "map" & <more>')
    page = signed_in.get(f"/sections/{section.id}").text
    (digest,) = pictures_in(text_of(section))
    assert re.search(rf'<img[^>]*src="/files/{digest}"', page)
    assert "A &#34;map&#34; &amp; &lt;more&gt;" in page or "A &quot;map&quot; &amp;" in page
    assert "<figcaption>The region</figcaption>" in page
    assert section.latest_count == 2  # the legend counts, the description does not


@pytest.mark.parametrize(("kind", "served"), [("PNG", "image/png"), ("WEBP", "image/png")])
def test_it_is_served_as_what_it_is(signed_in, section, kind, served):
    add(signed_in, section, picture(kind))
    (digest,) = pictures_in(text_of(section))
    response = signed_in.get(f"/files/{digest}")
    assert response.mimetype == served
    assert Image.open(BytesIO(response.data)).format == "PNG"
    assert response.headers["X-Content-Type-Options"] == "nosniff"


def test_a_photograph_comes_back_without_its_cameras_notes(signed_in, section):
    exif = Image.Exif()
    exif[0x0110] = "Camera of an officer"
    add(signed_in, section, picture("JPEG", exif=exif, comment=b"Taken at home"))
    (file,) = db.session.scalars(select(StoredFile))
    assert file.media_type == "image/jpeg"
    assert b"Camera of an officer" not in file.content
    assert b"Taken at home" not in file.content


def test_the_same_picture_twice_is_stored_once(signed_in, section):
    add(signed_in, section, picture())
    add(signed_in, section, picture(), legend="Again")
    assert len(db.session.scalars(select(StoredFile)).all()) == 1
    assert section.latest_number == 2


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"<script>alert(1)</script>", "That is not a picture we can read."),
        (b"\0" * 9 * 1024 * 1024, "larger than 8 MB"),
        (picture(size=(10_000, 5_000), mode="1"), "more than 40 million dots"),
    ],
    ids=["no picture", "nine megabytes", "fifty megapixels"],
)
def test_what_funders_would_not_take_is_refused(signed_in, section, content, sentence):
    response = add(signed_in, section, content)
    assert response.status_code == 409
    assert sentence in response.text
    assert db.session.scalar(select(Section.latest_number)) == 0


def test_a_picture_without_a_description_is_refused(signed_in, section):
    response = add(signed_in, section, picture(), alt=" ")
    assert response.status_code == 409
    assert "Say in a sentence what the picture shows." in response.text


def test_more_than_the_server_takes_is_refused_in_a_sentence(signed_in, section):
    response = add(signed_in, section, b"\0" * 17 * 1024 * 1024)
    assert response.status_code == 413
    assert "larger than 16 MB" in response.text
