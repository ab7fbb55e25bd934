"""The example's text blocks, each with the texts it has had."""

from bidapp.example.cast import Cast
from bidapp.example.story import Row, read_text
from bidapp.library.actions import save_block
from bidapp.library.models import TextBlock


def add_blocks(rows: list[Row], cast: Cast) -> dict[str, TextBlock]:
    return {row["key"]: _add_block(row, cast) for row in rows}


def _add_block(row: Row, cast: Cast) -> TextBlock:
    block, owner = TextBlock(), cast.people[row["owner"]]
    facts = {"title": row["title"], "owner_id": owner, "theme_ids": cast.theme_ids(row)}
    for number, version in enumerate(row["versions"]):
        text, at = read_text(version["file"]), cast.days.moment(version["saved_days"])
        save_block(block, facts | {"based_on": number}, text, by=owner, at=at)
    return block
