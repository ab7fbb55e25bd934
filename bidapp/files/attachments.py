"""Files that come in and go out over the web.

What goes out is always saved, under a name that is safe, and powerless if opened after all.
"""

from io import BytesIO

from flask import Response, send_file
from werkzeug.datastructures import FileStorage

from bidapp.files.names import download_name


def taken_in(file: FileStorage, *, most: int) -> tuple[bytes, str]:
    """The bytes, one more than allowed where there are too many, and the name they came under."""
    with file.stream as stream:
        return stream.read(most + 1), file.filename or ""


def attachment(content: bytes, name: str, media_type: str) -> Response:
    response = send_file(
        BytesIO(content),
        mimetype=media_type,
        as_attachment=True,
        download_name=download_name(name, media_type),
        max_age=0,
    )
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["Cache-Control"] = "no-store"
    return response
