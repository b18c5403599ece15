"""status, timeline, replay, rebuild: the story's project read from the command line."""

from __future__ import annotations

import pytest

from tests.backend.cli.conftest import Command, Ended


def test_status_tells_the_verdict_requirement_by_requirement(told: Command) -> None:
    ended = told("status", "fitness", "--batch", "training-1")
    assert ended.code == 0, "the story ends with a batch that is ready"
    assert ended.out.startswith("READY  batch training-1: ")
    rows = {line.split("  ")[0]: line for line in ended.out.splitlines()}
    assert "PASS" in rows["open escalations"]
    assert "FAIL" in rows["alpha nominal of fitness (warns)"]


def test_status_as_json_has_the_scores_unrounded(told: Command, of_the_paper: int) -> None:
    (batch,) = told("status", "fitness", "--batch", "training-1", "--json").json
    assert batch["readiness"]["verdict"] == "ready"
    assert batch["agreement"][0]["alpha_nominal"]["value"] == pytest.approx(0.5999888)
    asked = ("replay", "fitness", "--at", str(of_the_paper), "--batch", "table-1", "--json")
    then = told(*asked).json["then"]
    assert then["readiness"]["verdict"] == "ready"
    assert then["agreement"][0]["alpha_nominal"]["value"] == pytest.approx(0.5842911)


def test_status_exits_with_1_where_something_is_not_ready(told: Command) -> None:
    ended = told("status", "fitness", "--batch", "table-1")
    assert ended.code == 1, "the pilot has three patients of a grade, and policy 3 wants four"
    assert ended.out.startswith("NOT READY  batch table-1: ")
    before = told("replay", "fitness", "--at", "300", "--json").json
    assert before["then"]["readiness"]["verdict"] == "not_ready"
    assert told("status", "nowhere").code == 1


def test_timeline_tells_who_decided_what(told: Command) -> None:
    sentences = [
        one["sentence"] for one in told("timeline", "fitness", "--item", "patient-2", "--json").json
    ]
    assert sum("labeled" in one for one in sentences) == 7
    assert "“Revision 2, clause 3" in sentences[-2]
    assert "added to batch training-1" in sentences[-1]
    table = told("timeline", "fitness", "--rule", "guideline").out.splitlines()
    assert len(table) == 5, "a head, and two revisions drafted and published"


def test_timeline_ends_where_asked(told: Command) -> None:
    everything = told("timeline", "fitness", "--batch", "table-1", "--json").json
    first = everything[0]["position"]
    (alone,) = told("timeline", "fitness", "--batch", "table-1", "--at", str(first), "--json").json
    assert alone == everything[0]


def test_timeline_by_the_time_of_happening(told: Command) -> None:
    asked = ("timeline", "fitness", "--item", "patient-2", "--json", "--occurred-by")
    assert told(*asked, "1970-01-01").json == []
    lines = told(*asked, "2999-01-01").json
    happened = [one["occurred_at"] for one in lines]
    assert happened == sorted(happened)
    assert {one["position"] for one in lines} == {one["position"] for one in told(*asked[:-1]).json}
    assert told(*asked, "soon").code == 2


def test_replay_tells_what_was_believed_and_what_is(told: Command) -> None:
    revised = told("timeline", "fitness", "--rule", "guideline", "--json").json[2]["position"]
    ended = told("replay", "fitness", "--at", str(revised - 1), "--item", "patient-2")
    assert ended.code == 0, ended.complaint
    assert "3 by consensus" in ended.out
    assert "4 by adjudication" in ended.out
    batch = told("replay", "fitness", "--at", str(revised - 1), "--batch", "table-1").out
    assert batch.startswith("NOT READY")
    assert "verdict" in batch.splitlines()[-4]


def test_replay_by_time_is_replay_by_position(told: Command) -> None:
    line = told("timeline", "fitness", "--rule", "policy", "--json").json[-1]
    at = told("replay", "fitness", "--at", line["recorded_at"], "--json").json
    assert at["then"]["asOf"]["position"] == line["position"]
    assert at == told("replay", "fitness", "--at", str(line["position"]), "--json").json


def test_rebuild_gives_equal_rows(told: Command) -> None:
    ended = told("rebuild", "fitness", "--json")
    assert ended.code == 0, ended.complaint
    (done,) = ended.json
    assert done["isEqual"]
    assert done["sha256"] == done["formerSha256"]


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (("status", "nowhere"), 1, "there is no project 'nowhere'"),
        (("status", "fitness", "--batch", "nope"), 1, "has no batch 'nope'"),
        (("timeline", "fitness"), 2, "--item, --batch or --rule"),
        (("timeline", "fitness", "--rule", "law"), 2, "no rule 'law'"),
        (("timeline", "fitness", "--item", "patient-99"), 1, "nothing happened"),
        (("replay", "fitness", "--at", "999999"), 2, "has not come yet"),
        (("replay", "fitness", "--at", "yesterday"), 2, "neither a position nor a time"),
        (("replay", "fitness", "--at", "5", "--item", "nobody"), 1, "has no item 'nobody'"),
        (("rebuild", "nowhere"), 1, "there is no project 'nowhere'"),
    ],
)
def test_what_cannot_be_answered_is_one_clear_sentence(
    told: Command, arguments: tuple[str, ...], code: int, says: str
) -> None:
    ended: Ended = told(*arguments)
    assert ended.code == code, ended.complaint
    assert says in ended.complaint
    assert len(ended.complaint.splitlines()) == 1


def test_agreement_of_the_story_by_pair_and_as_of_a_moment(
    told: Command, of_the_paper: int
) -> None:
    by_pair = ("agreement", "fitness", "--by", "pair", "--coefficient", "cohen_kappa", "--json")
    for asked, items in ((("--at", str(of_the_paper)), 45), ((), 46)):
        parts = told(*by_pair, *asked).json["parts"]
        assert len(parts) == 10, "five observers"
        assert all(one["scores"][0]["n_items"] == items for one in parts)
    table = told("agreement", "fitness", "--resamples", "100").out.splitlines()
    assert [line.split()[1] for line in table[1:]] == [
        "observed_agreement",
        "krippendorff_alpha,",
        "gwet_ac1",
    ]
    assert "ordinal" in table[2], "the distance of the kind of task"
    assert told("agreement", "fitness", "--task", "none").code == 1
    early = told("agreement", "fitness", "--at", "20")
    assert early.code == 1, "hardly anything has been said by then"
    assert "INSUFFICIENT_EVIDENCE" in early.out


@pytest.mark.parametrize(
    "command", [("agreement",), ("annotators",), ("distribution",), ("infer", "fitness")]
)
def test_batch_that_is_not_there_is_no_empty_answer(
    told: Command, command: tuple[str, ...]
) -> None:
    name, *task = command
    ended = told(name, "fitness", *task, "--batch", "table-9")
    assert ended.code == 1
    assert "has no batch 'table-9'" in ended.complaint


def test_inference_that_no_method_answers_is_an_error(told: Command) -> None:
    wrong = told("infer", "fitness", "fitness", "--method", "mace", "--set", "foo=1")
    assert wrong.code == 1
    assert "MACE has no parameter 'foo'; it has: quorum" in wrong.complaint
