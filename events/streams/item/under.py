"""An item as it reads under a later taxonomy version than its labels were made under.

Every value is carried over by the mappings in between; what named a class that was split or
retired reads as no class at all (see `events.values.categories.unanswerable`). Nothing is copied
where all reads as it is, and an item that was read once is not read again.
"""

from msgspec.structs import replace

from labeltrail.events.identifiers import TaskName
from labeltrail.events.streams.item.parts import Label, Review
from labeltrail.events.streams.item.state import Item
from labeltrail.events.streams.taxonomy.lineage import Lineage
from labeltrail.events.values import Answer, Answers, Value


class ItemUnder(Item, frozen=True, gc=False, kw_only=True):
    """An item that was read under a version."""


def item_under(item: Item, lineage: Lineage | None) -> Item:
    """The very same item where it reads as it is."""
    if lineage is None or isinstance(item, ItemUnder):
        return item
    changed: dict[str, object] = {}
    labels = {name: label_under(label, lineage) for name, label in item.labels.items()}
    if any(labels[name] is not label for name, label in item.labels.items()):
        changed["labels"] = labels
    decided = item.adjudication
    if decided is not None:
        answers = _answers_under(decided.answers, lineage.version_at(decided.position), lineage)
        if answers is not decided.answers:
            changed["adjudication"] = replace(decided, answers=answers)
    golds = {
        name: gold
        if (value := _value_under(gold.task, gold.taxonomy_version, gold.value, lineage))
        is gold.value
        else replace(gold, value=value)
        for name, gold in item.golds.items()
    }
    if any(golds[name] is not gold for name, gold in item.golds.items()):
        changed["golds"] = golds
    if item.inferred:
        changed |= _inferred_under(item, lineage)
    if not changed:
        return item
    kept = {name: getattr(item, name) for name in item.__struct_fields__}
    return ItemUnder(**(kept | changed))


def label_under(label: Label, lineage: Lineage) -> Label:
    """The label with its answers, those of its reviews and what was suggested."""
    version = label.taxonomy_version
    is_current = version >= lineage.version and label.independent_version is None
    if is_current and not label.reviews:
        return label
    answers = _answers_under(label.answers, version, lineage)
    independent = label.independent
    if independent is label.answers:
        independent = answers
    elif independent is not None:
        given_under = label.independent_version or version
        independent = _answers_under(independent, given_under, lineage)
    reviews = tuple(_review_under(one, lineage) for one in label.reviews)
    is_same = answers is label.answers and independent is label.independent
    if is_same and all(one is was for one, was in zip(reviews, label.reviews, strict=True)):
        return label
    return replace(label, answers=answers, independent=independent, reviews=reviews)


def _review_under(review: Review, lineage: Lineage) -> Review:
    if review.answers is None:
        return review
    version = lineage.version_at(review.position)
    answers = _answers_under(review.answers, version, lineage)
    return review if answers is review.answers else replace(review, answers=answers)


def _inferred_under(item: Item, lineage: Lineage) -> dict[str, object]:
    found = {
        task: tuple(
            one
            if one.said.value is None
            or (
                value := _value_under(
                    task, lineage.version_at(one.position), one.said.value, lineage
                )
            )
            is one.said.value
            else replace(one, said=replace(one.said, value=value))
            for one in said
        )
        for task, said in item.inferred.items()
    }
    is_same = all(
        one is was
        for task, said in found.items()
        for one, was in zip(said, item.inferred[task], strict=True)
    )
    return {} if is_same else {"inferred": found}


def _answers_under(answers: Answers, version: int, lineage: Lineage) -> Answers:
    if version >= lineage.version:
        return answers
    found: dict[TaskName, Answer] = {}
    is_same = True
    for task, answer in answers.items():
        value = lineage.read(task, version, answer.value).value
        if value is answer.value:
            found[task] = answer
        else:
            is_same = False
            found[task] = replace(answer, value=value)
    return answers if is_same else found


def _value_under(task: TaskName, version: int, value: Value, lineage: Lineage) -> Value:
    return lineage.read(task, version, value).value
