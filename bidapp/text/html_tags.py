"""The tags of HTML, by what they mean to a text."""


def _tags(names: str) -> frozenset[str]:
    return frozenset(names.split())


DIVISIONS = _tags(
    "address article aside center dd details dialog div dl dt fieldset footer form header hgroup"
    " legend main nav option section summary"
)
STRUCTURE = _tags(
    "blockquote br caption figcaption figure h1 h2 h3 h4 h5 h6 hr img li ol p pre table tbody td"
    " tfoot th thead tr ul"
)
WORDS = _tags("a b cite del em i ins o:p s span strike strong sub sup u")
DROPPED_WHOLE = _tags(
    "applet audio canvas embed iframe noembed noframes noscript object script style svg template"
    " title video xml"
)
VOID = _tags("area base br col embed hr img input link meta param source track wbr")
ENDED_BY_OTHERS = _tags(
    "p li dd dt td th tr tbody thead tfoot colgroup option optgroup rb rp rt rtc html head body"
)
REOPENED = _tags("a b big code em font i nobr s small strike strong tt u")
FENCES = _tags("applet marquee math object svg table template")
BLOCKS = (DIVISIONS | STRUCTURE | FENCES | DROPPED_WHOLE | _tags("button select textarea")) - {
    "form"
}
