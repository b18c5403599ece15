"""Rules about people over a real database: who is suspended, qualified, and what becomes gold."""

from __future__ import annotations

from decimal import Decimal

import msgspec
from msgspec.structs import replace

from labeltrail.backend.automation import AutomationLoop
from labeltrail.events.identifiers import SYSTEM, ClassId, GoldId, ItemId, MemberId
from labeltrail.events.rejections import Rejection, Rule
from labeltrail.events.streams import standing
from labeltrail.events.streams.automation import RuleObserved
from labeltrail.events.streams.item import commands, gold_commands
from labeltrail.events.streams.item.gold_facts import GoldProposed
from labeltrail.events.streams.policy import AutomaticRule, Automation, Bound, Mode, People, Policy
from labeltrail.events.streams.policy.people import (
    GoldProposing,
    GoldTest,
    Signal,
    SuspensionRule,
)
from labeltrail.events.values import Choice
from labeltrail.projections import reads
from labeltrail.projections.people.automatic import (
    ProposeGolds,
    QualifyAnnotators,
    SuspendAnnotators,
)
from labeltrail.projections.people.roster import roster
from labeltrail.projections.rebuild import rebuild
from labeltrail.projections.snapshot import snapshot
from labeltrail.projections.truth import InForce
from tests.projections.herbarium import ANNOTATORS, GENUS, HERBARIUM, INES, Herbarium, tree

NOOR, JIRI, SOFIA = ANNOTATORS[:3]
SHEETS = tuple(ItemId(f"sheet/18{number}") for number in range(40, 46))
BELOW = SuspensionRule(
    signal=Signal.GOLD_ACCURACY, threshold=Decimal("0.5"), last=10, answers_min=2, task=GENUS
)
WATCHED = Policy(overlap=2, quorum=1, people=People(suspensions=(BELOW,), suspended_vote=False))


def moded(rules: Policy, rule: AutomaticRule, mode: Mode) -> Policy:
    return replace(rules, automation=Automation(modes={rule: mode}))


async def acted(herbarium: Herbarium) -> None:
    """Rules look until there is nothing more to see."""
    loop = AutomationLoop(
        herbarium.pool,
        herbarium.executor,
        rules=(QualifyAnnotators(), SuspendAnnotators(), ProposeGolds()),
    )
    for _ in range(3):
        await herbarium.fold()
        while await loop.run_all():
            pass


async def facts_of(herbarium: Herbarium, kind: type[msgspec.Struct]) -> list[msgspec.Struct]:
    return [event.fact for event in await herbarium.events() if isinstance(event.fact, kind)]


async def begun(herbarium: Herbarium, rules: Policy) -> None:
    await herbarium.found(policies=(rules,))
    for sheet in await herbarium.register(*SHEETS):
        await herbarium.import_gold(sheet, GENUS, "birch")


async def test_annotator_who_misses_gold_is_suspended_once_and_votes_no_more(
    herbarium: Herbarium,
) -> None:
    await herbarium.found(policies=(WATCHED,))
    for sheet in await herbarium.register(*SHEETS):
        await herbarium.label(sheet, NOOR, tree("alder"))
    await acted(herbarium)
    assert await facts_of(herbarium, standing.AnnotatorSuspended) == []
    for sheet in SHEETS[:2]:
        await herbarium.import_gold(sheet, GENUS, "birch")
    await acted(herbarium)
    (found,) = await facts_of(herbarium, standing.AnnotatorSuspended)
    assert isinstance(found, standing.AnnotatorSuspended)
    assert (found.annotator, found.suspended_by, found.cause) == (
        NOOR,
        SYSTEM,
        standing.SuspensionCause.GOLD_ACCURACY,
    )
    assert found.figures is not None
    assert (found.figures.observed, found.figures.answers) == (Decimal(0), 2)
    again = commands.SubmitLabel(
        item_id=SHEETS[0],
        answers=tree("birch"),
        taxonomy_version=1,
        guideline_revision=1,
        repeat=2,
    )
    refused = await herbarium.ask(again, NOOR)
    assert isinstance(refused, Rejection)
    assert refused.rule is Rule.ANNOTATOR_SUSPENDED
    await herbarium.label(SHEETS[5], JIRI, tree("birch"))
    await acted(herbarium)
    answer = (await reads.items(herbarium.pool, HERBARIUM, SHEETS))[SHEETS[5]]
    outcome = answer.ground_truths[0].outcome
    assert isinstance(outcome, InForce)
    assert outcome.category == "birch"
    assert answer.holds_for.standing_version == 1
    rebuilt = await rebuild(herbarium.pool, HERBARIUM)
    assert rebuilt.is_equal, rebuilt.different_tables
    assert rebuilt.former.state_sha == rebuilt.rebuilt.state_sha
    async with snapshot(herbarium.pool, HERBARIUM) as view:
        assert view.terms.dropped == {NOOR}


async def test_watched_suspension_is_told_once_however_many_labels_come(
    herbarium: Herbarium,
) -> None:
    rule = AutomaticRule.SUSPEND_ANNOTATORS
    await begun(herbarium, moded(WATCHED, rule, Mode.OBSERVE))
    for sheet in SHEETS:
        await herbarium.label(sheet, NOOR, tree("alder"))
        await acted(herbarium)
    observed = await facts_of(herbarium, RuleObserved)
    assert len(observed) == 1
    assert await facts_of(herbarium, standing.AnnotatorSuspended) == []


