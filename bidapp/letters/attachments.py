"""Files handed out: always saved, under a name that is safe, and powerless if opened after all."""

from io import BytesIO

from flask import Response, send_file

from bidapp.files.names import download_name


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
