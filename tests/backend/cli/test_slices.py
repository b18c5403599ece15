"""`labeltrail quotas` and `labeltrail splits`: what is missing, and what has leaked."""

from __future__ import annotations

from decimal import Decimal

import asyncpg
from msgspec.structs import replace

from labeltrail.events.identifiers import ClassId
from labeltrail.events.streams.policy.quotas import Quota, QuotaScope
from labeltrail.events.streams.splits import AssignSplits, Split
from tests.backend.cli.conftest import Command
from tests.projections.herbarium import ANNOTATORS, GENUS, HERBARIUM, POLICY, Herbarium, tree

ALDER, BIRCH = ClassId("alder"), ClassId("birch")
QUOTAS = (
    Quota(task=GENUS, class_id=ALDER, items_min=2),
    Quota(task=GENUS, class_id=BIRCH, share_min=Decimal("0.5"), scope=QuotaScope.PROJECT),
)


async def test_quotas_and_splits_are_told(command: Command, pool: asyncpg.Pool) -> None:
    herbarium = Herbarium(pool)
    policy = replace(POLICY, overlap=1, quorum=1, quotas=QUOTAS)
    await herbarium.found(policies=(policy,))
    items = await herbarium.register("sheet/1", "sheet/2", "sheet/3")
    await herbarium.open_batch("oak", items[:2])
    for item in items:
        await herbarium.label(item, ANNOTATORS[0], tree("alder"))
    test_set = AssignSplits(item_ids=items[:1], splits=(Split.BENCHMARK,))
    frozen = await herbarium.tell(test_set)

    told = command("quotas", HERBARIUM)
    assert told.code == 0, told.complaint
    assert "at least 50.0% of all" in told.out
    shown = command("quotas", HERBARIUM, "--json").json
    assert [(one["class_id"], one["batch"], one["status"]) for one in shown["quotas"]] == [
        ("alder", "oak", "met"),
        ("birch", None, "missing"),
    ]
    assert (shown["worst"]["class_id"], shown["worst"]["missing"]) == ("birch", 3)
    one = command("quotas", HERBARIUM, "--batch", "oak", "--json").json
    assert [quota["class_id"] for quota in one["quotas"]] == ["alder"]
    assert command("quotas", HERBARIUM, "--batch", "elm").code == 1

    clean = command("splits", HERBARIUM)
    assert clean.code == 0, clean.complaint
    assert "nothing has got from one split into another" in clean.complaint
    await herbarium.label(items[0], ANNOTATORS[1], tree("birch"))
    leaked = command("splits", HERBARIUM, "--json")
    assert leaked.code == 1
    (moved,) = leaked.json["contamination"]
    assert (moved["leak"], moved["key"], moved["tasks"]) == (
        "benchmark_changed",
        "sheet/1",
        [GENUS],
    )
    assert "benchmark changed" in command("splits", HERBARIUM).out
    then = command("splits", HERBARIUM, "--at", str(frozen.position), "--json")
    assert (then.code, then.json["contamination"]) == (0, [])
    await herbarium.ledger.aclose()


def test_unknown_project_is_named(command: Command) -> None:
    for name in ("quotas", "splits"):
        ended = command(name, "nowhere")
        assert ended.code == 1
        assert "there is no project 'nowhere'" in ended.complaint
