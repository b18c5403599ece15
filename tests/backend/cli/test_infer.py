"""infer: methods compared and a run recorded, from the command line."""

from __future__ import annotations

import re

from tests.backend.cli.conftest import Command

ASKED = ("infer", "fitness", "fitness")
ONE_COIN = (*ASKED, "--method", "one_coin_dawid_skene")


def test_methods_are_told_side_by_side(told: Command) -> None:
    ended = told(*ASKED)
    assert ended.code == 0, ended.complaint
    first = ended.out.splitlines()[1]
    assert re.fullmatch(r"plurality +\d+ +\d+ +0 +0 +0 +.*", first), first
    assert "one-coin Dawid-Skene" in ended.out
    assert "say the same" in ended.out
    assert "nothing was written" in ended.complaint


def test_one_method_is_told_with_its_annotators_and_as_json(
    told: Command, of_the_paper: int
) -> None:
    asked = (*ONE_COIN, "--set", "with_repeats=true", "--json")
    (method,) = told(*asked, "--at", str(of_the_paper)).json["methods"]
    assert (method["labels"], method["has_converged"]) == (311, True), (
        "four of 315 were rejected by review"
    )
    (now,) = told(*asked).json["methods"]
    assert now["labels"] == 319, "three came back revised, and a patient has five"
    assert len(method["annotators"]) == 5
    assert "accuracy" in told(*ONE_COIN).out


def test_faults_are_one_sentence(told: Command) -> None:
    assert told(*ONE_COIN, "--record").code == 2
    assert told(*ONE_COIN, "--set", "moon").code == 2
    unknown = told("infer", "fitness", "moon")
    assert (unknown.code, "no task 'moon'" in unknown.complaint) == (1, True)
    stranger = told(*ONE_COIN, "--record", "--as", "mallory")
    assert (stranger.code, "mallory" in stranger.complaint) == (1, True)


def test_run_is_recorded_and_goes_on_by_its_id(retold: Command) -> None:
    (manager,) = {
        one["actor"] for one in retold("timeline", "fitness", "--rule", "policy", "--json").json
    }
    ended = retold(*ONE_COIN, "--record", "--as", manager, "--json")
    assert ended.code == 0, ended.complaint
    told = ended.json
    assert told["run"]["items_changed"] == 46, "45 of the paper, and the one who came later"
    again = retold(*ONE_COIN, "--record", "--as", manager, "--run", told["run_id"])
    assert again.code == 0, again.complaint
    assert f"complete at position {told['position']}" in again.out
