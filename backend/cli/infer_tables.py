"""How a comparison of methods is told on the command line: tables for people, JSON for machines."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from rich.console import Console

from labeltrail.backend.cli.terminal import table
from labeltrail.events.rejections import Rejection
from labeltrail.projections.inference import Outcome
from labeltrail.projections.inference_runs.comparing import Compared, Comparison, Right
from labeltrail.projections.inference_runs.sentences import NAMES

ANNOTATORS_MAX = 20
"""So many are told of, of one method."""
TOLD = (Outcome.DECIDED, Outcome.TIE, Outcome.NO_MAJORITY, Outcome.BELOW_QUORUM)


def tell_comparison(out: Console, found: Comparison) -> None:
    head = ("method", "decided", "tie", "no majority", "below quorum", "iterations", "right")
    table(out, head, [_row(one) for one in found.methods], right=head[1:6])
    if found.together:
        out.print()
        pairs = [
            (
                NAMES[found.methods[one.first].question.method],
                NAMES[found.methods[one.second].question.method],
                f"{one.n_equal:,} of {one.n_items:,}",
                _share(one.share),
            )
            for one in found.together
        ]
        columns = ("method", "and", "say the same", "share")
        table(out, columns, pairs, right=columns[2:])
    if len(found.methods) == 1:
        out.print()
        names = ("annotator", "votes", "accuracy", "weight")
        table(out, names, list(_annotators(found.methods[0])), right=names[1:])


def comparison_json(found: Comparison) -> dict[str, Any]:
    return {
        "position": found.holds_for.position,
        "methods": [_method_json(one) for one in found.methods],
        "together": found.together,
    }


def _row(one: Compared) -> tuple[str, ...]:
    name = NAMES[one.question.method]
    if isinstance(one.answer, Rejection):
        return (f"{name}: {one.answer.message}", "", "", "", "", "", "")
    inferred = one.answer.inferred
    counts = inferred.counts()
    ended = inferred.convergence
    iterations = f"{ended.iterations}" if ended.is_converged else f"{ended.iterations}, not ended"
    right = ", ".join(_right(each) for each in one.right if each.n_items) or "nothing known"
    return (name, *(f"{counts[each]:,}" for each in TOLD), iterations, right)


def _right(one: Right) -> str:
    return f"{one.n_right:,} of {one.n_items:,} by {one.against}"


def _annotators(one: Compared) -> Iterator[tuple[str, ...]]:
    if isinstance(one.answer, Rejection):
        return
    inferred = one.answer.inferred
    for place in range(min(ANNOTATORS_MAX, len(inferred.annotators))):
        told = inferred.annotator(place)
        yield (
            told.annotator,
            f"{told.n_answers:,}",
            f"{told.accuracy:.3f}" if told.accuracy is not None else "",
            f"{told.weight:.3f}" if told.weight is not None else "",
        )
    more = len(inferred.annotators) - ANNOTATORS_MAX
    if more > 0:
        yield (f"… and {more:,} more", "", "", "")


def _method_json(one: Compared) -> dict[str, Any]:
    question, answer = one.question, one.answer
    if isinstance(answer, Rejection):
        return {"method": question.method, "reason": answer.message}
    inferred = answer.inferred
    annotators = (inferred.annotator(place) for place in range(len(inferred.annotators)))
    return {
        "method": question.method,
        "applied": inferred.method,
        "choice": inferred.choice,
        "parameters": answer.put.recorded,
        "seed": question.seed,
        "items": len(inferred.items),
        "labels": inferred.n_votes,
        "outcomes": {str(key).lower(): n for key, n in inferred.counts().items() if n},
        "iterations": inferred.convergence.iterations,
        "has_converged": inferred.convergence.is_converged,
        "input_digest": inferred.input_digest.hex(),
        "result_digest": inferred.result_digest.hex(),
        "right": one.right,
        "annotators": list(annotators),
    }


def _share(share: float | None) -> str:
    return f"{share:.3f}" if share is not None else ""
