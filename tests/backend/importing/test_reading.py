"""Files of items and labels, whole and half-broken, as rows."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from labeltrail.backend.importing.columns import ColumnsFault, mapped
from labeltrail.backend.importing.file import FileFault, FileFormat, ImportFile, format_of
from labeltrail.backend.importing.lines import LINE_BYTES_MAX, Malformed
from labeltrail.backend.importing.records import LINES_PER_RECORD_MAX
from labeltrail.backend.importing.rows import Judgment, Row
from labeltrail.backend.importing.seen import Seen
from labeltrail.events.streams.item.facts import Modality

HALF_BROKEN = b'''item,annotator,label,confidence
tweet-1,ana,rain,0.9
"tweet-2,ana,sun,0.8
tweet-3,ben,"two
lines",1
tweet-4,ben,rain,often
tweet-5,,rain,
tweet-6,ana,
tweet-7, ana,rain,

tweet-8,\xffana,rain,
tweet-9,ana,"he said ""sun""",0.5
'''


def read(path: Path, content: bytes, **options: object) -> list[Row | Malformed]:
    path.write_bytes(content)
    kind = format_of(path)
    file = ImportFile(path=path, file_format=kind, **options)  # type: ignore[arg-type]  # few, any
    with file.opened() as rows:
        return list(rows)


def good(rows: list[Row | Malformed]) -> list[Row]:
    return [row for row in rows if isinstance(row, Row)]


def bad(rows: list[Row | Malformed]) -> list[Malformed]:
    return [row for row in rows if isinstance(row, Malformed)]


def test_it_reads_on_after_every_broken_line_and_names_it(tmp_path: Path) -> None:
    rows = read(tmp_path / "half-broken.csv", HALF_BROKEN)
    assert [(row.line, row.item) for row in good(rows)] == [
        (2, "tweet-1"),
        (4, "tweet-3"),
        (12, "tweet-9"),
    ]
    assert [(one.line, one.column, one.field, one.message) for one in bad(rows)] == [
        (3, 1, None, 'a quote is opened here and not closed; write " as "" inside quotes'),
        (6, 4, "confidence", "confidence must be a number, not 'often'"),
        (7, 2, "annotator", "the annotator is missing"),
        (8, 3, None, "3 columns where the header has 4"),
        (9, 2, "annotator", "the annotator must not begin or end with white space"),
        (11, 9, None, "byte 0xff is not UTF-8; save the file as UTF-8"),
    ]
    labels = [row.judgment.label for row in good(rows) if row.judgment]
    assert labels == ["rain", "two\nlines", 'he said "sun"']


def test_it_reads_every_column_it_knows(tmp_path: Path) -> None:
    rows = read(
        tmp_path / "all.csv",
        b"item,modality,uri,source,annotator,label,repeat,confidence,seconds,at\n"
        b"scan-1,image,s3://scans/1.png,ward 3,ana,benign,2,0.75,12.5,2014-06-27T14:49:50Z\n",
    )
    judgment = Judgment(
        annotator="ana",
        label="benign",
        repeat=2,
        confidence=0.75,
        seconds=12.5,
        at=datetime(2014, 6, 27, 14, 49, 50, tzinfo=UTC),
    )
    assert rows == [
        Row(
            line=2,
            item="scan-1",
            modality=Modality.IMAGE,
            uri="s3://scans/1.png",
            source="ward 3",
            judgment=judgment,
        )
    ]


@pytest.mark.parametrize(
    ("line", "column", "message"),
    [
        (b'{"item": "1", "annotator": "a" "label": "x"}', 32, "no JSON: Expecting ',' delimiter"),
        (b'["1", "a", "x"]', 1, "a JSON object is needed on every line, not an array"),
        (b'{"item": ["1"], "annotator": "a", "label": "x"}', None, "one value is needed here, not"),
        (b'{"item": "1", "annotator": "a", "label": "x", "repeat": 0}', None, "repeat counts 1, 2"),
        (
            b'{"item": "1", "annotator": "a", "label": "x", "at": "monday"}',
            None,
            "no ISO 8601 time",
        ),
        (b'{"item": "1", "annotator": "a"}', None, "the label is missing"),
        (b'{"item": "1", "label": "x"}', None, "the annotator is missing"),
        (b'{"item": "1", "modality": "smell"}', None, "modality is one of image, text"),
    ],
)
def test_it_names_the_fault_of_a_json_line(
    tmp_path: Path, line: bytes, column: int | None, message: str
) -> None:
    first = b'{"item": "0", "annotator": "a", "label": 1}\n'
    whole, broken = read(tmp_path / "one.jsonl", first + line + b"\n")
    assert isinstance(whole, Row)
    assert whole.judgment == Judgment(annotator="a", label="1")
    assert isinstance(broken, Malformed)
    assert (broken.line, broken.column) == (2, column)
    assert broken.message.startswith(message)


def test_a_time_without_zone_is_refused_until_the_zone_is_said(tmp_path: Path) -> None:
    content = b"item,annotator,label,at\n1,a,x,2014-06-27T14:49:50\n"
    (broken,) = read(tmp_path / "a.csv", content)
    assert isinstance(broken, Malformed)
    assert "append Z, or say --zone" in broken.message
    (row,) = read(tmp_path / "b.csv", content, zone=ZoneInfo("Europe/Vienna"))
    assert isinstance(row, Row)
    assert row.judgment
    assert row.judgment.at == datetime(2014, 6, 27, 12, 49, 50, tzinfo=UTC)


def test_a_clear_synonym_is_taken_and_told(tmp_path: Path) -> None:
    path = tmp_path / "crowd.csv"
    path.write_text("\ufeffitem,worker,label,colour\n1,w,x,red\n", encoding="utf-8")
    with ImportFile(path=path, file_format=FileFormat.CSV).opened() as rows:
        assert rows.columns.detected == {"annotator": "worker"}
        assert rows.columns.unused == ("colour",)
        assert len(list(rows)) == 1


def test_two_candidates_for_a_column_are_not_guessed_at(tmp_path: Path) -> None:
    content = b"item,worker,rater,label\n1,w,r,x\n"
    with pytest.raises(ColumnsFault, match="say which with --column annotator=worker"):
        read(tmp_path / "a.csv", content)
    (row,) = read(tmp_path / "a.csv", content, mapping=mapped(["annotator=rater"]))
    assert isinstance(row, Row)
    assert row.judgment
    assert row.judgment.annotator == "r"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "no header"),
        (b"item,item\n1,2\n", "'item' stands there twice"),
        (b"item,label\n1,x\n", "no column 'annotator'"),
        (b"text\nhello\n", "no column 'item'"),
    ],
)
def test_a_file_whose_columns_say_nothing_is_refused(
    tmp_path: Path, content: bytes, message: str
) -> None:
    with pytest.raises((FileFault, ColumnsFault), match=message):
        read(tmp_path / "a.csv", content)


@pytest.mark.parametrize("option", ["annotator", "annotator=", "rater=worker"])
def test_a_malformed_mapping_is_refused(option: str) -> None:
    with pytest.raises(ColumnsFault):
        mapped([option])


def test_an_open_quote_does_not_swallow_the_file(tmp_path: Path) -> None:
    after = b"".join(b"%d,a,x\n" % number for number in range(3 * LINES_PER_RECORD_MAX))
    rows = read(tmp_path / "a.csv", b'item,annotator,label\n"open,a,x\n' + after)
    assert len(bad(rows)) == 1
    assert len(good(rows)) == 3 * LINES_PER_RECORD_MAX


def test_an_endless_line_costs_no_memory_and_no_other_line(tmp_path: Path) -> None:
    endless = b"x" * (3 * LINE_BYTES_MAX)
    rows = read(tmp_path / "a.csv", b"item,annotator,label\n" + endless + b"\n1,a,x\n")
    (broken,) = bad(rows)
    assert (broken.line, broken.message) == (2, "the line is longer than 1,000,000 bytes")
    assert [(row.line, row.item) for row in good(rows)] == [(3, "1")]


def test_an_unreadable_file_and_an_unknown_format_are_named(tmp_path: Path) -> None:
    with pytest.raises(FileFault, match="No such file"):
        ImportFile(path=tmp_path / "absent.csv", file_format=FileFormat.CSV).opened()
    with pytest.raises(FileFault, match="say --format csv, tsv or jsonl"):
        format_of(Path("labels.xlsx"))


def test_what_was_seen_is_counted_by_its_parts() -> None:
    seen = Seen()
    assert [seen.count("label", "1", "ana"), seen.count("label", "1", "ana")] == [1, 2]
    assert seen.count("label", "1a", "na") == 1
    assert seen.new("item", ["a", "b", "a"]) == ["a", "b"]
    seen.close()
