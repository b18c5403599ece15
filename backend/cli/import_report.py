"""What an import came to: counts, the first problems, and how the project stands after it."""

from __future__ import annotations

import msgspec
from rich.text import Text

from labeltrail.backend.cli.running import program
from labeltrail.backend.cli.terminal import console, table, word
from labeltrail.backend.importing.report import Became, Report

PROBLEMS_SHOWN_MAX = 20


class _Answer(msgspec.Struct, kw_only=True, rename="camel"):
    pass


class _Reason(_Answer, kw_only=True):
    sentence: str


class _Score(_Answer, kw_only=True):
    value: float | None
    n_items: int = 0
    n_annotators: int = 0
    reason: _Reason | None = None

    def told(self) -> str:
        if self.value is not None:
            return f"{self.value:.4f}"
        return self.reason.sentence if self.reason else "none"


class _Agreement(_Answer, kw_only=True):
    task: str
    observed: _Score
    alpha_nominal: _Score
    alpha_ordinal: _Score | None
    ac1: _Score


class _Readiness(_Answer, kw_only=True):
    verdict: str
    sentence: str


class _ByOrigin(_Answer, kw_only=True):
    origin: str
    items: int


class _ByAbsence(_Answer, kw_only=True):
    absence: str
    items: int


class _Task(_Answer, kw_only=True):
    task: str
    with_ground_truth: list[_ByOrigin]
    without_ground_truth: list[_ByAbsence]


class _Counts(_Answer, kw_only=True):
    items: int
    items_labeled: int
    tasks: list[_Task]


class Sums(_Answer, kw_only=True):
    """How the project stands, as the API answers."""

    agreement: list[_Agreement]
    readiness: _Readiness
    counts: _Counts


class Imported(msgspec.Struct, frozen=True, kw_only=True):
    """`sums` is None after a dry run."""

    project: str
    report: Report
    sums: Sums | None
    seconds: float

    @classmethod
    def of(cls, project: str, report: Report, sums: object, seconds: float) -> Imported:
        known = msgspec.convert(sums, Sums) if sums is not None else None
        return cls(project=project, report=report, sums=known, seconds=seconds)

    @property
    def per_second(self) -> float:
        return self.report.lines / self.seconds if self.seconds else 0.0

    def as_json(self) -> dict[str, object]:
        return {
            "project": self.project,
            "lines": self.report.lines,
            "outcomes": {one.value: self.report.counts[one] for one in Became},
            "made": dict(self.report.made),
            "codes": dict(self.report.codes),
            "problems": self.report.problems,
            "seconds": round(self.seconds, 3),
            "linesPerSecond": round(self.per_second, 1),
            "sums": self.sums,
        }


def tell(imported: Imported) -> None:
    out, report = console(), imported.report
    counted = ", ".join(f"{report.counts[one]:,} {one.value}" for one in Became)
    speed = f"{imported.seconds:.1f} s, {imported.per_second:,.0f} lines/s"
    out.print(f"{report.lines:,} lines: {counted} ({speed})", soft_wrap=True)
    for name, number in report.made.items():
        if number:
            out.print(f"{number:,} {name.replace('_', ' ')}")
    for problem in report.problems[:PROBLEMS_SHOWN_MAX]:
        out.print(Text(problem.told(), style="red"), soft_wrap=True)
    hidden = report.problem_count - PROBLEMS_SHOWN_MAX
    if hidden > 0:
        out.print(f"and {hidden:,} more; --report writes them all")
    if imported.sums is None:
        out.print("nothing was written: this was a dry run")
        return
    _tell_sums(imported.project, imported.sums)


def _tell_sums(project: str, sums: Sums) -> None:
    out = console()
    out.print()
    rows = [
        (
            one.task,
            one.observed.told(),
            one.alpha_nominal.told(),
            one.alpha_ordinal.told() if one.alpha_ordinal else "",
            one.ac1.told(),
        )
        for one in sums.agreement
    ]
    head = ("task", "observed", "alpha, nominal", "alpha, ordinal", "AC1")
    table(out, head, rows, right=head[1:])
    for task in sums.counts.tasks:
        parts = [f"{one.items:,} by {one.origin.lower()}" for one in task.with_ground_truth]
        parts += [
            f"{one.items:,} without ({one.absence.lower().replace('_', ' ')})"
            for one in task.without_ground_truth
        ]
        out.print(f"ground truth of {task.task}: {', '.join(parts) or 'no items'}", soft_wrap=True)
    verdict = word(sums.readiness.verdict.replace("_", " "))
    out.print(verdict.append(f"  {sums.readiness.sentence}", "default"), soft_wrap=True)
    out.print(f"{program()} status {project}", soft_wrap=True)
