"""The rules that the crowd's project gets. None of them is in the data: all are illustrative."""

from __future__ import annotations

from collections.abc import Iterable

TASK = "relations"
OVERLAP = 15
"""Judgments of each sentence: what the data set was collected with."""
ALPHA_MIN = "0.25"
CHANGE_NOTE = "As the data set was collected."

CLAUSES = [
    {
        "number": "1",
        "title": "All that the sentence says",
        "text": "Choose every relation between the two terms that the sentence expresses.",
    }
]

POLICY: dict[str, object] = {
    "overlap": OVERLAP,
    "quorum": 3,
    "truthMethod": "PLURALITY",
    "requirements": [
        {"metric": "COVERAGE", "comparison": "AT_LEAST", "threshold": "1"},
        {"metric": "OVERLAP", "comparison": "AT_LEAST", "threshold": "0.95"},
        {
            "metric": "AGREEMENT",
            "coefficient": "KRIPPENDORFF_ALPHA",
            "task": TASK,
            "comparison": "AT_LEAST",
            "threshold": ALPHA_MIN,
            "itemsMin": 20,
        },
        {
            "metric": "ITEMS_WITHOUT_GROUND_TRUTH",
            "task": TASK,
            "comparison": "AT_MOST",
            "threshold": "5",
            "severity": "WARN",
        },
    ],
}


def tasks(relations: Iterable[str]) -> list[dict[str, object]]:
    """One question, with the relations that somebody chose."""
    classes = [
        {"classId": one, "definition": f"The sentence says: {one.replace('_', ' ')}."}
        for one in sorted(relations)
    ]
    question = "Which relations between the two terms does the sentence express?"
    return [{"name": TASK, "kind": "MULTILABEL", "question": question, "classes": classes}]
