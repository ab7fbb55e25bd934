"""Makes bid.docx, the template that Word documents are written with; run it after a change here.

Word keeps its styles in a zip of XML, where no one can review a change; here they can be read.
"""

from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

INK = "1C2220"
SOFT = "4E5651"
ACCENT = "0F4757"
LINE = "A9AEA6"
SUNK = "E7E8E1"

DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
CORE = "application/vnd.openxmlformats-package.core-properties+xml"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"

CONTENT_TYPES = f"""<Types xmlns="{PACKAGE}/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Default Extension="xml" ContentType="application/xml"/>
<Override PartName="/word/document.xml" ContentType="{WORD}.document.main+xml"/>
<Override PartName="/word/styles.xml" ContentType="{WORD}.styles+xml"/>
<Override PartName="/word/settings.xml" ContentType="{WORD}.settings+xml"/>
<Override PartName="/word/fontTable.xml" ContentType="{WORD}.fontTable+xml"/>
<Override PartName="/docProps/core.xml" ContentType="{CORE}"/>
</Types>"""

PACKAGE_RELATIONSHIPS = f"""<Relationships xmlns="{PACKAGE}/relationships">
<Relationship Id="rId1" Type="{OFFICE}/officeDocument" Target="word/document.xml"/>
<Relationship Id="rId2" Type="{PACKAGE}/relationships/metadata/core-properties"
 Target="docProps/core.xml"/>
</Relationships>"""

DOCUMENT_RELATIONSHIPS = f"""<Relationships xmlns="{PACKAGE}/relationships">
<Relationship Id="rId1" Type="{OFFICE}/styles" Target="styles.xml"/>
<Relationship Id="rId2" Type="{OFFICE}/settings" Target="settings.xml"/>
<Relationship Id="rId3" Type="{OFFICE}/fontTable" Target="fontTable.xml"/>
</Relationships>"""

CORE_PROPERTIES = f'<cp:coreProperties xmlns:cp="{PACKAGE}/metadata/core-properties"/>'

DOCUMENT = f"""<w:document {W} {R}><w:body><w:sectPr>
<w:pgSz w:w="11906" w:h="16838"/>
<w:pgMar w:top="1134" w:right="1134" w:bottom="1134" w:left="1134"
 w:header="567" w:footer="567" w:gutter="0"/>
<w:titlePg/>
</w:sectPr></w:body></w:document>"""

SETTINGS = f"""<w:settings {W}>
<w:zoom w:percent="100"/>
<w:defaultTabStop w:val="567"/>
<w:characterSpacingControl w:val="doNotCompress"/>
<w:compat>
<w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word"
 w:val="15"/>
</w:compat>
<w:themeFontLang w:val="en-GB"/>
<w:decimalSymbol w:val="."/>
<w:listSeparator w:val=","/>
</w:settings>"""

FONTS = f"""<w:fonts {W}><w:font w:name="Arial">
<w:panose1 w:val="020B0604020202020204"/><w:charset w:val="00"/>
<w:family w:val="swiss"/><w:pitch w:val="variable"/>
</w:font></w:fonts>"""

DEFAULTS = """<w:docDefaults>
<w:rPrDefault><w:rPr>
<w:rFonts w:ascii="Arial" w:hAnsi="Arial" w:eastAsia="Arial" w:cs="Arial"/>
<w:sz w:val="22"/><w:szCs w:val="22"/>
<w:lang w:val="en-GB" w:eastAsia="en-GB" w:bidi="ar-SA"/>
</w:rPr></w:rPrDefault>
<w:pPrDefault><w:pPr>
<w:spacing w:after="120" w:line="264" w:lineRule="auto"/>
</w:pPr></w:pPrDefault>
</w:docDefaults>"""

