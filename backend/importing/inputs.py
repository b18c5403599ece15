"""Rows as inputs of the API's mutations, each with the command id of its content."""

from __future__ import annotations

import msgspec

from labeltrail.backend.client import Variables
from labeltrail.backend.importing.command_ids import command_id
from labeltrail.backend.importing.rows import Judgment, Row
from labeltrail.backend.importing.target import Target
from labeltrail.events.streams.item.facts import Modality
from labeltrail.events.streams.project import Role
from labeltrail.events.values import (
    CannotTell,
    Choice,
    ClassSet,
    Number,
    Path,
    Preference,
    Ranking,
    Rating,
    Value,
)

TOOL = "labeltrail import"


class Wishes(msgspec.Struct, frozen=True, kw_only=True):
    """What an import may do beside submitting labels."""

    adds_items: bool = False
    adds_members: bool = False
    batch: str | None = None
    modality: Modality = Modality.OTHER


class CheckedLabel(msgspec.Struct, frozen=True, kw_only=True):
    """A label that passed the checks."""

    judgment: Judgment
    value: Value
    repeat: int


def item_input(target: Target, wishes: Wishes, row: Row) -> Variables:
    return {
        "commandId": str(command_id(target.project, "item", row.item)),
        "itemId": row.item,
        "modality": (row.modality or wishes.modality).name,
        "uri": row.uri,
        "contentSha256": row.content_sha256,
        "text": row.text,
        "source": row.source,
    }


def batch_input(target: Target, batch: str, items: list[str]) -> Variables:
    return {
        "project": target.project,
        "commandId": str(command_id(target.project, "batch", batch, *items)),
        "batchId": batch,
        "itemIds": items,
    }


def member_input(target: Target, member: str) -> Variables:
    return {
        "project": target.project,
        "commandId": str(command_id(target.project, "member", member)),
        "member": member,
        "roles": [Role.ANNOTATOR.name],
    }


def label_input(target: Target, row: Row, label: CheckedLabel) -> Variables:
    judgment, task = label.judgment, target.task.name
    identity = (task, row.item, judgment.annotator, label.repeat)
    answer = {"task": task, "value": value_input(label.value), "confidence": judgment.confidence}
    return {
        "commandId": str(command_id(target.project, "label", *identity)),
        "occurredAt": judgment.at.isoformat() if judgment.at else None,
        "itemId": row.item,
        "annotator": judgment.annotator,
        "repeat": label.repeat,
        "answers": [answer],
        "taxonomyVersion": target.taxonomy_version,
        "guidelineRevision": target.guideline_revision,
        "secondsSpent": judgment.seconds,
        "tool": TOOL,
    }


def value_input(value: Value) -> Variables:
    match value:
        case Choice():
            return {"choice": value.class_id}
        case Rating():
            return {"rating": value.rank}
        case ClassSet():
            return {"classes": list(value.class_ids)}
        case Path():
            return {"path": list(value.class_ids)}
        case Number():
            return {"number": value.number}
        case Ranking():
            return {"ranking": [list(group) for group in value.groups]}
        case Preference():
            outcome = value.outcome.name
            given = {"first": value.first, "second": value.second, "outcome": outcome}
            return {"preference": given}
        case CannotTell():
            return {"cannotTell": True}
