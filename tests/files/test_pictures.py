"""Pictures from cameras, screens and people who send something else."""

from io import BytesIO

import pytest
from PIL import Image

from bidapp.files import pictures
from bidapp.files.pictures import PictureRefused, tidy_picture


def a_picture(kind="PNG", size=(40, 30), **options):
    out = BytesIO()
    Image.new("RGB", size, "teal").save(out, kind, **options)
    return out.getvalue()


def opened(content):
    return Image.open(BytesIO(content))


@pytest.mark.parametrize("kind", ["PNG", "GIF", "BMP", "WEBP"])
def test_drawings_become_png(kind):
    content, media_type = tidy_picture(a_picture(kind))
    assert (opened(content).format, media_type) == ("PNG", "image/png")


def test_a_photograph_stays_jpeg_without_the_cameras_notes():
    exif = Image.Exif()
    exif[0x0110] = "Camera of a police officer"
    content, media_type = tidy_picture(a_picture("JPEG", exif=exif))
    assert media_type == "image/jpeg"
    assert not opened(content).getexif()


def test_a_photograph_taken_on_its_side_is_turned_upright():
    exif = Image.Exif()
    exif[0x0112] = 6
    content, _ = tidy_picture(a_picture("JPEG", exif=exif))
    assert opened(content).size == (30, 40)


@pytest.mark.parametrize(
    "content",
    [b"", b"%PDF-1.7", b"<svg xmlns='http://www.w3.org/2000/svg'/>", a_picture()[:60]],
    ids=["nothing", "a PDF", "a drawing in code", "half a picture"],
)
def test_what_is_no_picture_is_refused_in_a_sentence(content):
    with pytest.raises(PictureRefused, match="not a picture we can read"):
        tidy_picture(content)


def test_a_file_over_eight_megabytes_is_refused():
    with pytest.raises(PictureRefused, match="larger than 8 MB"):
        tidy_picture(b"\0" * (pictures.LARGEST_BYTES + 1))


def test_a_small_file_with_a_huge_picture_is_refused():
    with pytest.raises(PictureRefused, match="40 million dots"):
        tidy_picture(a_picture(size=(8_000, 6_000)))


def test_what_a_camera_writes_beside_the_picture_is_left_out_too():
    content, _ = tidy_picture(a_picture("JPEG", comment=b"Taken at home", xmp=b"<x>At home</x>"))
    assert b"at home" not in content.lower()


def test_a_grey_scan_of_sixteen_bits_keeps_its_greys():
    scan = Image.new("I;16", (2, 1))
    scan.putpixel((0, 0), 40_000)
    out = BytesIO()
    scan.save(out, "PNG")
    assert opened(tidy_picture(out.getvalue())[0]).getextrema() == (0, 156)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "CMYK"])
def test_every_way_of_keeping_colours_is_read(mode):
    out = BytesIO()
    kind = "JPEG" if mode == "CMYK" else "PNG"
    Image.new(mode, (20, 10)).save(out, kind)
    assert opened(tidy_picture(out.getvalue())[0]).size == (20, 10)
