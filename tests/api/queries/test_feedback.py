"""Annotators learn of their errors after the fact; judges see who knows which gold, and doubts."""

from __future__ import annotations

from typing import Any

import pytest

from labeltrail.events.identifiers import MemberId
from labeltrail.projections.people import asking
from labeltrail.projections.people.roster import roster
from tests.api.letters import read
from tests.api.townhall import PROJECT, TownHall, labeling

OWN = """ownFeedback(first: 9 {more}) {{ hasMore endCursor asOf {{ position }}
  feedback {{ itemId task cause said decided clause reason note }} }}"""
DOUBT = 'doubtedGolds(task: "concern", annotatorsMin: 2) { golds { itemId gold category labels'
DOUBT += " against { hits n interval { low high } } } }"


async def golden(town: TownHall, letter: str, concern: str) -> str:
    given = {"itemId": letter, "task": "concern", "value": {"choice": concern}}
    why = {"rationale": "The mayor's diary."}
    told = await town.accepted("jo", "proposeGold", {**given, **why}, "gold { goldId }")
    gold_id: str = told["gold"]["goldId"]
    named = {"itemId": letter, "goldId": gold_id, "value": given["value"]}
    await town.accepted("ada", "activateGold", named)
    return gold_id


async def own(town: TownHall, actor: str, at: int, more: str = "") -> dict[str, Any]:
    found = (await read(town, actor, OWN.format(more=more), at))["ownFeedback"]
    told: dict[str, Any] = found
    return told


async def test_errors_are_told_after_the_fact_and_gold_in_use_is_not(town: TownHall) -> None:
    gold = await golden(town, "letter-1", "parks")
    await town.label("bo", "letter-1", "noise")
    wrong = await town.label("bo", "letter-2", "noise")
    await town.label("cy", "letter-2", "noise")
    at = int(
        (await town.accepted("ada", "addMember", {"member": "dot", "roles": ["ANNOTATOR"]}))[
            "position"
        ]
    )
    assert (await own(town, "bo", at))["feedback"] == []
    given = {
        "itemId": "letter-2",
        "labelId": wrong["labelId"],
        "judged": wrong["currentEventId"],
        "verdict": "CORRECTED",
        "reason": "WRONG_CLASS",
        "answers": labeling("letter-2", "roads")["answers"],
        "clause": "1",
        "note": "The writer asks about the paving.",
    }
    at = int((await town.accepted("rae", "reviewLabel", given))["position"])
    told = await own(town, "bo", at)
    assert told["feedback"] == [
        {
            "itemId": "letter-2",
            "task": "concern",
            "cause": "CORRECTED",
            "said": {"kind": "choice", "class_id": "noise"},
            "decided": {"kind": "choice", "class_id": "roads"},
            "clause": "1",
            "reason": "WRONG_CLASS",
            "note": "The writer asks about the paving.",
        }
    ]
    assert told["asOf"]["position"] == str(at)
    assert (await own(town, "cy", at))["feedback"] == []
    assert (await own(town, "dot", at))["feedback"] == []
    assert (await own(town, "bo", at, f', asOf: {{position: "{at - 1}"}}'))["feedback"] == []
    body = await town.ask("bo", f'{{ project(id: "{PROJECT}") {{ {OWN.format(more="")} }} }}')
    assert "parks" not in str(body.body)
    ended = {"itemId": "letter-1", "goldId": gold, "reason": "EXPOSED"}
    at = int((await town.accepted("ada", "retireGold", ended))["position"])
    told = await own(town, "bo", at)
    assert [(one["itemId"], one["cause"]) for one in told["feedback"]] == [
        ("letter-1", "GOLD"),
        ("letter-2", "CORRECTED"),
    ]
    page = (await read(town, "bo", OWN.format(more="").replace("first: 9", "first: 1"), at))[
        "ownFeedback"
    ]
    assert ([one["itemId"] for one in page["feedback"]], page["hasMore"]) == (["letter-1"], True)
    rest = await own(town, "bo", at, f', after: "{page["endCursor"]}"')
    assert [one["itemId"] for one in rest["feedback"]] == ["letter-2"]
    unfit = OWN.format(more=', after: "x"')
    wrong_cursor = await town.ask("bo", f'{{ project(id: "{PROJECT}") {{ {unfit} }} }}')
    assert wrong_cursor.code == "BAD_CURSOR"


async def test_gold_that_annotators_know_or_agree_against_is_shown_to_judges(
    town: TownHall, monkeypatch: pytest.MonkeyPatch
) -> None:
    people = {"exposuresMax": 1, "suspendedVote": False}
    policy = {"policy": {"overlap": 2, "quorum": 2, "people": people}, "changeNote": "Guarded."}
    await town.accepted("ada", "publishPolicy", policy)
    gold = await golden(town, "letter-1", "parks")
    first = await town.label("bo", "letter-1", "noise")
    await town.accepted("bo", "submitLabel", {**labeling("letter-1", "noise"), "repeat": 2})
    second = await town.label("cy", "letter-1", "noise")
    at = await town.parts.pool.fetchval("SELECT max(position) FROM ledger.events")
    seen = "goldExposures(first: 9 {more}) {{ hasMore exposures {{ annotator labels isExposed }} }}"
    found = (await read(town, "liv", seen.format(more=""), at))["goldExposures"]
    assert found["exposures"] == [
        {"annotator": "bo", "labels": 2, "isExposed": True},
        {"annotator": "cy", "labels": 1, "isExposed": False},
    ]
    only = await read(town, "liv", seen.format(more=", onlyExposed: true"), at)
    assert [one["annotator"] for one in only["goldExposures"]["exposures"]] == ["bo"]
    (doubted,) = (await read(town, "liv", DOUBT, at))["doubtedGolds"]["golds"]
    labels = [first["labelId"], second["labelId"]]
    assert (doubted["gold"], doubted["category"], doubted["labels"]) == ("parks", "noise", labels)
    assert (doubted["against"]["hits"], doubted["against"]["n"]) == (2, 2)
    with monkeypatch.context() as smaller:
        smaller.setattr(asking, "VOTES_MAX", 0)
        answer = await town.ask("liv", f'{{ project(id: "{PROJECT}") {{ {DOUBT} }} }}')
        assert answer.code == "TOO_COMPLEX"
    cited = {"itemId": "letter-1", "goldId": gold, "reason": "WRONG_VALUE", "labels": labels}
    told = await town.accepted(
        "jo", "contestGold", cited, "gold { contest { against { json against votes labels } } }"
    )
    assert told["gold"]["contest"]["against"] == {
        "json": {"kind": "choice", "class_id": "noise"},
        "against": 2,
        "votes": 2,
        "labels": labels,
    }
    at = int(told["position"])
    assert (await read(town, "liv", DOUBT, at))["doubtedGolds"]["golds"] == []
    unknown = 'doubtedGolds(task: "mood") { golds { gold } }'
    answer = await town.ask("liv", f'{{ project(id: "{PROJECT}") {{ {unknown} }} }}')
    assert answer.code == "BAD_USER_INPUT"
    for actor in ("bo", "quill"):
        answer = await town.ask(actor, f'{{ project(id: "{PROJECT}") {{ {DOUBT} }} }}')
        assert answer.code == "FORBIDDEN"
    people_now = {one.member: one for one in (await roster(town.parts.pool, PROJECT)).persons}
    bo = people_now[MemberId("bo")]
    assert (bo.golds_seen, bo.golds_known) == (1, 1)
    assert people_now[MemberId("ada")].golds_seen == 0
