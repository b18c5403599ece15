"""The difference between two moments as JSON: the same facts as the tables, unrounded."""

from __future__ import annotations

from collections.abc import Mapping

from labeltrail.events.values import Answers
from labeltrail.projections.difference import ItemDifference
from labeltrail.projections.differences import ChangedItems, Compared, ComparedScope
from labeltrail.projections.explanation import GroundTruth
from labeltrail.projections.timeline import Entry
from labeltrail.projections.truth import InForce

Document = dict[str, object]


def as_json(
    compared: Compared,
    scope: ComparedScope | None,
    items: ChangedItems,
    sentences: Mapping[int, Entry],
) -> Document:
    """`sentences` holds an entry for every event of the rules and of the items, by position."""
    return {
        "from": compared.before,
        "to": compared.after,
        "rules": [
            {
                "rule": one.stream,
                "version": one.version,
                "changeNote": one.change_note,
                "event": sentences[one.event.position],
            }
            for one in compared.rules
        ],
        "scores": scope.difference if scope is not None else None,
        "items": [_item(one, sentences) for one in items.rows],
        "goOnAfter": items.scanned_to if items.has_more else None,
    }


def _item(found: ItemDifference, sentences: Mapping[int, Entry]) -> Document:
    return {
        "item": found.item_id,
        "isNew": found.is_new,
        "joined": found.joined,
        "labels": [
            {
                "label": one.label_id,
                "annotator": one.annotator,
                "changes": one.changes,
                "positions": one.positions,
                "before": _answers(one.before.answers if one.before is not None else None),
                "after": _answers(one.after.answers),
                "isRetracted": one.after.is_retracted,
            }
            for one in found.labels
        ],
        "truths": [
            {
                "task": one.task,
                "change": one.change,
                "positions": one.positions,
                "before": _truth(one.before),
                "after": _truth(one.after),
            }
            for one in found.truths
        ],
        "events": [sentences[one.position] for one in found.events],
    }


def _answers(answers: Answers | None) -> object:
    if answers is None:
        return None
    return {task: answer.value for task, answer in answers.items()}


def _truth(found: GroundTruth | None) -> Document | None:
    if found is None:
        return None
    outcome = found.outcome
    is_in_force = isinstance(outcome, InForce)
    return {
        "value": outcome.category if isinstance(outcome, InForce) else None,
        "origin": outcome.origin,
        "absence": None if is_in_force else getattr(outcome, "reason", None),
        "explanation": found.explanation.sentence,
    }
