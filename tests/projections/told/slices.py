"""What is told of splits, audits and models."""

from __future__ import annotations

import msgspec
from msgspec.structs import replace

from labeltrail.events.streams import audits, model, project, splits
from labeltrail.events.streams.splits import Split
from labeltrail.events.values import CannotTell
from tests.events.slices import OF_SLICES, PLAN, SAMPLE

DESCRIBED, BENCHMARKED, FROZEN, PLANNED, AUDITED, REGISTERED, EVALUATED = OF_SLICES
assert isinstance(AUDITED, audits.ItemAudited)
assert isinstance(REGISTERED, model.ModelRegistered)
assert isinstance(EVALUATED, model.ModelEvaluated)

TOLD: list[tuple[str, str, msgspec.Struct, str]] = [
    (project.STREAM, "mira", DESCRIBED, "mira described oskar: team night, vendor Nachtstimmen."),
    (
        project.STREAM,
        "mira",
        project.MemberDescribed(member=AUDITED.auditor, attributes={}),
        "mira described ruth: nothing any more.",
    ),
    (
        splits.STREAM,
        "mira",
        BENCHMARKED,
        (
            "mira put into the benchmark 2 items: rec-0412, rec-0413, drawn with seed 7 from 2"
            " items (train 0.8, test 0.2), in equal shares of each species, each recorder in one."
        ),
    ),
    (
        splits.STREAM,
        "mira",
        splits.ItemsSplit(split=Split.TEST, item_ids=(SAMPLE[0].item_id,)),
        "mira put into test 1 item: rec-0412, by hand.",
    ),
    (
        "item/rec-0412",
        "mira",
        FROZEN,
        "Item rec-0412 became part of the benchmark, which is frozen.",
    ),
    (
        "audit/check",
        "mira",
        PLANNED,
        (
            "mira planned the audit check: 2 of 40 items of batch april with a species in 2 strata"
            " by class, drawn with seed 7 as of position 24; at an error rate of 0.05 the 0.95"
            " interval reaches 0.302062 to either side."
        ),
    ),
    (
        "audit/check",
        "mira",
        audits.AuditPlanned(
            plan=replace(PLAN, batch_id=None, stratified_by=audits.StratifiedBy.NOTHING),
            sample=SAMPLE,
        ),
        (
            "mira planned the audit check: 2 of 40 items of the project with a species, drawn with"
            " seed 7 as of position 24; at an error rate of 0.05 the 0.95 interval reaches 0.302062"
            " to either side."
        ),
    ),
    (
        "audit/check",
        "ruth",
        AUDITED,
        (
            "ruth audited item rec-0412 in check as little, under taxonomy version 1 and guideline"
            " revision 1, clause 1."
        ),
    ),
    (
        "audit/check",
        "field-desk",
        replace(AUDITED, value=CannotTell(), clause=None),
        (
            "ruth (through field-desk) audited item rec-0412 in check as cannot tell, under"
            " taxonomy version 1 and guideline revision 1."
        ),
    ),
    (
        "model/birdnet",
        "mira",
        REGISTERED,
        (
            "mira registered version 2.4 of the model birdnet, “BirdNET”, which labels as"
            " birdnet-2, trained on march-1."
        ),
    ),
    (
        "model/birdnet",
        "mira",
        EVALUATED,
        (
            "mira evaluated version 2.4 of birdnet on species against release april-1 in batch"
            " april: 47 of 50 right, as given."
        ),
    ),
    (
        "model/birdnet",
        "mira",
        replace(
            EVALUATED,
            result=replace(
                EVALUATED.result,
                against=model.Against.GROUND_TRUTH,
                release=None,
                batch_id=None,
                is_computed=True,
            ),
        ),
        (
            "mira evaluated version 2.4 of birdnet on species against ground truth: 47 of 50"
            " right, computed from its labels."
        ),
    ),
]
