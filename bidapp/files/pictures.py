"""Makes an uploaded picture safe: checked, without its camera's notes, of a kind Word takes."""

from io import BytesIO

from PIL import Image, ImageOps, UnidentifiedImageError

from bidapp.errors import RuleBroken

LARGEST_BYTES = 8 * 1024 * 1024  # UKRI's limit for one picture
MOST_PIXELS = 40_000_000
ACCEPTED = ("JPEG", "PNG", "GIF", "BMP", "WEBP")


class PictureRefused(RuleBroken):
    """Not a picture, not a kind funders take, or too large."""


def tidy_picture(content: bytes) -> tuple[bytes, str]:
    """The picture as a JPEG or PNG without its camera's notes, and its media type."""
    if len(content) > LARGEST_BYTES:
        raise PictureRefused(
            "The picture is larger than 8 MB, which is what funders take. Make it smaller."
        )
    try:
        with Image.open(BytesIO(content), formats=ACCEPTED) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise PictureRefused("The picture has more than 40 million dots. Make it smaller.")
            is_photograph = picture.format == "JPEG"
            upright = ImageOps.exif_transpose(picture)
            return _written(upright, is_photograph)
    except (
        UnidentifiedImageError,
        OSError,
        ValueError,
        SyntaxError,
        Image.DecompressionBombError,
    ) as fault:
        raise PictureRefused(
            "That is not a picture we can read. Use JPEG, PNG, GIF, BMP or WEBP."
        ) from fault


def _written(picture: Image.Image, is_photograph: bool) -> tuple[bytes, str]:
    out = BytesIO()
    if is_photograph:
        picture.convert("RGB").save(out, "JPEG", quality=90, optimize=True, comment=b"")
        return out.getvalue(), "image/jpeg"
    if picture.mode == "I;16":  # sixteen bits of grey, of which Pillow's own conversion clips most
        picture = picture.convert("I").point(lambda grey: grey / 256).convert("L")
    mode = picture.mode if picture.mode in {"1", "L", "LA", "P", "RGB", "RGBA"} else "RGBA"
    picture.convert(mode).save(out, "PNG", optimize=True)
    return out.getvalue(), "image/png"