TABLE_STYLES = f"""<w:style w:type="table" w:default="1" w:styleId="TableNormal">
<w:name w:val="Normal Table"/><w:uiPriority w:val="99"/><w:semiHidden/><w:unhideWhenUsed/>
<w:tblPr><w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar>
<w:top w:w="0" w:type="dxa"/><w:left w:w="108" w:type="dxa"/>
<w:bottom w:w="0" w:type="dxa"/><w:right w:w="108" w:type="dxa"/>
</w:tblCellMar></w:tblPr>
</w:style>
<w:style w:type="table" w:customStyle="1" w:styleId="BidTable">
<w:name w:val="Bid Table"/><w:basedOn w:val="TableNormal"/><w:uiPriority w:val="59"/><w:qFormat/>
<w:tblPr><w:tblBorders>
<w:top w:val="single" w:sz="8" w:space="0" w:color="{ACCENT}"/>
<w:left w:val="single" w:sz="4" w:space="0" w:color="{LINE}"/>
<w:bottom w:val="single" w:sz="8" w:space="0" w:color="{ACCENT}"/>
<w:right w:val="single" w:sz="4" w:space="0" w:color="{LINE}"/>
<w:insideH w:val="single" w:sz="4" w:space="0" w:color="{LINE}"/>
<w:insideV w:val="single" w:sz="4" w:space="0" w:color="{LINE}"/>
</w:tblBorders><w:tblCellMar>
<w:top w:w="57" w:type="dxa"/><w:left w:w="108" w:type="dxa"/>
<w:bottom w:w="57" w:type="dxa"/><w:right w:w="108" w:type="dxa"/>
</w:tblCellMar></w:tblPr>
<w:tblStylePr w:type="firstRow"><w:rPr><w:b/><w:bCs/></w:rPr>
<w:tcPr><w:shd w:val="clear" w:color="auto" w:fill="{SUNK}"/></w:tcPr></w:tblStylePr>
<w:tblStylePr w:type="firstCol"><w:rPr><w:b/><w:bCs/></w:rPr></w:tblStylePr>
</w:style>"""


def font(size: int = 0, colour: str = "", *, bold: bool = False, italic: bool = False) -> str:
    """The look of letters; the size is in half points, as Word counts."""
    return "".join(
        (
            "<w:b/><w:bCs/>" if bold else "",
            "<w:i/><w:iCs/>" if italic else "",
            f'<w:color w:val="{colour}"/>' if colour else "",
            f'<w:sz w:val="{size}"/><w:szCs w:val="{size}"/>' if size else "",
        )
    )


def space(before: int, after: int, line: int = 0) -> str:
    """The air around a paragraph, in twentieths of a point."""
    lines = f' w:line="{line}" w:lineRule="auto"' if line else ""
    return f'<w:spacing w:before="{before}" w:after="{after}"{lines}/>'


def paragraph_style(name: str, layout: str = "", letters: str = "", follows: str = "") -> str:
    """A paragraph style; its id is made from its name in the way that Word does."""
    built_in = name in BUILT_IN
    return (
        f'<w:style w:type="paragraph"{"" if built_in else CUSTOM} w:styleId="{style_id(name)}">'
        f'<w:name w:val="{name}"/><w:basedOn w:val="Normal"/>'
        + (f'<w:next w:val="{style_id(follows)}"/>' if follows else "")
        + "<w:qFormat/>"
        + (f"<w:pPr>{layout}</w:pPr>" if layout else "")
        + (f"<w:rPr>{letters}</w:rPr>" if letters else "")
        + "</w:style>"
    )


def style_id(name: str) -> str:
    """Heading1 for "heading 1"."""
    return "".join(word[0].upper() + word[1:] for word in name.split())


CUSTOM = ' w:customStyle="1"'
BUILT_IN = {
    *("Title", "Subtitle", "heading 1", "heading 2", "heading 3", "heading 4", "List Paragraph"),
    *("Quote", "caption", "footnote text", "footer"),
}
KEEP = "<w:keepNext/><w:keepLines/>"
FACT_TABS = '<w:tabs><w:tab w:val="left" w:pos="3402"/></w:tabs>'
MARKED = (
    '<w:pBdr><w:left w:val="single" w:sz="24" w:space="8" w:color="B36B00"/></w:pBdr>'
    '<w:shd w:val="clear" w:color="auto" w:fill="FCEECB"/>'
)
QUOTED = f'<w:pBdr><w:left w:val="single" w:sz="18" w:space="8" w:color="{LINE}"/></w:pBdr>'


