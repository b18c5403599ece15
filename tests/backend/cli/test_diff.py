"""diff: what changed since a moment of the story, for people and as JSON."""

from __future__ import annotations

import pytest

from tests.backend.cli.conftest import Command


def revised(told: Command) -> int:
    """Where the second guideline revision came into force."""
    lines = told("timeline", "fitness", "--rule", "guideline", "--json").json
    position: int = lines[-1]["position"]
    return position


def test_diff_tells_rules_scores_and_items(told: Command, of_the_paper: int) -> None:
    moments = ("--from", str(revised(told) - 1), "--to", str(of_the_paper))
    ended = told("diff", "fitness", *moments, "--batch", "table-1")
    assert ended.code == 0, ended.complaint
    lines = ended.out.splitlines()
    assert any("put guideline revision 2 into force" in line for line in lines)
    assert any(line.split("  ")[0] == "verdict" and line.endswith("READY") for line in lines)
    assert "item patient-2" in lines
    (moved,) = [line for line in lines[lines.index("item patient-2") :] if "→ 4 (adj" in line][:1]
    assert moved.startswith("  ground truth of fitness changed: 3 (consensus)")


def test_diff_as_json_names_the_events_that_did_it(told: Command) -> None:
    since = str(revised(told) - 1)
    (item,) = told("diff", "fitness", "--from", since, "--item", "patient-2", "--json").json[
        "items"
    ]
    types = {one["position"]: one["type"] for one in item["events"]}
    (truth,) = [one for one in item["truths"] if one["task"] == "fitness"]
    assert [types[at] for at in truth["positions"]][-1] == "ItemAdjudicated"
    assert truth["after"]["value"] == "4"


def test_pages_of_items_are_the_whole(told: Command) -> None:
    def asked(*more: str) -> list[str]:
        ended = told("diff", "fitness", "--from", "20", "--json", *more)
        assert ended.code == 0, ended.complaint
        found = ended.json
        ids = [one["item"] for one in found["items"]]
        if found["goOnAfter"] is None:
            return ids
        return ids + asked(*more[:2], "--after", found["goOnAfter"])

    assert asked("--limit", "30") == asked("--limit", "1000")


def test_nothing_changes_from_a_moment_to_itself(told: Command) -> None:
    assert "no item changed" in told("diff", "fitness", "--from", "100", "--to", "100").out


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (("nowhere", "--from", "1"), 1, "there is no project 'nowhere'"),
        (("fitness", "--from", "100", "--to", "50"), 1, "not from position 100 to 50"),
        (("fitness", "--from", "999999"), 2, "has not come yet"),
        (("fitness", "--from", "100", "--batch", "nope"), 1, "had no batch 'nope'"),
        (("fitness", "--from", "100", "--item", "nope"), 1, "had no item 'nope'"),
        (("fitness", "--from", "1", "--item", "a", "--batch", "b"), 2, "not about both"),
    ],
)
def test_faults_are_told_in_a_sentence(
    told: Command, arguments: tuple[str, ...], code: int, says: str
) -> None:
    ended = told("diff", *arguments)
    assert (ended.code, says in ended.complaint) == (code, True), ended.complaint