async def test_rule_looks_only_at_what_came_after_a_reinstatement(herbarium: Herbarium) -> None:
    await begun(herbarium, WATCHED)
    for sheet in SHEETS[:2]:
        await herbarium.label(sheet, NOOR, tree("alder"))
    await acted(herbarium)
    note, text = await herbarium.written("Retrained.", MemberId("maud"), "note")
    back = standing.ReinstateAnnotator(annotator=NOOR, note=note)
    await herbarium.tell(back, texts=(text,))
    await herbarium.label(SHEETS[2], NOOR, tree("birch"))
    await acted(herbarium)
    assert len(await facts_of(herbarium, standing.AnnotatorSuspended)) == 1
    for sheet in SHEETS[3:5]:
        await herbarium.label(sheet, NOOR, tree("alder"))
    await acted(herbarium)
    assert len(await facts_of(herbarium, standing.AnnotatorSuspended)) == 2


async def test_whoever_set_a_gold_is_not_suspended_by_it(herbarium: Herbarium) -> None:
    await herbarium.found(policies=(WATCHED,))
    sheets = await herbarium.register(*SHEETS[:2])
    for sheet in sheets:
        await herbarium.import_gold(sheet, GENUS, "birch")  # by Maud and Ines
        await herbarium.label(sheet, NOOR, tree("alder"))
    await acted(herbarium)
    (found,) = await facts_of(herbarium, standing.AnnotatorSuspended)
    assert isinstance(found, standing.AnnotatorSuspended)
    assert found.annotator == NOOR


async def test_annotator_qualifies_by_the_test_and_the_roster_tells(herbarium: Herbarium) -> None:
    test = GoldTest(
        task=GENUS,
        items=SHEETS[:3],
        accuracy_min=Decimal("0.6"),
        answers_min=3,
        bound=Bound.POINT,
    )
    await begun(herbarium, Policy(overlap=2, quorum=1, people=People(tests=(test,))))
    for sheet, genus in zip(SHEETS[:3], ("birch", "alder", "birch"), strict=True):
        await herbarium.label(sheet, NOOR, tree(genus))
        await herbarium.label(sheet, JIRI, tree("alder"))
    await acted(herbarium)
    (found,) = await facts_of(herbarium, standing.AnnotatorQualified)
    assert isinstance(found, standing.AnnotatorQualified)
    assert found.test is not None
    assert (found.annotator, found.task, found.test.right) == (NOOR, GENUS, 2)
    await herbarium.label(SHEETS[4], NOOR, tree("birch"))
    told = {one.member: one for one in (await roster(herbarium.pool, HERBARIUM)).persons}
    assert told[NOOR].tests == {}
    assert (told[JIRI].tests[GENUS].right, told[JIRI].tests[GENUS].answered) == (0, 3)
    assert told[SOFIA].tests[GENUS].answered == 0
    assert (told[NOOR].golds_seen, told[NOOR].golds_known) == (3, 0)
    before = await roster(herbarium.pool, HERBARIUM, position=3)
    assert all(not one.qualifications for one in before.persons)


async def test_items_that_annotators_agree_about_are_proposed_as_gold(
    herbarium: Herbarium,
) -> None:
    proposing = GoldProposing(
        task=GENUS, annotators_min=3, agreement_min=Decimal("0.9"), per_class_max=2
    )
    rules = Policy(overlap=3, quorum=2, people=People(gold_proposals=(proposing,)))
    await herbarium.found(policies=(rules,))
    await herbarium.register(*SHEETS)
    for sheet in SHEETS[:4]:
        for annotator in (NOOR, JIRI, SOFIA):
            await herbarium.label(sheet, annotator, tree("birch"))
    for annotator, genus in ((NOOR, "birch"), (JIRI, "birch"), (SOFIA, "alder")):
        await herbarium.label(SHEETS[4], annotator, tree(genus))
    await acted(herbarium)
    proposed = [e for e in await herbarium.events() if isinstance(e.fact, GoldProposed)]
    assert len(proposed) == 2  # of the class's quota; the fifth sheet is disputed
    fact = proposed[0].fact
    assert isinstance(fact, GoldProposed)
    assert (fact.proposed_by, fact.source, fact.rationale) == (
        SYSTEM,
        "3 of 3 annotators agree",
        None,
    )
    approve = gold_commands.ActivateGold(
        item_id=ItemId(proposed[0].stream.removeprefix("item/")),
        gold_id=GoldId(proposed[0].event_id),
        value=Choice(class_id=ClassId("birch")),
    )
    await herbarium.tell(approve, INES)
    await acted(herbarium)
    assert len(await facts_of(herbarium, GoldProposed)) == 2


async def test_policy_that_comes_later_proposes_what_was_agreed_before(
    herbarium: Herbarium,
) -> None:
    await herbarium.found(policies=(Policy(overlap=3, quorum=2),))
    await herbarium.register(*SHEETS)
    for sheet in SHEETS[:3]:
        for annotator in (NOOR, JIRI, SOFIA):
            await herbarium.label(sheet, annotator, tree("birch"))
    await acted(herbarium)
    proposing = GoldProposing(
        task=GENUS, annotators_min=3, agreement_min=Decimal(1), per_class_max=2
    )
    rules = Policy(overlap=3, quorum=2, people=People(gold_proposals=(proposing,)))
    published = await herbarium.publish_policy(rules)
    await acted(herbarium)
    proposed = [e for e in await herbarium.events() if isinstance(e.fact, GoldProposed)]
    assert len(proposed) == 2
    assert {one.causation_id for one in proposed} == {published.event_ids[0]}