def heading(level: int, size: int, before: int) -> str:
    """A heading that stays with what it is the heading of."""
    layout = KEEP + space(before, 100, 240) + f'<w:outlineLvl w:val="{level - 1}"/>'
    letters = font(size, ACCENT if level < 4 else INK, bold=True)
    return paragraph_style(f"heading {level}", layout, letters, "Normal")


NORMAL = (
    '<w:style w:type="paragraph" w:default="1" w:styleId="Normal">'
    '<w:name w:val="Normal"/><w:qFormat/></w:style>'
)
CHARACTER_STYLES = """<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont">
<w:name w:val="Default Paragraph Font"/><w:uiPriority w:val="1"/><w:semiHidden/></w:style>
<w:style w:type="character" w:styleId="Hyperlink"><w:name w:val="Hyperlink"/>
<w:basedOn w:val="DefaultParagraphFont"/>
<w:rPr><w:color w:val="0B5466"/><w:u w:val="single"/></w:rPr></w:style>
<w:style w:type="character" w:styleId="FootnoteReference"><w:name w:val="footnote reference"/>
<w:basedOn w:val="DefaultParagraphFont"/>
<w:rPr><w:vertAlign w:val="superscript"/></w:rPr></w:style>"""
PARAGRAPH_STYLES = "".join(
    (
        paragraph_style("Title", KEEP + space(4200, 160, 240), font(56, ACCENT, bold=True)),
        paragraph_style("Subtitle", KEEP + space(0, 720, 252), font(28, SOFT)),
        paragraph_style(
            "Title Fact",
            FACT_TABS + space(0, 80) + '<w:ind w:left="3402" w:hanging="3402"/>',
        ),
        heading(1, 32, 480),
        heading(2, 26, 300),
        heading(3, 23, 240),
        heading(4, 22, 200),
        paragraph_style("Chapter Note", KEEP + space(0, 160), font(18, SOFT), "Normal"),
        paragraph_style(
            "Nothing Written", MARKED + space(60, 180) + '<w:ind w:left="227"/>', font(italic=True)
        ),
        paragraph_style("List Paragraph", space(0, 100)),
        paragraph_style(
            "Quote", QUOTED + space(60, 120) + '<w:ind w:left="567" w:right="567"/>', font(0, SOFT)
        ),
        paragraph_style("Figure", "<w:keepNext/>" + space(120, 60, 240)),
        paragraph_style("caption", "<w:keepLines/>" + space(0, 200, 252), font(0, SOFT)),
        paragraph_style("Table Text", space(0, 40, 252)),
        paragraph_style("Table Heading", "<w:keepNext/>" + space(0, 40, 252), font(bold=True)),
        paragraph_style(
            "After Table", '<w:spacing w:before="0" w:after="0" w:line="200" w:lineRule="exact"/>'
        ),
        paragraph_style(
            "footnote text",
            space(0, 40, 240) + '<w:ind w:left="227" w:hanging="227"/>',
            font(18),
        ),
        paragraph_style("footer", space(0, 0, 240) + '<w:jc w:val="right"/>', font(18, SOFT)),
    )
)
STYLES = (
    f"<w:styles {W}>{DEFAULTS}{NORMAL}{PARAGRAPH_STYLES}{CHARACTER_STYLES}{TABLE_STYLES}"
    '<w:style w:type="numbering" w:default="1" w:styleId="NoList"><w:name w:val="No List"/>'
    '<w:uiPriority w:val="99"/><w:semiHidden/><w:unhideWhenUsed/></w:style></w:styles>'
)

PARTS = {
    "[Content_Types].xml": CONTENT_TYPES,
    "_rels/.rels": PACKAGE_RELATIONSHIPS,
    "docProps/core.xml": CORE_PROPERTIES,
    "word/document.xml": DOCUMENT,
    "word/_rels/document.xml.rels": DOCUMENT_RELATIONSHIPS,
    "word/fontTable.xml": FONTS,
    "word/settings.xml": SETTINGS,
    "word/styles.xml": STYLES,
}


def make_template(path: Path) -> None:
    """Write the template, as the same bytes each time."""
    with ZipFile(path, "w") as package:
        for name, xml in PARTS.items():
            package.writestr(ZipInfo(name), DECLARATION + xml, ZIP_DEFLATED)


if __name__ == "__main__":
    make_template(Path(__file__).with_name("bid.docx"))
