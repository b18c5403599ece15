"""How a project or batch stands, as tables and as JSON: agreement and readiness."""

from __future__ import annotations

from collections.abc import Iterable

from rich.console import Console

from labeltrail.backend.cli.terminal import Cell, table, word
from labeltrail.projections.answers import HoldsFor, ScopeAnswer
from labeltrail.projections.readiness import RequirementVerdict, Verdict
from labeltrail.projections.statistics import Score

EVIDENCE_SHOWN_MAX = 5
HEAD = ("requirement", "finding", "observed", "wanted", "items", "weighing most")
SCORES = ("task", "observed", "alpha, nominal", "alpha of its kind", "AC1", "items")


def name_of(answer: ScopeAnswer) -> str:
    if answer.batch is None:
        return f"project {answer.holds_for.project_id}"
    return f"batch {answer.batch.batch_id}"


def verdict_word(verdict: Verdict) -> str:
    return verdict.name.replace("_", " ")


def tell(out: Console, answers: Iterable[ScopeAnswer]) -> None:
    """The verdict, why, and the agreement, one after the other."""
    for place, answer in enumerate(answers):
        if place:
            out.print()
        line = word(verdict_word(answer.readiness.verdict)).append(f"  {name_of(answer)}: ", "")
        out.print(line.append(answer.readiness.sentence, "default"))
        for one in answer.parked:
            lacking = f"{one.stream} from position {one.position} on: it cannot be folded"
            out.print(f"DEGRADED: lacks {lacking}, see `labeltrail repair --list`", soft_wrap=True)
        if answer.readiness.requirements:
            table(out, HEAD, map(_row, answer.readiness.requirements), right=("items",))
        out.print()
        table(out, SCORES, _scores(answer), right=SCORES[1:])


def point(holds_for: HoldsFor) -> str:
    """Which past or present an answer is about."""
    when = f", {holds_for.recorded_at:%Y-%m-%d %H:%M:%S} UTC" if holds_for.recorded_at else ""
    return (
        f"position {holds_for.position}{when}: taxonomy {holds_for.taxonomy_version}, "
        f"guideline {holds_for.guideline_revision}, policy {holds_for.policy_version}"
    )


def as_json(answer: ScopeAnswer) -> dict[str, object]:
    """The same facts as the tables, unrounded."""
    return {
        "asOf": answer.holds_for,
        "batch": answer.batch.batch_id if answer.batch is not None else None,
        "items": answer.tally.items,
        "degraded": answer.parked,
        "readiness": answer.readiness,
        "agreement": answer.agreement,
    }


def _row(judged: RequirementVerdict) -> tuple[Cell, ...]:
    wanted = judged.requirement
    sign = "≥" if wanted.comparison.name == "AT_LEAST" else "≤"
    measured = wanted.coefficient or wanted.metric
    metric = measured.value.lower().replace("_", " ")
    named = f"{metric} of {wanted.task}" if wanted.task else metric
    weighing = ", ".join(one.item_id for one in judged.evidence[:EVIDENCE_SHOWN_MAX])
    more = len(judged.evidence) - EVIDENCE_SHOWN_MAX
    return (
        named if wanted.severity.name == "BLOCK" else f"{named} (warns)",
        word(judged.status.name),
        f"{judged.observed.normalize():f}" if judged.observed is not None else "none",
        f"{sign} {wanted.threshold}",
        str(judged.n),
        f"{weighing} …" if more > 0 else weighing,
    )


def _scores(answer: ScopeAnswer) -> list[tuple[str, ...]]:
    return [
        (
            str(one.task),
            figure(one.observed),
            figure(one.alpha_nominal),
            f"{figure(one.alpha)} ({one.alpha.distance.lower()})",
            figure(one.ac1),
            str(one.observed.n_items),
        )
        for one in answer.agreement
    ]


def figure(score: Score) -> str:
    """Three decimal places, or why there is no figure."""
    if score.value is not None:
        return f"{score.value:.3f}"
    return score.reason.code.name.lower().replace("_", " ") if score.reason else score.status.name
