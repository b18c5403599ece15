"""The past: what was answered live at a position is what is answered as of it, ever after."""

from __future__ import annotations

from typing import Any

import pytest

from labeltrail.events.ledger import read
from tests.api.letters import BATCH, morning
from tests.api.townhall import PROJECT, TownHall, labeling

TRUTH = "groundTruth(asOf: $asOf) { task category origin absence explanation { sentence } }"
LABELS = "labels(first: 10, asOf: $asOf) { nodes { labelId annotator answers { json } } }"
SUMS = (
    "agreement(asOf: $asOf) { task observed { value nItems } alphaNominal { value status }"
    " ac1 { value } }"
    " readiness(asOf: $asOf) { verdict sentence requirements { status observed n sentence } }"
    " counts(asOf: $asOf) { items itemsLabeled openEscalations }"
)
QUESTION = (
    "query ($asOf: AsOfInput, $atLeast: BigInt) {"
    f' project(id: "{PROJECT}", atLeast: $atLeast) {{ {SUMS} }}'
    f' batch(project: "{PROJECT}", batchId: "{BATCH}", atLeast: $atLeast) {{ {SUMS} }}'
    f' item(project: "{PROJECT}", itemId: "letter-1", atLeast: $atLeast) {{ {LABELS} {TRUTH} }}'
    f' other: item(project: "{PROJECT}", itemId: "letter-3", atLeast: $atLeast)'
    f" {{ {LABELS} {TRUTH} }}"
    " }"
)


async def asked(town: TownHall, **variables: Any) -> dict[str, Any]:
    return (await town.ask("liv", QUESTION, variables)).told


async def test_answers_as_of_a_position_are_those_given_live(town: TownHall) -> None:
    position = await morning(town)
    live = {position: await asked(town, atLeast=str(position))}
    for letter, answer in (("letter-1", "parks"), ("letter-2", "noise"), ("letter-3", "roads")):
        await town.accepted("dee", "submitLabel", labeling(letter, answer))
        position = await read.head(town.parts.pool, PROJECT)
        live[position] = await asked(town, atLeast=str(position))
    assert len({str(one) for one in live.values()}) > 1, "not every label comes after a review"
    for at, answered in live.items():
        assert await asked(town, asOf={"position": str(at)}) == answered


async def test_time_is_the_position_recorded_by_then(town: TownHall) -> None:
    last = await morning(town)
    events = (
        f'query ($n: Int!) {{ project(id: "{PROJECT}", atLeast: "{last}")'
        " { events(first: $n) { events { position recordedAt } } } }"
    )
    told = (await town.ask("liv", events, {"n": 100})).told["project"]["events"]["events"]
    for event in told[-4:-1]:
        by_time = await asked(town, asOf={"time": event["recordedAt"]})
        assert by_time == await asked(town, asOf={"position": event["position"]})


@pytest.mark.parametrize(
    "as_of", [{"position": "999999"}, {"time": "2999-01-01T00:00:00Z"}], ids=["position", "time"]
)
async def test_what_has_not_come_is_no_past(town: TownHall, as_of: dict[str, str]) -> None:
    await morning(town)
    answer = await town.ask("liv", QUESTION, {"asOf": as_of})
    codes = {error["extensions"]["code"] for error in answer.body["errors"]}
    assert codes == {"POSITION_NOT_REACHED"}


async def test_before_it_existed_there_is_no_answer_and_no_error(town: TownHall) -> None:
    last = await morning(town)
    await asked(town, atLeast=str(last))
    told = await asked(town, asOf={"position": "2"})
    assert told["item"] == {"labels": None, "groundTruth": None}
    assert told["batch"] == {"agreement": None, "readiness": None, "counts": None}


async def test_own_write_is_read_with_at_least(town: TownHall) -> None:
    await morning(town)
    for letter in ("letter-1", "letter-2", "letter-3"):
        done = await town.accepted("max", "submitLabel", labeling(letter, "parks"))
        told = await asked(town, atLeast=done["position"])
    assert told["project"]["counts"]["itemsLabeled"] == 3
    annotators = [one["annotator"] for one in told["item"]["labels"]["nodes"]]
    assert annotators == ["bo", "cy", "max"]


async def test_at_least_beyond_the_ledger_is_an_error_at_once(town: TownHall) -> None:
    answer = await town.ask("liv", QUESTION, {"atLeast": "999999"})
    (error,) = [one for one in answer.body["errors"] if one["path"] == ["project"]]
    assert error["extensions"]["code"] == "POSITION_NOT_REACHED"
