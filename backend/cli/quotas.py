"""`labeltrail quotas`: how many items of each class there are, and how many are missing."""

from __future__ import annotations

from fractions import Fraction
from typing import Annotated

import msgspec
import typer

from labeltrail.backend.cli.reading import position_of, reading, require_batch
from labeltrail.backend.cli.running import run
from labeltrail.backend.cli.terminal import console, note, print_json, table
from labeltrail.events.identifiers import BatchId
from labeltrail.projections.slices import balance
from labeltrail.projections.slices.quotas import QuotaProgress, QuotaStatus, worst

EXAMPLES = """\b
Examples:
  labeltrail quotas fitness                 every quota of the policy, batch by batch
  labeltrail quotas fitness --batch may     of one batch
  labeltrail quotas fitness --at 2026-03-03
  labeltrail quotas fitness --json

\b
The policy states quotas: of a class at least or at most so many items, or such a share.
"""


class QuotaShown(msgspec.Struct, frozen=True, kw_only=True):
    task: str
    class_id: str
    batch: str | None
    status: QuotaStatus
    have: int
    items: int
    wanted: str
    missing: int | None
    over: int | None


class Shown(msgspec.Struct, frozen=True, kw_only=True):
    position: int
    quotas: list[QuotaShown]
    worst: QuotaShown | None


def quotas(
    project: Annotated[str, typer.Argument(help="The project's id.")],
    batch: Annotated[str | None, typer.Option(help="Only what counts in this batch.")] = None,
    at: Annotated[
        str | None, typer.Option(metavar="POINT", help="As of this position or time.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Answer as JSON.")] = False,
) -> None:
    """Show how far the quotas of classes are met, and what is missing."""
    shown = run(_shown(project, batch, at))
    if as_json:
        print_json(shown)
        return
    out = console()
    if not shown.quotas:
        note("the policy states no quota that counts here")
    rows = [
        (
            one.batch or "the project",
            f"{one.task}: {one.class_id}",
            one.status,
            f"{one.have} of {one.items}",
            one.wanted,
            _number(one.missing),
            _number(one.over),
        )
        for one in shown.quotas
    ]
    columns = ("in", "class", "quota", "has", "wanted", "missing", "too many")
    table(out, columns, rows, right=("has", "missing", "too many"))
    note(f"as of position {shown.position}")


async def _shown(project: str, batch: str | None, at: str | None) -> Shown:
    async with reading(project) as parts:
        await require_batch(parts.pool, project, batch)
        past = None if at is None else await position_of(parts.pool, project, at)
        found = await balance.balance(
            parts.pool,
            project,
            batch_id=BatchId(batch) if batch is not None else None,
            position=past,
        )
    last = worst(found.quotas)
    return Shown(
        position=found.holds_for.position,
        quotas=[_of(one) for one in found.quotas],
        worst=None if last is None else _of(last),
    )


def _of(found: QuotaProgress) -> QuotaShown:
    quota = found.quota
    bounds = (
        ("at least", quota.items_min, ""),
        ("at most", quota.items_max, ""),
        ("at least", quota.share_min, " of all"),
        ("at most", quota.share_max, " of all"),
    )
    return QuotaShown(
        task=quota.task,
        class_id=quota.class_id,
        batch=found.within,
        status=found.status,
        have=found.have,
        items=found.items,
        wanted=", ".join(
            f"{word} {_told(value)}{of}" for word, value, of in bounds if value is not None
        ),
        missing=found.missing,
        over=found.over,
    )


def _told(value: object) -> str:
    return str(value) if isinstance(value, int) else f"{float(Fraction(str(value))):.1%}"


def _number(value: int | None) -> str:
    return "none" if value is None else str(value)
