"""What is done in the second half of the story, through the API alone: from pilot to release."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from labeltrail.backend.client import Refusal
from labeltrail.backend.demo import acts, rules
from labeltrail.backend.demo.acts import item_of
from labeltrail.backend.demo.answers import Item, converted
from labeltrail.backend.demo.cast import (
    ADJUDICATOR,
    AUDITOR,
    MANAGER,
    UI,
    Cast,
    StoryInterrupted,
)
from labeltrail.backend.demo.facts import OBSERVERS, Patient
from labeltrail.backend.demo.governing_answers import (
    BatchWork,
    Certificate,
    DryRun,
    GoldsProposed,
    PilotReport,
    Release,
)
from labeltrail.backend.demo.rules import BATCH, PRODUCTION, TASK

PATIENCE_SECONDS = 30.0
"""So long a rule that acts by itself is waited for."""
LOOK_SECONDS = 0.1

Seen = TypeVar("Seen")


async def pilot_report(cast: Cast, *, at_least: int) -> PilotReport:
    answered = await cast.ask(AUDITOR, "pilot_report", batch=BATCH, atLeast=str(at_least))
    return converted(answered["batch"], dict[str, PilotReport])["pilotReport"]


async def publish_policy(cast: Cast, number: int, policy: object, note: str) -> int:
    return await cast.act(MANAGER, "publish_policy", number, policy=policy, changeNote=note)


async def open_production(cast: Cast, patients: list[Patient]) -> tuple[Refusal, int]:
    """Refused before the pilot has passed, and open afterwards."""
    given = {"batchId": PRODUCTION, "title": "For training", "batchKind": "PRODUCTION"}
    refused = await cast.tried(MANAGER, "open_batch", "too early", **given)
    if not isinstance(refused, Refusal):
        raise StoryInterrupted("a production batch was opened before its pilot had passed")
    await cast.act(MANAGER, "pass_pilot", batchId=BATCH)
    await cast.act(MANAGER, "open_batch", PRODUCTION, **given)
    items = [item_of(patient.number) for patient in patients]
    added = {"batchId": PRODUCTION, "itemIds": items}
    return refused, await cast.act(MANAGER, "add_items_to_batch", PRODUCTION, **added)


async def relabel(cast: Cast, items: dict[str, Item]) -> int:
    """Authors of rejected labels say anew what they see, under revision 2."""
    position = 0
    for patient, (observer, grade) in rules.RELABELED.items():
        position = await revise(cast, items[item_of(patient)], observer, grade)
    return position


async def revise(cast: Cast, item: Item, observer: int, grade: int) -> int:
    label = item.first_reading(f"observer-{observer}")
    return await cast.act(
        UI,
        "revise_label",
        item.item_id,
        observer,
        itemId=item.item_id,
        annotator=label.annotator,
        labelId=label.label_id,
        answers=[{"task": TASK, "value": {"rating": grade}}],
        taxonomyVersion=1,
        guidelineRevision=2,
    )


async def golds(cast: Cast, *, at_least: int) -> GoldsProposed:
    """What a rule has proposed by itself; waited for."""

    async def look() -> GoldsProposed:
        answered = await cast.ask(AUDITOR, "golds_proposed", atLeast=str(at_least))
        return converted(answered["project"], GoldsProposed)

    return await _awaited("gold to be proposed", look, _all_proposed)


def _all_proposed(seen: GoldsProposed) -> bool:
    return len(seen.gold_items.nodes) >= rules.GOLDS


async def approve(cast: Cast, proposed: GoldsProposed) -> int:
    """The adjudicator, a second person after the rule, reads each and approves it."""
    position = 0
    for gold in proposed.gold_items.nodes:
        position = await cast.act(
            ADJUDICATOR,
            "activate_gold",
            gold.item_id,
            itemId=gold.item_id,
            goldId=gold.gold_id,
            value={"rating": int(gold.category)},
        )
    return position


async def tried(cast: Cast, policy: object, *, at_least: int) -> DryRun:
    """What batches would be under a policy, before it is published."""
    answered = await cast.ask(MANAGER, "policy_tried", atLeast=str(at_least), policy=policy)
    return converted(answered["project"], dict[str, DryRun])["policyDryRun"]


async def work(cast: Cast, *, at_least: int, as_of: int | None = None) -> BatchWork:
    """The production batch: its verdict, and what would turn it."""
    answered = await cast.ask(
        AUDITOR,
        "batch_work",
        batch=PRODUCTION,
        atLeast=str(at_least),
        asOf=None if as_of is None else {"position": str(as_of)},
    )
    return converted(answered["batch"], BatchWork)


async def label_target(cast: Cast) -> int:
    """One patient more, given out to each observer by `claimNext`, and labeled by all."""
    item = item_of(rules.TARGETED)
    registered = {"modality": "TABULAR", "source": "illustrative", "itemId": item}
    await cast.act(MANAGER, "register_item", item, **registered)
    added = {"batchId": PRODUCTION, "itemIds": [item]}
    await cast.act(MANAGER, "add_items_to_batch", item, **added)
    position = 0
    for number in range(1, OBSERVERS + 1):
        observer = f"observer-{number}"
        given = await _claimed(cast, item, observer)
        claimed = converted(given["assignment"], dict[str, str])
        position = await cast.act(
            UI,
            "submit_label",
            item,
            observer,
            itemId=str(given["itemId"]),
            annotator=observer,
            assignmentId=claimed["assignmentId"],
            answers=[{"task": TASK, "value": {"rating": rules.TARGETED_GRADE}}],
            taxonomyVersion=1,
            guidelineRevision=2,
        )
    return position


async def _claimed(cast: Cast, item: str, observer: str) -> dict[str, object]:
    """What `claimNext` gives out: the patient, as soon as the new policy holds everywhere."""

    async def ask() -> dict[str, object]:
        claim = {"annotator": observer, "batchId": PRODUCTION}
        return await cast.fields(UI, "claim_next", item, observer, **claim)

    return await _awaited("an item to be given out", ask, lambda given: "assignment" in given)


async def certify(cast: Cast, number: int) -> Certificate:
    given = await cast.fields(MANAGER, "certify_batch", number, batchId=PRODUCTION)
    return converted(given["certificate"], Certificate)


async def revoked(cast: Cast, *, at_least: int) -> BatchWork:
    """The batch once the rule that revokes certificates has acted; waited for."""

    async def look() -> BatchWork:
        return await work(cast, at_least=at_least)

    return await _awaited(
        "the certificate to be revoked", look, lambda seen: seen.revocation is not None
    )


async def settle_late(cast: Cast, item: Item) -> int:
    """The adjudicator decides the patient whose label was revised."""
    patient, _, _ = rules.LATE
    return await cast.act(
        ADJUDICATOR,
        "adjudicate_item",
        patient,
        itemId=item.item_id,
        answers=[{"task": TASK, "value": {"rating": rules.LATE_GRADE}}],
        judged=[one.current_event_id for one in item.labels.nodes],
        rationale=rules.LATE_RATIONALE,
        clause=rules.CLAUSE_OF[patient],
    )


async def release(cast: Cast) -> Release:
    given = await cast.fields(MANAGER, "release_batch", batchId=PRODUCTION)
    return converted(given["release"], Release)


async def late_item(cast: Cast, *, at_least: int) -> Item:
    patient, _, _ = rules.LATE
    return (await acts.items(cast, at_least=at_least))[item_of(patient)]


async def _awaited(
    what: str, look: Callable[[], Awaitable[Seen]], is_there: Callable[[Seen], bool]
) -> Seen:
    """Raises StoryInterrupted when nothing came of it."""
    clock = asyncio.get_running_loop().time
    until = clock() + PATIENCE_SECONDS
    while True:
        seen = await look()
        if is_there(seen):
            return seen
        if clock() > until:
            raise StoryInterrupted(f"waited {PATIENCE_SECONDS:g} seconds for {what}")
        await asyncio.sleep(LOOK_SECONDS)
