"""The report of a pilot: how much it shows, where its disagreement sits, and what that asks for.

Pure: made of the batch's answers as columns and of the clauses that were cited about its items.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import msgspec

from labeltrail.events.envelope import RecordedEvent
from labeltrail.events.identifiers import ItemId, TaskName
from labeltrail.events.streams.item import PREFIX as ITEM
from labeltrail.events.streams.item.state import Item
from labeltrail.events.streams.policy.demands import PILOT_ITEMS_RECOMMENDED, Demands
from labeltrail.events.streams.project import MemberKind
from labeltrail.events.values import Task
from labeltrail.projections.agreement.versions import MadeUnder, made_under
from labeltrail.projections.columns.readings import Readings
from labeltrail.projections.pilot.decomposition import Decomposition, decomposed
from labeltrail.projections.pilot.verdict import Cause, PilotVerdict, judged
from labeltrail.projections.statistics.score import Algorithm
from labeltrail.projections.taxonomy_advice.advice import class_names
from labeltrail.projections.taxonomy_advice.resampled import Resampling

ALGORITHM = Algorithm(name="pilot_report", version=1)


class ClauseCited(msgspec.Struct, frozen=True, kw_only=True):
    """How often a clause was cited about the batch's items, by what cited it."""

    clause: str
    items: int
    citations: int


class Size(msgspec.Struct, frozen=True, kw_only=True):
    """`overlapped` items have at least `overlap_min` independent answers by persons under the
    taxonomy version in force.
    """

    items: int
    overlapped: int
    overlap_min: int
    items_min: int
    warnings: tuple[str, ...]


class PilotReport(msgspec.Struct, frozen=True, kw_only=True):
    """`alpha` of the decomposition is nominal, whatever the kind of task."""

    task: TaskName
    size: Size
    decomposition: Decomposition
    verdict: PilotVerdict
    cited: tuple[ClauseCited, ...]
    versions: tuple[MadeUnder, ...]
    algorithm: Algorithm = ALGORITHM


def reported(
    readings: Readings,
    task: Task,
    size: Size,
    citations: Mapping[str, Mapping[str, int]],
    resampling: Resampling | None = None,
) -> PilotReport:
    """`citations` counts by clause and item."""
    versions = made_under(readings, readings.counting())
    cited = tuple(
        ClauseCited(clause=clause, items=len(by_item), citations=sum(by_item.values()))
        for clause, by_item in sorted(citations.items())
    )
    if task.has_open_categories:
        return PilotReport(
            task=task.name,
            size=size,
            decomposition=_NOTHING,
            verdict=PilotVerdict(
                cause=Cause.UNTOLD,
                sentence=f"Task {task.name} is {task.kind}: its answers are no short list of"
                " classes to look for pairs in.",
            ),
            cited=cited,
            versions=versions,
        )
    table, _ = readings.first(task.categories())
    citing = {clause: frozenset(by_item) for clause, by_item in citations.items()}
    found = decomposed(table, class_names(task), citing, resampling)
    return PilotReport(
        task=task.name,
        size=size,
        decomposition=found,
        verdict=judged(found),
        cited=cited,
        versions=versions,
    )


_NOTHING = Decomposition(
    n_items=0,
    n_values=0,
    n_annotators=0,
    disagreement=0.0,
    alpha=None,
    alpha_interval=None,
    class_pairs=(),
    clauses=(),
    annotators=(),
)


def size_of(
    states: Mapping[ItemId, Item], taxonomy_version: int, demands: Demands, overlap: int
) -> Size:
    """`overlap` is what the policy wants per item, where it demands nothing else of a pilot."""
    wanted = demands.pilot_overlap_min or overlap
    overlapped = sum(persons(item, taxonomy_version) >= wanted for item in states.values())
    least, most = PILOT_ITEMS_RECOMMENDED
    warnings = []
    if not least <= len(states) <= most:
        why = "shows little" if len(states) < least else "costs labels that may be for nothing"
        warnings.append(f"{len(states)} items: a pilot {why}; {least} to {most} are recommended")
    if overlapped < len(states):
        short = len(states) - overlapped
        warnings.append(f"{short} of {len(states)} items have fewer than {wanted} answers yet")
    return Size(
        items=len(states),
        overlapped=overlapped,
        overlap_min=wanted,
        items_min=demands.pilot_items_min,
        warnings=tuple(warnings),
    )


def persons(item: Item, taxonomy_version: int) -> int:
    """Who answered independently under the version: each person once."""
    return len(
        {
            label.annotator
            for label in item.labels.values()
            if label.member_kind is MemberKind.PERSON
            and not label.is_retracted
            and label.independent
            and (label.independent_version or label.taxonomy_version) == taxonomy_version
        }
    )


def citations_in(events: Iterable[RecordedEvent]) -> dict[str, dict[str, int]]:
    """By clause and item: what labels, reviews, escalations and adjudications cite."""
    found: dict[str, dict[str, int]] = {}
    for event in events:
        if not event.stream.startswith(ITEM):
            continue
        fact = event.fact
        clause: str | None = getattr(fact, "clause", None)
        named: tuple[str, ...] = getattr(fact, "clauses", ())
        for one in {*named, *((clause,) if clause is not None else ())}:
            by_item = found.setdefault(one, {})
            item_id = event.stream.removeprefix(ITEM)
            by_item[item_id] = by_item.get(item_id, 0) + 1
    return found
