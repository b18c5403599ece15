"""What speaks against a gold: labels that a contest cites, and constraints that it breaks."""

from collections.abc import Iterator

from labeltrail.events.constraints import constraints_fault
from labeltrail.events.identifiers import LabelId, TaskName
from labeltrail.events.rejections import Rejection, Rule
from labeltrail.events.streams.item.ballots import ballots
from labeltrail.events.streams.item.constrained import item_facts
from labeltrail.events.streams.item.gold_facts import AgainstGold
from labeltrail.events.streams.item.gold_state import Gold, in_force
from labeltrail.events.streams.item.state import Item, Label
from labeltrail.events.streams.rules import Rules
from labeltrail.events.values import Answer, Answers, Value, category


def evidence(
    state: Item, gold: Gold, labels: tuple[LabelId, ...], rules: Rules
) -> AgainstGold | Rejection | None:
    """What the labels say together against the gold: counted here and not taken on trust.

    They must stand, agree with each other and disagree with the gold. None where none is cited.
    """
    if not labels:
        return None
    cited: list[Label] = []
    for place, label_id in enumerate(labels):
        label = state.labels.get(label_id)
        if label is None or label.is_retracted or gold.task not in label.answers:
            message = f"no label of this item that stands answers {gold.task!r} under this id"
            return Rejection(Rule.LABEL_UNKNOWN, message, ("labels", place))
        cited.append(label)
    said = {category(label.answers[gold.task].value) for label in cited}
    if len(said) != 1 or said <= {None, category(gold.value)}:
        message = "evidence against a gold is labels that give one other value; cite only those"
        return Rejection(Rule.EVIDENCE_NOT_AGAINST, message, ("labels",))
    (against,) = said
    cast = ballots(state, gold.task, models_vote=False, dropped=rules.votes_dropped)
    return AgainstGold(
        value=cited[0].answers[gold.task].value,
        against=sum(one == against for one in cast.values()),
        votes=len(cast),
        labels=tuple(dict.fromkeys(labels)),
    )


def constrained_fault(state: Item, task: TaskName, value: Value, rules: Rules) -> Rejection | None:
    """Why the value cannot be known beside the golds in force for the item's other tasks.

    A constraint is asked when every task that it is about has a gold: a gold of one task leaves
    the others open.
    """
    taxonomy = rules.taxonomy
    if not taxonomy.in_force:
        return None
    known: Answers = dict(_golds(state, rules)) | {task: Answer(value=value)}
    asked = [
        one
        for one in taxonomy.constraints[taxonomy.in_force - 1]
        if task in one.tasks and known.keys() >= set(one.tasks)
    ]
    fault = constraints_fault(tuple(asked), known, item_facts(state)) if asked else None
    return None if fault is None else Rejection(fault.rule, fault.message, ("value",))


def _golds(state: Item, rules: Rules) -> Iterator[tuple[TaskName, Answer]]:
    for name in rules.taxonomy.current():
        gold = in_force(state.golds, name)
        if gold is not None:
            yield name, Answer(value=gold.value)
