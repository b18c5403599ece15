"""Routing rules: each condition, their order, their actions, and what is not asked for twice."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import msgspec
import pytest

from labeltrail.events.identifiers import SYSTEM, ClassId, EscalationId, EventId
from labeltrail.events.streams.inference.facts import InferenceCompleted
from labeltrail.events.streams.item import facts, review_facts, state
from labeltrail.events.streams.item.facts import SuggestionShown
from labeltrail.events.streams.item.inferred import TruthInferred
from labeltrail.events.streams.policy import (
    Condition,
    ConditionKind,
    Policy,
    RoutingAction,
    TruthMethod,
)
from labeltrail.events.streams.policy.escalating import Escalating, EscalationLevel
from labeltrail.events.streams.project import MemberKind, Role
from labeltrail.events.values import Answers, Choice
from tests.events.history import DAWN, History, by_rule, happened
from tests.events.owls import (
    BIRDNET,
    INES,
    LENA,
    MIRA,
    OSKAR,
    QUALITY,
    REGISTERED,
    SPECIES,
    TOMEK,
    UNSURE,
    answered,
    clarity,
    event_id,
    label_id,
    labeled,
    owl,
    revise,
    revised,
    submit,
    submitted,
    with_policy,
    words,
)
from tests.events.people import QUALIFIED, REINSTATED, SUSPENDED
from tests.events.reviewing import HALF, LITTLE_OWLS, asked, condition, reviewing, rule
from tests.events.runs import completed, computed

TIE = condition(ConditionKind.TIE)
DIFFERENT = condition(ConditionKind.DISAGREEMENT)
QUESTION = EscalationId(event_id(7))
OSKARS_TAWNY = labeled(1, OSKAR, owl("tawny"))


def routes(
    history: History, answers: Answers, *, seconds: float | None = None
) -> list[msgspec.Struct]:
    """What follows when Lena gives these answers, beside her label."""
    decision = history.when(submit(answers, seconds=seconds), by=LENA).decision
    assert hasattr(decision, "facts"), decision
    return [emitted.fact for emitted in decision.facts[1:]]


def is_routed(
    one: Condition, answers: Answers, *past: msgspec.Struct, seconds: float | None = None
) -> bool:
    return bool(routes(with_policy(reviewing(rule(one)), *past), answers, seconds=seconds))


def test_tie_of_the_votes_fires_and_the_event_names_the_rule() -> None:
    history = with_policy(reviewing(rule(TIE, rule_id="ties go to ruth")), OSKARS_TAWNY)
    history.when(submit(owl("little")), by=LENA).then(
        submitted(LENA, owl("little")), asked("ties go to ruth")
    )


def test_no_tie_below_the_overlap() -> None:
    three = msgspec.structs.replace(reviewing(rule(TIE)), overlap=3)
    assert not routes(with_policy(three, OSKARS_TAWNY), owl("little"))


def test_disagreement_fires_also_where_one_class_leads() -> None:
    past = (OSKARS_TAWNY, labeled(2, TOMEK, owl("tawny")))
    assert is_routed(DIFFERENT, owl("little"), *past)
    assert not is_routed(TIE, owl("little"), *past)
    assert not is_routed(DIFFERENT, owl("tawny"), *past)


@pytest.mark.parametrize(("bound", "fires"), [("0.67", True), ("0.66", False), ("1", True)])
def test_share_of_the_first_class_below_the_bound_fires(bound: str, fires: bool) -> None:
    past = (OSKARS_TAWNY, labeled(2, TOMEK, owl("tawny")))
    below = condition(ConditionKind.AGREEMENT_BELOW, bound=Decimal(bound))
    assert is_routed(below, owl("little"), *past) is fires


def test_full_agreement_is_below_no_bound() -> None:
    below = condition(ConditionKind.AGREEMENT_BELOW, bound=Decimal(1))
    assert not is_routed(below, owl("tawny"), OSKARS_TAWNY)


def test_too_few_who_say_a_class_fires_once_enough_have_labeled() -> None:
    quorum = condition(ConditionKind.BELOW_QUORUM)
    assert is_routed(quorum, UNSURE, OSKARS_TAWNY)
    assert not is_routed(quorum, owl("little"), OSKARS_TAWNY)
    assert not is_routed(quorum, UNSURE)


def inferred(probability: str) -> tuple[msgspec.Struct, ...]:
    said = TruthInferred(
        task=SPECIES,
        run_id=RUN.run_id,
        method=TruthMethod.ONE_COIN_DAWID_SKENE,
        value=Choice(class_id=ClassId("tawny")),
        probability=Decimal(probability),
    )
    return (OSKARS_TAWNY, happened(said))


RUN: InferenceCompleted = completed(computed())


def test_doubt_of_the_last_complete_run_fires() -> None:
    doubt = condition(ConditionKind.PROBABILITY_BELOW, bound=Decimal("0.8"))
    assert is_routed(doubt, owl("tawny"), *inferred("0.79"), RUN)
    assert not is_routed(doubt, owl("tawny"), *inferred("0.80"), RUN)
    assert not is_routed(doubt, owl("tawny"), *inferred("0.79")), "the run is not complete"
    assert not is_routed(doubt, owl("tawny"), OSKARS_TAWNY, RUN), "it says nothing of the item"


def test_class_of_the_label_fires_on_the_label_itself() -> None:
    history = with_policy(reviewing(rule(LITTLE_OWLS)))
    history.when(submit(owl("little")), by=LENA).then(
        submitted(LENA, owl("little")), asked(of=LENA)
    )
    assert not routes(history, owl("tawny"))
    assert not routes(history, UNSURE)


def test_class_of_another_task_does_not_fire() -> None:
    assert not is_routed(LITTLE_OWLS, clarity(1))


def test_cannot_tell_fires() -> None:
    assert is_routed(condition(ConditionKind.CANNOT_TELL), UNSURE)
    assert not is_routed(condition(ConditionKind.CANNOT_TELL), owl("tawny"))


@pytest.mark.parametrize(("confidence", "fires"), [(0.49, True), (0.5, False), (None, False)])
def test_annotator_who_is_unsure_fires(confidence: float | None, fires: bool) -> None:
    tawny = answered("species", Choice(class_id=ClassId("tawny")), confidence)
    assert is_routed(condition(ConditionKind.CONFIDENCE_BELOW, bound=HALF), tawny) is fires


@pytest.mark.parametrize(
    ("shown", "overridden", "followed"),
    [("little", True, False), ("tawny", False, True), (None, False, False)],
)
def test_suggestion_that_was_overridden_or_followed_fires(
    shown: str | None, overridden: bool, followed: bool
) -> None:
    values = {"species": Choice(class_id=ClassId(shown))} if shown is not None else {}
    suggestion = SuggestionShown(model=BIRDNET, values=dict(values))
    command = msgspec.structs.replace(submit(owl("tawny")), suggestion=suggestion)
    for kind, fires in (
        (ConditionKind.SUGGESTION_OVERRIDDEN, overridden),
        (ConditionKind.SUGGESTION_FOLLOWED, followed),
    ):
        history = with_policy(reviewing(rule(condition(kind))))
        decision = history.when(command, by=LENA).decision
        assert hasattr(decision, "facts")
        assert (len(decision.facts) == 2) is fires, kind


def test_annotator_who_is_named_fires_once_for_the_whole_label() -> None:
    history = with_policy(reviewing(rule(condition(ConditionKind.ANNOTATOR, LENA))))
    answers = owl("tawny") | clarity(2)
    history.when(submit(answers), by=LENA).then(submitted(LENA, answers), asked(task=None, of=LENA))
    history.when(submit(answers), by=OSKAR).then(submitted(OSKAR, answers))


def test_kind_of_member_fires() -> None:
    machines = condition(ConditionKind.MEMBER_KIND, MemberKind.MODEL, MemberKind.LABELING_FUNCTION)
    history = with_policy(reviewing(rule(machines)))
    proposed = submitted(BIRDNET, owl("tawny"), kind=MemberKind.MODEL)
    history.when(submit(owl("tawny")), by=BIRDNET).then(proposed, asked(task=None, of=BIRDNET))
    assert not routes(history, owl("tawny"))


def test_annotator_without_a_qualification_for_the_task_fires() -> None:
    new = condition(ConditionKind.NOT_QUALIFIED)
    lena = msgspec.structs.replace(QUALIFIED, annotator=LENA)
    assert is_routed(new, owl("tawny"))
    assert not is_routed(new, owl("tawny"), lena)
    assert is_routed(new, clarity(1), lena), "qualified for the species alone"


def test_annotator_who_was_suspended_once_fires() -> None:
    weak = condition(ConditionKind.REINSTATED)
    lena = [msgspec.structs.replace(one, annotator=LENA) for one in (SUSPENDED, REINSTATED)]
    assert is_routed(weak, owl("tawny"), *lena)
    assert not is_routed(weak, owl("tawny"))


@pytest.mark.parametrize(("seconds", "fires"), [(1.9, True), (2.0, False)])
def test_label_given_too_fast_fires(seconds: float, fires: bool) -> None:
    fast = condition(ConditionKind.FASTER_THAN, bound=Decimal(2))
    assert is_routed(fast, owl("tawny"), seconds=seconds) is fires
    assert not is_routed(fast, owl("tawny")), "nobody said how long it took"


@pytest.mark.parametrize(("forest", "fires"), [("beech", True), ("spruce", False)])
def test_attribute_of_the_item_fires(forest: str, fires: bool) -> None:
    beeches = condition(ConditionKind.ATTRIBUTE, "beech", "oak", attribute="forest")
    elsewhere = msgspec.structs.replace(REGISTERED, attributes={"forest": forest})
    history = with_policy(reviewing(rule(beeches)))
    past = tuple(one for one in history.past if one.fact != REGISTERED)
    assert bool(routes(History(past).and_given(elsewhere), owl("tawny"))) is fires
    assert not routes(history, owl("tawny")), "the item says nothing of its forest"


def test_all_conditions_must_hold() -> None:
    both = reviewing(rule(LITTLE_OWLS, condition(ConditionKind.ANNOTATOR, OSKAR)))
    assert not routes(with_policy(both), owl("little"))
    with_policy(both).when(submit(owl("little")), by=OSKAR).then(
        submitted(OSKAR, owl("little")), asked(of=OSKAR)
    )


def test_rule_of_a_task_leaves_the_others() -> None:
    lena = condition(ConditionKind.ANNOTATOR, LENA)
    history = with_policy(reviewing(rule(lena, task=QUALITY)))
    answers = owl("tawny") | clarity(2)
    history.when(submit(answers), by=LENA).then(
        submitted(LENA, answers), asked(task=QUALITY, of=LENA)
    )


def test_first_rule_that_fires_wins() -> None:
    little = rule(LITTLE_OWLS, rule_id="little", action=RoutingAction.ADJUDICATE)
    lena = rule(condition(ConditionKind.ANNOTATOR, LENA), rule_id="lena")
    wish = review_facts.AdjudicationRequested(
        rule="little", policy_version=1, requested_by=SYSTEM, task=SPECIES, annotator=LENA, repeat=1
    )
    one, other = with_policy(reviewing(little, lena)), with_policy(reviewing(lena, little))
    said = submitted(LENA, owl("little"))
    one.when(submit(owl("little")), by=LENA).then(said, by_rule(wish))
    other.when(submit(owl("little")), by=LENA).then(said, asked("lena", task=None, of=LENA))


def test_rule_that_accepts_keeps_later_rules_and_ties_from_firing() -> None:
    accept = rule(rule_id="any", action=RoutingAction.ACCEPT)
    policy = msgspec.structs.replace(reviewing(accept), review_ties=True)
    assert not routes(with_policy(policy, OSKARS_TAWNY), owl("little"))


def test_ties_of_the_policy_are_reviewed_where_no_rule_fires() -> None:
    policy = msgspec.structs.replace(reviewing(rule(LITTLE_OWLS)), review_ties=True)
    history = with_policy(policy, OSKARS_TAWNY)
    by_policy = facts.ReviewRequested(
        cause=facts.ReviewCause.TIE, requested_by=SYSTEM, task=SPECIES, policy_version=1
    )
    history.when(submit(owl("long-eared")), by=LENA).then(
        submitted(LENA, owl("long-eared")), by_rule(by_policy)
    )


def test_rule_that_escalates_raises_a_question_without_words() -> None:
    unsure = condition(ConditionKind.CANNOT_TELL)
    history = with_policy(reviewing(rule(unsure, action=RoutingAction.ESCALATE, level=2)))
    raised = review_facts.EscalationRouted(
        rule="r",
        policy_version=1,
        raised_by=SYSTEM,
        level=2,
        guideline_revision=1,
        task=SPECIES,
        annotator=LENA,
        repeat=1,
    )
    grown = history.when(submit(UNSURE), by=LENA).then(submitted(LENA, UNSURE), by_rule(raised))
    grown.when(submit(UNSURE), by=OSKAR).then(submitted(OSKAR, UNSURE))


def test_label_that_waits_already_is_not_asked_for_again() -> None:
    history = with_policy(reviewing(rule(condition(ConditionKind.ANNOTATOR, OSKAR))))
    waiting = history.and_given(OSKARS_TAWNY, asked(task=None, of=OSKAR).fact)
    waiting.when(revise(1, owl("little")), by=OSKAR).then(
        revised(1, owl("little")), cause=EventId(label_id(1))
    )


def test_revision_that_says_nothing_new_of_a_task_fires_nothing() -> None:
    history = with_policy(reviewing(rule(LITTLE_OWLS)), labeled(1, LENA, owl("little")))
    answers = owl("little") | clarity(1)
    history.when(revise(1, answers), by=LENA).then(revised(1, answers), cause=label_id(1))


def test_each_label_waits_by_itself() -> None:
    history = with_policy(reviewing(rule(LITTLE_OWLS)), labeled(1, LENA, owl("little")))
    waiting = history.and_given(asked(of=LENA).fact)
    waiting.when(submit(owl("little")), by=OSKAR).then(
        submitted(OSKAR, owl("little")), asked(of=OSKAR)
    )


def test_project_without_a_section_routes_nothing_by_rule() -> None:
    assert not routes(with_policy(Policy(overlap=2, quorum=2), OSKARS_TAWNY), owl("little"))


def test_resolution_that_wants_an_expert_waits_for_one() -> None:
    history = with_policy(reviewing(), OSKARS_TAWNY).and_given(
        happened(
            facts.EscalationRaised(
                raised_by=OSKAR, level=1, question=words(), guideline_revision=1
            ),
            QUESTION,
        ),
        facts.EscalationResolved(
            escalation_id=QUESTION,
            resolved_by=MIRA,
            decision=facts.EscalationDecision.ADJUDICATE,
            rationale=words(),
            guideline_revision=1,
        ),
    )
    (wish,) = state.fold(history.events("item/rec-0412")).review_requests
    assert (wish.cause, wish.wanted) == (facts.ReviewCause.ESCALATED, state.Wanted.ADJUDICATION)


def test_escalation_by_rule_has_the_owner_and_due_time_of_its_level() -> None:
    experts = Escalating(
        levels=(
            EscalationLevel(title="Team lead", hours=24, role=Role.REVIEWER),
            EscalationLevel(title="Ornithologist", hours=48, owners=(INES,)),
        )
    )
    unsure = rule(condition(ConditionKind.CANNOT_TELL), action=RoutingAction.ESCALATE, level=2)
    policy = msgspec.structs.replace(reviewing(unsure), escalating=experts)
    grown = with_policy(policy).when(submit(UNSURE), by=LENA).admitted()
    (question,) = state.fold(grown.events("item/rec-0412")).escalations.values()
    assert (question.owner, question.rule, question.question) == (INES, "r", None)
    assert question.due_at == DAWN + timedelta(hours=48)
