"""What the writer puts on paper and the reader of returned files knows again."""

STEP = 482  # twips, 0.85 cm, for each level of a list: room for "viii." and "100."
QUOTE_INDENT = 567  # twips, 1 cm
PICTURE_MISSING = "Picture missing"
PLACEHOLDER = "[Nothing written yet]"
