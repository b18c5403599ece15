"""Scorecards by the API: whose they are to read, as of when, and what annotators read of theirs."""

from __future__ import annotations

import pytest

from labeltrail.projections import scorecards
from tests.api.letters import BATCH, attempt, morning, read
from tests.api.townhall import TownHall

FIGURES = """
annotator isPerson labels counted exclusions { cause labels }
accuracy { against overall { value hits n interval { method low high } lack { code } }
  classes { category precision { hits n } recall { hits n } } confusion { reference answer n } }
agreementWithOthers { leader { hits n } pairwise { value n } kappa { value lack { code } } ties }
selfConsistency { items consistency { value lack { code } } alpha { status position } }
pace { labels withoutSeconds median { value lack { code } } fast slow }
workingTime { sessions longest perHour { n } }
fatigue { bins { first last right { n } } trend { status pValue } }
monotony { longest { category length } probability { value } modal { value first { n } } }
suggestionUse { shown acceptance { lack { code } } }
drift { labels inControl threshold alarms { chart position }
  revisions { revision labelsBefore change { first { n } second { n } } }
  points(first: 10) { label position isRight ewma lower upper cusum } }
"""
PAGE = "pageInfo { hasNextPage endCursor } totalCount asOf { position }"


def _asked(more: str = "") -> str:
    return f'annotators(task: "concern", first: 10{more}) {{ nodes {{ {FIGURES} }} {PAGE} }}'


async def test_managers_read_the_cards_of_all(town: TownHall) -> None:
    """letter-2 is parks by review, letter-3 noise by adjudication; on letter-1 each has only the
    other to be held against."""
    end = await morning(town)
    page = (await read(town, "ada", _asked(), end))["annotators"]
    assert (page["totalCount"], page["asOf"]["position"]) == (2, str(end))
    bo, cy = page["nodes"]
    assert [one["annotator"] for one in (bo, cy)] == ["bo", "cy"]
    right = {one["against"]: one for one in bo["accuracy"]}
    decided = right["DECIDED"]["overall"]
    assert (decided["hits"], decided["n"], decided["interval"]["method"]) == (1, 2, "wilson")
    assert right["DECIDED"]["confusion"] == [
        {"reference": "noise", "answer": "parks", "n": 1},
        {"reference": "parks", "answer": "parks", "n": 1},
    ]
    assert right["GOLD_THEN"]["overall"]["lack"]["code"] == "NO_REFERENCE"
    assert bo["agreementWithOthers"]["leader"] == {"hits": 1, "n": 3}
    assert bo["pace"]["median"]["lack"]["code"] == "NO_SECONDS"
    assert bo["selfConsistency"]["consistency"]["lack"]["code"] == "NO_REPEATS"
    assert bo["selfConsistency"]["alpha"]["position"] == str(end)
    assert bo["monotony"]["longest"] == {"category": "parks", "length": 2}
    assert bo["suggestionUse"]["acceptance"]["lack"]["code"] == "NO_SUGGESTION"
    points = bo["drift"]["points"]
    assert len(points) == bo["drift"]["labels"] == right["TRUTH"]["overall"]["n"]
    assert all(one["lower"] <= one["ewma"] <= one["upper"] for one in points)
    assert [one["revision"] for one in bo["drift"]["revisions"]] == [1]

    first = await read(town, "liv", _asked().replace("first: 10)", "first: 1)", 1), end)
    page = first["annotators"]
    assert ([one["annotator"] for one in page["nodes"]], page["pageInfo"]["hasNextPage"]) == (
        ["bo"],
        True,
    )
    after = f', after: "{page["pageInfo"]["endCursor"]}"'
    rest = (await read(town, "rae", _asked(after), end))["annotators"]
    assert [one["annotator"] for one in rest["nodes"]] == ["cy"]


async def test_cards_are_narrowed_down_and_of_the_past(town: TownHall) -> None:
    end = await morning(town)
    labels = "nodes { annotator labels }"
    inside = f"""
    whole: annotators(task: "concern", first: 2, where: {{batchId: "{BATCH}"}}) {{ {labels} }}
    later: annotators(task: "concern", first: 2,
      where: {{occurredFrom: "2999-01-01T00:00:00Z"}}) {{ {labels} }}
    other: annotators(task: "concern", first: 2, where: {{guidelineRevision: 7}}) {{ {labels} }}
    undecided: annotators(task: "concern", first: 2, asOf: {{position: "{end - 1}"}}) {{
      nodes {{ accuracy {{ against overall {{ hits n }} }} }} }}
    annotator(annotatorId: "cy") {{
      scorecard(task: "urgency", where: {{against: REST, inControl: 0.9}}) {{
        annotator drift {{ against inControl isGiven }} }} }}
    nobody: annotator(annotatorId: "nobody") {{
      annotatorId scorecard(task: "concern") {{ labels }} }}
    reviewer: annotator(annotatorId: "rae") {{ scorecard(task: "concern") {{ labels }} }}
    """
    found = await read(town, "ada", inside, end)
    assert [one["labels"] for one in found["whole"]["nodes"]] == [3, 3]
    assert found["later"]["nodes"] == found["other"]["nodes"] == []
    (bo, _) = found["undecided"]["nodes"]
    right = {one["against"]: one["overall"] for one in bo["accuracy"]}
    assert right["DECIDED"] == {"hits": 2, "n": 2}, "until the adjudication overrules the review"
    card = found["annotator"]["scorecard"]
    assert card == {
        "annotator": "cy",
        "drift": {"against": "REST", "inControl": 0.9, "isGiven": True},
    }
    assert found["nobody"] == {"annotatorId": "nobody", "scorecard": None}
    assert found["reviewer"] == {"scorecard": None}


