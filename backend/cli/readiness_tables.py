"""Readiness as tables: findings with their parts, work, suppositions, the trend."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from rich.console import Console

from labeltrail.backend.cli.standing import EVIDENCE_SHOWN_MAX, verdict_word
from labeltrail.backend.cli.terminal import Cell, table, word
from labeltrail.projections.readiness import MET, Readiness, RequirementVerdict
from labeltrail.projections.readiness.names import name_of, told, wanted_by
from labeltrail.projections.readiness.trend import TrendPoint
from labeltrail.projections.readiness.what_if import WhatIf
from labeltrail.projections.readiness.work import Step, Work

HEAD = ("requirement", "finding", "observed", "wanted", "n", "weighing most")
PARTS_TOLD_MAX = 10
STEPS_TOLD_MAX = 10


def tell_readiness(
    out: Console, name: str, readiness: Readiness, work: Mapping[int, Work] | None
) -> None:
    line = word(verdict_word(readiness.verdict)).append(f"  {name}: ", "")
    out.print(line.append(readiness.sentence, "default"), soft_wrap=True)
    if readiness.requirements:
        rows = [row for one in readiness.requirements for row in _rows(one)]
        table(out, HEAD, rows, right=("n",))
    for one in readiness.requirements:
        if work is not None and one.place in work:
            out.print()
            out.print(f"To turn {name_of(one.requirement)}: {_work(work[one.place])}")
            steps = work[one.place].steps
            for step in steps[:STEPS_TOLD_MAX]:
                out.print(f"  {_step(step)}")
            if len(steps) > STEPS_TOLD_MAX:
                out.print(f"  … and {len(steps) - STEPS_TOLD_MAX} more steps")


def tell_supposed(out: Console, found: WhatIf) -> None:
    """What changes, requirement by requirement, where both ask for the same."""
    out.print()
    left_out = f", without {found.left_out} labels" if found.left_out else ""
    line = word(verdict_word(found.supposed.verdict)).append(f"  supposed{left_out}: ", "")
    out.print(line.append(found.supposed.sentence, "default"), soft_wrap=True)
    rows = [row for one in found.supposed.requirements for row in _rows(one)]
    if rows:
        table(out, HEAD, rows, right=("n",))


def tell_trend(out: Console, points: Sequence[TrendPoint]) -> None:
    out.print()
    rows = [_point(one) for one in points]
    head = ("position", "recorded", "policy", "verdict", "pass", "fail", "open")
    table(out, head, rows, right=("position", "policy", "pass", "fail", "open"))


def _point(one: TrendPoint) -> tuple[Cell, ...]:
    held, found = one.holds_for, one.readiness
    when = f"{held.recorded_at:%Y-%m-%d %H:%M}" if held.recorded_at is not None else ""
    begins = (str(held.position), when, str(held.policy_version))
    if found is None:
        return (*begins, "not opened yet", "", "", "")
    n_met = sum(each.status in MET for each in found.requirements)
    n_failed = sum(each.status.name == "FAIL" for each in found.requirements)
    n_open = len(found.requirements) - n_met - n_failed
    verdict = word(verdict_word(found.verdict))
    return (*begins, verdict, str(n_met), str(n_failed), str(n_open))


def _rows(judged: RequirementVerdict, depth: int = 0) -> Iterator[tuple[Cell, ...]]:
    wanted = judged.requirement
    name = judged.subject or name_of(wanted)
    if depth == 0 and wanted.scope != "batch":
        name = f"{name}, {wanted.scope.replace('_', ' ')}"
    if depth == 0 and wanted.severity.name == "WARN":
        name = f"{name} (warns)"
    yield (
        "  " * depth + name,
        word(judged.status.name),
        _observed(judged),
        wanted_by(wanted),
        str(judged.n),
        _weighing(judged),
    )
    for one in judged.parts[:PARTS_TOLD_MAX]:
        yield from _rows(one, depth + 1)
    if judged.parts_total > PARTS_TOLD_MAX:
        rest = judged.parts_total - PARTS_TOLD_MAX
        yield ("  " * (depth + 1) + f"… and {rest} more", "", "", "", "", "")


def _observed(judged: RequirementVerdict) -> str:
    if judged.observed is None:
        return "none"
    ends = judged.interval
    interval = f" [{told(ends.low)}, {told(ends.high)}]" if ends is not None else ""
    return told(judged.observed) + interval


def _weighing(judged: RequirementVerdict) -> str:
    names = [one.name for one in judged.culprits] or [str(one.item_id) for one in judged.evidence]
    if judged.parts:
        return ""
    more = " …" if len(names) > EVIDENCE_SHOWN_MAX else ""
    return ", ".join(names[:EVIDENCE_SHOWN_MAX]) + more


def _work(found: Work) -> str:
    sure = found.sureness.value.replace("_", " ")
    return f"{found.sentence} ({sure})"


def _step(step: Step) -> str:
    said = f"{step.times} x {step.kind.value.replace('_', ' ')}"
    if step.item_id is not None:
        said += f" on {step.item_id}"
    if step.category is not None:
        said += f" of class {step.category}"
    return said if step.annotator is None else f"{said}: {step.annotator}"
