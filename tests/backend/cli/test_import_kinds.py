"""Files of paths and of numbers become projects, with the short forms that people write."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.backend.cli.conftest import Command

FILES: dict[str, list[object]] = {
    "hierarchical": ["plum/zwetschge", ["plum", "zwetschge"], "sloe", "plum"],
    "numeric": ["12.50", 12.5, 7, "1e1"],
}


def written(path: Path, labels: list[object]) -> str:
    """Two annotators say the first two of the first plum, and the others of the second."""
    rows = [
        {"item": f"plum-{place // 2}", "annotator": ("oskar", "lena")[place % 2], "label": label}
        for place, label in enumerate(labels)
    ]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return path.name


@pytest.mark.parametrize("kind", FILES)
def test_labels_of_the_kind_are_taken_and_equal_ones_agree(
    command: Command, tmp_path: Path, kind: str
) -> None:
    name = written(tmp_path / f"{kind}.jsonl", FILES[kind])
    arguments = ["import", name, "--project", kind, "--create", "--kind", kind, "--json"]
    ended = command(*arguments)
    assert ended.code == 0, ended.complaint
    assert ended.json["outcomes"]["accepted"] == 4
    counts = ended.json["sums"]["counts"]["tasks"][0]
    assert counts["withGroundTruth"] == [{"origin": "CONSENSUS", "items": 1}]
    assert counts["withoutGroundTruth"] == [{"absence": "TIE", "items": 1}]
    assert command(*arguments).json["outcomes"]["duplicate"] == 4
