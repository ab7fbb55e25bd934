"""Why an uploaded document is not taken, each in a sentence that its sender understands."""

from bidapp.errors import RuleBroken

AS_PDF = "Save it as PDF, then send it again."
EMPTY = "The file is empty. Choose it again."
TOO_LARGE = "The file is larger than 8 MB, which is the most that funders take. Make it smaller."
DAMAGED = f"The file is damaged or not complete. Open it in Word and check it. {AS_PDF}"
NOT_WORD = f"The file is not a Word document (.docx). {AS_PDF}"
TEMPLATE = "The file is a Word template. Save it as an ordinary Word document or PDF, then send it."
MACROS = "This file holds macros. Save it as an ordinary Word document or PDF, then send it again."
CONTROLS = f"This file holds controls that run programs. {AS_PDF}"
EMBEDDED = f"This file holds another file inside it, such as the workbook of a chart. {AS_PDF}"
LINKED = (
    "This file fetches something from elsewhere when it is opened, such as its template or a "
    f"linked picture. {AS_PDF}"
)
NOT_WORDS_OWN = f"This file holds something that Word does not write. {AS_PDF}"
UNPACKS_TO_TOO_MUCH = f"This file unpacks to far more than a letter can hold. {AS_PDF}"
TOOK_TOO_MUCH = (
    f"This file is too complicated to be read here. Make it simpler, or scan it. {AS_PDF}"
)
BUSY = "Other documents are being read just now. Wait a minute, then send it again."
NOT_PDF = "The file is not a PDF that can be read. Make the PDF again, then send it."
LOCKED = (
    "This PDF is locked with a password or against copying. Save it without protection, "
    "then send it again."
)
RUNS = (
    "This PDF runs or fetches something when it is opened, such as a script. Print it to a new "
    "PDF, then send that."
)
CARRIES_FILES = "This PDF carries other files inside it. Print it to a new PDF, then send that."
TOO_MANY_PAGES = "This PDF has more than 50 pages. Send the letter alone."


class DocumentRefused(RuleBroken):
    """A document that is not safe to open, or cannot be read."""
