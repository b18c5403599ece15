"""Runs of truth inference that nobody computed: any outcome, so that everything is met."""

from __future__ import annotations

import random
from decimal import Decimal

from labeltrail.events.identifiers import ClassId, ItemId, TaskName
from labeltrail.events.streams.inference.commands import ItemOutcome
from labeltrail.events.streams.inference.facts import InferenceRecorded, RunInput, RunResult
from labeltrail.events.streams.inference.runs import Runs
from labeltrail.events.streams.item.inferred import NoOutcome
from labeltrail.events.streams.policy import TruthMethod
from labeltrail.events.values import Choice, Rating
from tests.projections.herbarium import GENUS, TREES


def made_up(item_id: ItemId, task: TaskName, random_: random.Random) -> ItemOutcome:
    """A value with some probability, or none; of a class that the taxonomy may have lost."""
    if random_.random() < 0.3:
        reason = random_.choice(tuple(NoOutcome))
        return ItemOutcome(item_id=item_id, value=None, reason=reason, probability=None)
    chosen = random_.choice(TREES)
    value = (
        Choice(class_id=ClassId(chosen)) if task == GENUS else Rating(rank=random_.randint(1, 4))
    )
    probability = Decimal(random_.randint(300_000, 1_000_000)).scaleb(-6)
    return ItemOutcome(item_id=item_id, value=value, reason=None, probability=probability)


def made_up_run(
    task: TaskName, method: TruthMethod, runs: Runs, items: int, random_: random.Random
) -> InferenceRecorded:
    last = runs.last(task, method)
    return InferenceRecorded(
        task=task,
        method=method,
        parameters={},
        seed=random_.randint(0, 9),
        batch_id=None,
        computed_from=RunInput(
            position=1,
            taxonomy_version=1,
            policy_version=0,
            items=items,
            labels=items,
            annotators=1,
            digest="0" * 64,
        ),
        result=RunResult(
            applied=TruthMethod.GLAD,
            algorithm="glad",
            algorithm_version=1,
            outcomes={},
            digest="0" * 64,
            iterations=1,
            has_converged=True,
            objective=None,
            annotators=(),
        ),
        follows=last.run_id if last is not None else None,
        items_changed=items,
    )