async def test_what_cannot_be_asked_is_refused_with_a_code(
    town: TownHall, monkeypatch: pytest.MonkeyPatch
) -> None:
    end = await morning(town)
    for field in (
        'annotators(task: "colour", first: 2) { totalCount }',
        'annotators(task: "concern", first: 2, where: {inControl: 1}) { totalCount }',
        'annotators(task: "concern", first: 2, where: {sessionGapSeconds: 0}) { totalCount }',
        'annotators(task: "concern") { totalCount }',
        (
            'annotator(annotatorId: "bo") {'
            ' scorecard(task: "concern") { drift { points(first: 1001) { label } } } }'
        ),
    ):
        body = (await attempt(town, "ada", field, end)).body
        codes = [error["extensions"]["code"] for error in body["errors"]]
        assert codes == ["BAD_USER_INPUT"], field
    monkeypatch.setattr(scorecards, "ANSWERS_MAX", 5)
    body = (await attempt(town, "ada", _asked(), end)).body
    (error,) = body["errors"]
    assert error["extensions"]["code"] == "TOO_COMPLEX"
    assert "more than 5 answers" in error["message"]


async def test_annotators_read_their_own_work_and_no_card(town: TownHall) -> None:
    await town.accepted("ada", "addMember", {"member": "bee", "roles": ["ANNOTATOR"]})
    end = await morning(town)
    own = """ownScorecard(task: "concern") {
      labels right { value n lack { code } } longestRun { category length } accepted { n } }"""
    mine = (await read(town, "bo", own, end))["ownScorecard"]
    assert mine == {
        "labels": 3,
        "right": {"value": None, "n": 0, "lack": {"code": "TOO_FEW"}},
        "longestRun": {"category": "parks", "length": 2},
        "accepted": {"n": 0},
    }
    assert (await read(town, "bee", own, end))["ownScorecard"] is None
    for actor, field, code in (
        ("bo", 'annotators(task: "concern", first: 1) { totalCount }', "FORBIDDEN"),
        ("bo", 'annotator(annotatorId: "bo") { annotatorId }', "FORBIDDEN"),
        ("dee", 'annotators(task: "concern", first: 1) { totalCount }', "BLIND"),
        ("max", 'annotator(annotatorId: "bo") { scorecard(task: "concern") { labels } }', "BLIND"),
    ):
        body = (await attempt(town, actor, field, end)).body
        codes = [error["extensions"]["code"] for error in body["errors"]]
        assert codes == [code], (actor, field)


async def test_gold_judges_what_came_after_it_then_and_everything_today(town: TownHall) -> None:
    """letter-1 has gold before it is labeled, letter-2 after. jo proposed both and labels the
    first: it does not judge her."""

    async def golden(letter: str) -> int:
        value = {"itemId": letter, "value": {"choice": "noise"}}
        proposal = {**value, "task": "concern", "rationale": "The mayor's diary says so."}
        told = await town.accepted("jo", "proposeGold", proposal, "gold { goldId }")
        approval = {**value, "goldId": told["gold"]["goldId"]}
        return int((await town.accepted("ada", "activateGold", approval))["position"])

    await golden("letter-1")
    await town.label("bo", "letter-1", "noise")
    await town.label("bo", "letter-2", "roads")
    end = await golden("letter-2")
    roles = {"member": "jo", "roles": ["ADJUDICATOR", "ANNOTATOR"]}
    await town.accepted("ada", "changeMemberRoles", roles)
    await town.label("jo", "letter-1", "noise")
    cards = (await read(town, "ada", _asked(), end + 2))["annotators"]["nodes"]
    told = {
        one["annotator"]: {
            each["against"]: (each["overall"]["hits"], each["overall"]["n"])
            for each in one["accuracy"]
        }
        for one in cards
    }
    assert (told["bo"]["GOLD_THEN"], told["bo"]["GOLD_TODAY"]) == ((1, 1), (1, 2))
    assert told["bo"]["DECIDED"] == (1, 2)
    assert {told["jo"][one] for one in ("GOLD_THEN", "GOLD_TODAY", "DECIDED")} == {(0, 0)}
