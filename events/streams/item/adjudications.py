"""Decisions of adjudicators: an expert's final answers, on the labels as they stand."""

from collections.abc import Iterator
from uuid import UUID

from labeltrail.events import checks
from labeltrail.events.acts import Act
from labeltrail.events.identifiers import EventId
from labeltrail.events.limits import ITEMS_PER_COMMAND_MAX
from labeltrail.events.rejections import Rejection, Rule
from labeltrail.events.streams.guideline import clause_fault
from labeltrail.events.streams.item import commands, facts, separation
from labeltrail.events.streams.item.constrained import item_facts
from labeltrail.events.streams.item.review_claims import claim_fault
from labeltrail.events.streams.item.routing import by_system
from labeltrail.events.streams.item.state import Item, Label, adjudication_judged
from labeltrail.events.streams.outcome import Decision, Emitted, admitted
from labeltrail.events.streams.rules import Rules
from labeltrail.events.values import Answers


def adjudicate(
    state: Item, command: commands.AdjudicateItem, act: Act, rules: Rules
) -> Decision[facts.ItemFact]:
    relaxed = separation.adjudicator(state, act, rules)
    if isinstance(relaxed, Rejection):
        return relaxed
    fault = checks.first(
        (
            claim_fault(state, act),
            checks.some(command.judged, "judged"),
            checks.at_most(command.judged, ITEMS_PER_COMMAND_MAX, "judged"),
            checks.distinct(command.judged, "judged"),
            *(_judged_fault(state, one, place) for place, one in enumerate(command.judged)),
            clause_fault(rules.guideline, rules.guideline.in_force, command.clause, "clause"),
        )
    )
    if fault is not None:
        return fault
    fault = answers_fault(state, command.answers, rules)
    if fault is not None:
        return fault
    adjudicated = facts.ItemAdjudicated(
        adjudicator=act.person,
        answers=command.answers,
        judged=command.judged,
        rationale=command.rationale,
        taxonomy_version=rules.taxonomy.in_force,
        guideline_revision=rules.guideline.in_force,
        clause=command.clause,
        relaxed=relaxed,
    )
    return admitted(adjudicated, cause=command.judged[-1])


def answers_fault(state: Item, answers: Answers, rules: Rules) -> Rejection | None:
    """Of answers that a reviewer or adjudicator gives."""
    taxonomy = rules.taxonomy
    fault = taxonomy.answers_fault(taxonomy.in_force, answers, item_facts(state))
    return fault.under("answers") if fault is not None else None


def reopened_by_change(state: Item, label: Label) -> Iterator[Emitted[facts.ItemFact]]:
    """A change of a label that the adjudication judged re-opens it."""
    adjudication = adjudication_judged(state, label.current)
    if adjudication is not None:
        yield _reopened(adjudication.event_id, label)


def reopened_by_review(
    state: Item, label: Label, verdict: facts.Verdict, answers: Answers | None
) -> Iterator[Emitted[facts.ItemFact]]:
    """So does a later review that takes a judged label away from under it, or says otherwise.

    One that only rejects what the adjudicator did not follow either leaves it as it is.
    """
    adjudication = adjudication_judged(state, label.current)
    if adjudication is None:
        return
    for task, decided in adjudication.answers.items():
        if verdict is facts.Verdict.REJECTED:
            rests = label.answers.get(task)
            is_against = rests is not None and rests.value == decided.value
        else:
            said = answers.get(task) if answers is not None else None
            is_against = said is not None and said.value != decided.value
        if is_against:
            yield _reopened(adjudication.event_id, label)
            return


def _reopened(adjudication: UUID, label: Label) -> Emitted[facts.ItemFact]:
    return by_system(
        facts.AdjudicationReopened(adjudication=EventId(adjudication), changed_label=label.label_id)
    )


def _judged_fault(state: Item, judged: EventId, place: int) -> Rejection | None:
    current = {label.current for label in state.active_labels()}
    if judged in current:
        return None
    message = f"{judged} is not the current event of a label of this item; look again"
    return Rejection(Rule.LABEL_SUPERSEDED, message, ("judged", place))
