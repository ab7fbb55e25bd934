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


WORD_FILTER = "docx:MS Word 2007 XML"
DECIDE = """\
Sub Decide(source As String, target As String, command As String)
  Dim hidden(0) As New com.sun.star.beans.PropertyValue
  hidden(0).Name = "Hidden"
  hidden(0).Value = True
  document = StarDesktop.loadComponentFromURL(source, "_blank", 0, hidden())
  dispatcher = createUnoService("com.sun.star.frame.DispatchHelper")
  dispatcher.executeDispatch(document.CurrentController.Frame, command, "", 0, Array())
  Dim filter(0) As New com.sun.star.beans.PropertyValue
  filter(0).Name = "FilterName"
  filter(0).Value = "MS Word 2007 XML"
  document.storeToURL(target, filter())
  document.close(True)
End Sub
"""
MODULE = """\
<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE script:module PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "module.dtd">
<script:module xmlns:script="http://openoffice.org/2000/script" script:name="Decisions"
 script:language="StarBasic">{code}</script:module>
"""
LIBRARY = """\
<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE library:library PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "library.dtd">
<library:library xmlns:library="http://openoffice.org/2000/library" library:name="Standard"
 library:readonly="false" library:passwordprotected="false">
 <library:element library:name="Decisions"/>
</library:library>
"""


def saved_again(folder, content, *ways):
    """The Word file as LibreOffice writes it after it has been saved in these kinds in turn."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "file.docx"
    path.write_bytes(content)
    for number, way in enumerate((*ways, "docx")):
        into = folder / str(number)
        kind = WORD_FILTER if way == "docx" else way
        _run(folder, "--convert-to", kind, "--outdir", into, path)
        path = into / f"file.{way}"
    return path.read_bytes()


def decided(folder, content, *, accepting):
    """The Word file after LibreOffice has accepted, or rejected, all changes in it."""
    folder.mkdir(parents=True, exist_ok=True)
    source, target = folder / "changed.docx", folder / f"decided-{accepting}.docx"
    source.write_bytes(content)
    _install_macro(folder)
    command = f".uno:{'Accept' if accepting else 'Reject'}AllTrackedChanges"
    told = ",".join(f'"{each}"' for each in (source.as_uri(), target.as_uri(), command))
    _run(folder, f"macro:///Standard.Decisions.Decide({told})")
    return target.read_bytes()


def _install_macro(folder):
    """LibreOffice makes its profile when it first starts; the macro goes where that will be."""
    library = folder / "profile" / "user" / "basic" / "Standard"
    if not (folder / "profile").exists():
        _run(folder, "--terminate_after_init")
    library.mkdir(parents=True, exist_ok=True)
    code = DECIDE.replace("&", "&amp;").replace('"', "&quot;")
    (library / "Decisions.xba").write_text(MODULE.format(code=code))
    (library / "script.xlb").write_text(LIBRARY)


def _run(folder, *arguments):
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [needed("soffice"), "--headless", profile, *arguments]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
