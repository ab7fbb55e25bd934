"""Word files turned into PDF by LibreOffice, for tests that want a second opinion."""

import os
import shutil
import subprocess

import pytest


def as_pdfs(folder, documents):
    """The bytes of a PDF for each Word file, by the same name; LibreOffice starts once for all."""
    for name, content in documents.items():
        (folder / f"{name}.docx").write_bytes(content)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [needed("soffice"), "--headless", profile, "--convert-to", "pdf", "--outdir", folder]
    files = [folder / f"{name}.docx" for name in documents]
    subprocess.run([*command, *files], check=True, capture_output=True, timeout=120)
    return {name: (folder / f"{name}.pdf").read_bytes() for name in documents}


def needed(program):
    """Where the program stands; without it the test is skipped, but on a build server fails."""
    found = shutil.which(program)
    if found is None:
        reason = f"needs {program}, for example: apt-get install libreoffice-writer-nogui"
        pytest.fail(reason) if os.environ.get("CI") == "true" else pytest.skip(reason)
    return found
