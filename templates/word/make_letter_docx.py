"""Makes letter.docx, what letters of support are written with where a partner has no letterhead.

Its styles are also lent to letterheads that lack them, and take on the letterhead's look: they say
only what differs from its ordinary paragraph. Run it after a change here.
"""

import sys
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

sys.path.insert(0, str(Path(__file__).parent))

import make_bid_docx as bid

ONE_LINE = bid.space(0, 0, 240)
SUBJECT = bid.KEEP + bid.space(120, 120, 240) + '<w:outlineLvl w:val="0"/>'
RULED = (
    bid.KEEP
    + f'<w:pBdr><w:top w:val="single" w:sz="6" w:space="2" w:color="{bid.INK}"/></w:pBdr>'
    + bid.space(560, 0, 240)
    + '<w:ind w:right="5103"/>'
)
OWN_STYLES = "".join(
    (
        bid.paragraph_style("Letter Text", bid.space(0, 100, 250)),
        bid.paragraph_style("Letter Date", bid.space(0, 160, 240)),
        bid.paragraph_style("Letter Address", ONE_LINE),
        bid.paragraph_style("Letter Salutation", bid.KEEP + bid.space(200, 0, 240)),
        bid.paragraph_style("Letter Subject", SUBJECT, bid.font(24, bold=True), "Letter Text"),
        bid.paragraph_style(
            "Letter To Fill In",
            bid.MARKED + bid.space(40, 120, 250) + '<w:ind w:left="227"/>',
            bid.font(italic=True),
        ),
        bid.paragraph_style("Letter Cell", bid.space(0, 0, 240), bid.font(18)),
        bid.paragraph_style("Letter Cell Heading", bid.space(0, 0, 240), bid.font(18, bold=True)),
        bid.paragraph_style(
            "Letter Sum", bid.space(0, 0, 240) + '<w:jc w:val="right"/>', bid.font(18)
        ),
        bid.paragraph_style(
            "Letter Total", bid.space(0, 0, 240) + '<w:jc w:val="right"/>', bid.font(18, bold=True)
        ),
        bid.paragraph_style("Letter Signature", RULED),
        bid.paragraph_style("Letter Signed By", bid.KEEP + ONE_LINE),
        bid.paragraph_style(
            "Letter Marking", ONE_LINE + '<w:jc w:val="center"/>', bid.font(20, bold=True)
        ),
    )
)
DEFAULTS = bid.DEFAULTS.replace('<w:sz w:val="22"/><w:szCs w:val="22"/>', bid.font(21))
HEADER = (
    '<w:style w:type="paragraph" w:styleId="Header"><w:name w:val="header"/>'
    f'<w:basedOn w:val="Normal"/><w:pPr>{ONE_LINE}</w:pPr></w:style>'
)
STYLES = bid.STYLES.replace(bid.DEFAULTS, DEFAULTS).replace(
    bid.CHARACTER_STYLES, HEADER + OWN_STYLES + bid.CHARACTER_STYLES
)
DOCUMENT = bid.DOCUMENT.replace("<w:titlePg/>\n", "").replace('w:top="1134"', 'w:top="1247"')
PARTS = bid.PARTS | {"word/document.xml": DOCUMENT, "word/styles.xml": STYLES}


def make_template(path: Path) -> None:
    """Write the template, as the same bytes each time."""
    with ZipFile(path, "w") as package:
        for name, xml in PARTS.items():
            package.writestr(ZipInfo(name), bid.DECLARATION + xml, ZIP_DEFLATED)


if __name__ == "__main__":
    make_template(Path(__file__).with_name("letter.docx"))
