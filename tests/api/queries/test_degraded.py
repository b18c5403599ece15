"""Answers that lack something say so, to those who may know that somebody acted."""

from __future__ import annotations

import pytest

from labeltrail.events.streams.item import PREFIX as ITEM
from tests.api.letters import BATCH, morning
from tests.api.townhall import PROJECT, TownHall
from tests.projections.poison import BROKEN, recorded_in

DEGRADED = "degraded { stream position }"
QUESTION = (
    f'query ($at: BigInt) {{ project(id: "{PROJECT}", atLeast: $at) {{ {DEGRADED}'
    " projection { position head generation foldVersion stateSha"
    " parked { stream position reason attempts } } }"
    f' batch(project: "{PROJECT}", batchId: "{BATCH}", atLeast: $at) {{ {DEGRADED} }}'
    f' item(project: "{PROJECT}", itemId: "letter-1", atLeast: $at) {{ {DEGRADED} }}'
    f' other: item(project: "{PROJECT}", itemId: "letter-2", atLeast: $at) {{ {DEGRADED} }} }}'
)
ITEM_ALONE = (
    "query ($at: BigInt) { item("
    f'project: "{PROJECT}", itemId: "letter-1", atLeast: $at) {{ itemId {DEGRADED} }} }}'
)


async def poisoned(town: TownHall) -> int:
    await morning(town)
    what = (f"{ITEM}letter-1", "LabelSubmitted", BROKEN)
    return await recorded_in(town.parts.ledger, town.parts.pool, PROJECT, what)


async def test_degraded_answers_name_stream_and_position(town: TownHall) -> None:
    position = await poisoned(town)
    told = (await town.ask("liv", QUESTION, {"at": str(position)})).told
    lacking = {"stream": "item/letter-1", "position": str(position)}
    assert told["project"]["degraded"] == told["batch"]["degraded"] == [lacking]
    assert (told["item"]["degraded"], told["other"]["degraded"]) == (lacking, None)
    model = told["project"]["projection"]
    assert model["position"] == model["head"] == str(position)
    assert len(model["stateSha"]) == 64
    (parked,) = model["parked"]
    assert parked["reason"].startswith("ValidationError")
    assert (parked["attempts"], parked["stream"]) == (1, "item/letter-1")


@pytest.mark.parametrize("actor", ["dee", "max"])
async def test_who_may_still_label_an_item_is_not_told_of_acts_on_it(
    town: TownHall, actor: str
) -> None:
    position = await poisoned(town)
    told = (await town.ask(actor, ITEM_ALONE, {"at": str(position)})).told
    assert told["item"] == {"itemId": "letter-1", "degraded": None}
