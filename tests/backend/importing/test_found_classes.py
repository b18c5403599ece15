"""The classes of a new project's task, from labels of every kind in their short and long forms."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from labeltrail.backend.importing.file import FileFormat, ImportFile
from labeltrail.backend.importing.found_classes import (
    CLASSES_FOUND_MAX,
    ClassesFault,
    FoundClass,
    classes_in,
    named_classes,
)
from labeltrail.events.values import TaskKind


def written(folder: Path, labels: list[object]) -> ImportFile:
    path = folder / "plums.jsonl"
    rows = [
        {"item": f"plum-{n}", "annotator": "lena", "label": one} for n, one in enumerate(labels)
    ]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows) + "no JSON\n")
    return ImportFile(path=path, file_format=FileFormat.JSONL)


@pytest.mark.parametrize(
    ("kind", "labels", "classes"),
    [
        (None, ["b", "a|b", "10", "9"], ["9", "10", "a|b", "b"]),
        (TaskKind.MULTILABEL, ["rot|crack", ["rot", "wasp"], "[]"], ["crack", "rot", "wasp"]),
        (TaskKind.RANKING, ["a > c = b", [["b"], ["d", "a"]]], ["a", "b", "c", "d"]),
        (TaskKind.PREFERENCE, ["a > b", ["c", "a", "both_bad"], "d<a"], ["a", "b", "c", "d"]),
        (TaskKind.NUMERIC, ["1", 2.5], []),
    ],
)
def test_labels_name_their_classes(
    tmp_path: Path, kind: TaskKind | None, labels: list[object], classes: list[str]
) -> None:
    found = classes_in(written(tmp_path, labels), kind)
    assert [one.class_id for one in found] == classes
    assert {one.parent for one in found} <= {None}


def test_paths_say_what_stands_under_what(tmp_path: Path) -> None:
    file = written(tmp_path, ["plum/zwetschge/bühler", ["plum", "mirabelle"], "sloe", "plum"])
    assert {one.class_id: one.parent for one in classes_in(file, TaskKind.HIERARCHICAL)} == {
        "plum": None,
        "zwetschge": "plum",
        "bühler": "zwetschge",
        "mirabelle": "plum",
        "sloe": None,
    }
    named = named_classes(["sloe", "plum/zwetschge"], TaskKind.HIERARCHICAL)
    assert named == (FoundClass("sloe"), FoundClass("plum"), FoundClass("zwetschge", "plum"))


def test_class_under_two_parents_makes_no_hierarchy(tmp_path: Path) -> None:
    with pytest.raises(ClassesFault, match="'sloe' stands under 'plum' and under 'nothing'"):
        classes_in(written(tmp_path, ["plum/sloe", "sloe"]), TaskKind.HIERARCHICAL)


def test_more_classes_than_anybody_meant_are_to_be_named(tmp_path: Path) -> None:
    labels: list[object] = [f"label-{n}" for n in range(CLASSES_FOUND_MAX + 1)]
    with pytest.raises(ClassesFault, match="name --classes"):
        classes_in(written(tmp_path, labels), None)
