"""Named statements: found by name, and a file that breaks the form is refused at once."""

from pathlib import Path

import pytest

from labeltrail.events.sql import MalformedStatements, load

TWO = """\
-- All that is asked of the ledger here.

-- name: head
-- The last position.
SELECT 1

-- name: tail
-- The first one.
SELECT 2
"""


def test_statements_are_had_by_attribute_and_by_key(tmp_path: Path) -> None:
    (tmp_path / "two.sql").write_text(TWO)
    statements = load(str(tmp_path / "module.py"), "two.sql")
    assert list(statements) == ["head", "tail"]
    assert statements.head == statements["head"] == "-- The last position.\nSELECT 1"
    assert load(tmp_path, "two.sql") == statements


def test_statements_are_found_beside_a_package() -> None:
    assert "ledger.append" in load("labeltrail.events.ledger", "append.sql").append_group


def test_unknown_name_says_what_there_is(tmp_path: Path) -> None:
    (tmp_path / "two.sql").write_text(TWO)
    with pytest.raises(AttributeError, match=r"two.sql has no statement 'haed'; it has head, tail"):
        _ = load(tmp_path, "two.sql").haed


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("-- name: head\nSELECT 1", "say in a comment"),
        ("SELECT 1", "before the first"),
        ("-- name: two words\n-- Why.\nSELECT 1", "'two words' is no name"),
        (TWO + "-- name: head\n-- Again.\nSELECT 3", "two statements are called 'head'"),
    ],
)
def test_malformed_file_is_refused(tmp_path: Path, text: str, fault: str) -> None:
    (tmp_path / "odd.sql").write_text(text)
    with pytest.raises(MalformedStatements, match=fault) as refused:
        load(tmp_path, "odd.sql")
    assert "odd.sql" in str(refused.value)
