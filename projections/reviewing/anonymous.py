"""An item without the names of its annotators, for reviewers who are not to know them. Pure.

Each annotator is called after their first label of the item, so that who labeled twice is the same
person, and nobody is known again on another item. Names in sentences are hidden word by word.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from msgspec.structs import replace

from labeltrail.events.identifiers import MemberId
from labeltrail.events.streams.item.inferred import Inferred
from labeltrail.events.streams.item.state import Escalation, Item, Label

Names = Mapping[MemberId, MemberId]
"""A pseudonym for each name that is hidden."""


def pseudonym(told: str) -> MemberId:
    return MemberId(f"annotator-{told}")


def names_of(item: Item, viewer: MemberId) -> dict[MemberId, MemberId]:
    """Everybody who labeled, skipped or asked about the item, but for the viewer."""
    found: dict[MemberId, MemberId] = {}
    for label in item.labels.values():
        told = str(label.label_id)[-4:]
        found.setdefault(label.annotator, pseudonym(told))
        found.setdefault(label.actor, pseudonym(told))
    others = (*item.skipped_by, *(one.raised_by for one in item.escalations.values()))
    for place, name in enumerate(others):
        found.setdefault(name, pseudonym(f"without-label-{place + 1}"))
    return {name: shown for name, shown in found.items() if name != viewer}


def anonymised(item: Item, viewer: MemberId) -> Item:
    """The viewer's own name stays."""
    names = names_of(item, viewer)
    if not names:
        return item
    return replace(
        item,
        labels={one_id: label_under(label, names) for one_id, label in item.labels.items()},
        skipped_by={names.get(who, who): why for who, why in item.skipped_by.items()},
        escalations={
            one_id: escalation_under(one, names) for one_id, one in item.escalations.items()
        },
        review_requests=tuple(
            replace(one, requested_by=names.get(one.requested_by, one.requested_by))
            for one in item.review_requests
        ),
        inferred={
            task: tuple(_inferred(one, names) for one in said)
            for task, said in item.inferred.items()
        },
    )


def label_under(label: Label, names: Names) -> Label:
    annotator = names.get(label.annotator, label.annotator)
    return replace(label, annotator=annotator, actor=names.get(label.actor, label.actor))


def anonymised_label(label: Label, viewer: MemberId) -> Label:
    """A label by itself, called after itself."""
    if label.annotator == viewer:
        return label
    name = pseudonym(str(label.label_id)[-4:])
    return label_under(label, {label.annotator: name, label.actor: name})


def escalation_under(escalation: Escalation, names: Names) -> Escalation:
    raised_by = names.get(escalation.raised_by, escalation.raised_by)
    return replace(escalation, raised_by=raised_by)


def hidden_in(text: str, names: Names) -> str:
    """
    >>> hidden_in("noor labeled it; noor-2 did not.", {"noor": "annotator-01ab"})
    'annotator-01ab labeled it; noor-2 did not.'
    """
    for name in sorted(names, key=len, reverse=True):
        text = re.sub(rf"(?<![\w-]){re.escape(name)}(?![\w-])", names[name], text)
    return text


def _inferred(one: Inferred, names: Names) -> Inferred:
    votes = tuple(
        replace(vote, annotator=names.get(vote.annotator, vote.annotator))
        for vote in one.said.votes
    )
    return replace(one, said=replace(one.said, votes=votes))
