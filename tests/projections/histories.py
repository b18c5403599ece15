"""Random histories of the herbarium, the same for the same seed, made by real commands.

A command may be refused, as in life; what is accepted covers every kind of event that counts.
"""

from __future__ import annotations

import random
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from decimal import Decimal
from uuid import UUID, uuid4

import msgspec

from labeltrail.events.identifiers import BatchId, ItemId, MemberId
from labeltrail.events.ledger.read import read_last
from labeltrail.events.requests import Result
from labeltrail.events.streams import batch, policy, project, standing, taxonomy
from labeltrail.events.streams.inference.commands import (
    Completion,
    Computation,
    Outcomes,
    RecordInference,
)
from labeltrail.events.streams.item import commands, facts, gold_commands, gold_facts
from labeltrail.events.streams.item.assignment_commands import AssignItem, ReturnItem
from labeltrail.events.streams.item.assignment_facts import Purpose
from labeltrail.events.streams.item.escalation_commands import (
    AssignEscalation,
    CommentEscalation,
)
from labeltrail.events.streams.item.state import Item, Label
from labeltrail.events.streams.policy import AssignmentRules, Policy, TruthMethod
from labeltrail.events.streams.policy.people import People
from labeltrail.events.streams.project import Role
from labeltrail.events.streams.work import stream_of_work
from labeltrail.events.streams.work.limits import last_taken
from labeltrail.events.values import Answer, Answers, CannotTell, Task
from tests.projections.herbarium import (
    ANNOTATORS,
    COLOURS,
    CONDITION,
    EVERY_METRIC,
    GENUS,
    GRETA,
    INES,
    LEAFNET,
    MAUD,
    POLICY,
    SCANNER,
    TOMAS,
    TREES,
    Herbarium,
    condition,
    genus,
    grade,
    tree,
)
from tests.projections.made_up import made_up, made_up_run
from tests.projections.some_mappings import some_mapping

SHEETS = 7
DUE = datetime(2031, 5, 1, tzinfo=UTC)
CABINETS = ("cabinet-a", "cabinet-b")

TAXONOMIES: tuple[tuple[Task, ...], ...] = (
    (genus(*TREES), condition(1, 2, 3, 4)),
    (genus("alder", "birch"), condition(1, 2, 3, 4)),
    (genus(*TREES, "hazel"), condition(1, 2, 3)),
    (genus(*TREES, "hazel"),),
)
GIVING = Policy(
    overlap=2,
    quorum=1,
    assignment=AssignmentRules(
        open_max=3,
        extra_annotators_max=1,
        batch_priorities={BatchId(CABINETS[1]): 4},
        priority_attribute="century",
    ),
)
SEEDING = AssignmentRules(open_max=9, gold_percent=30, repeat_percent=30, repeat_distance=1)
POLICIES = (
    POLICY,
    Policy(overlap=3, quorum=2, truth_method=TruthMethod.MAJORITY, requirements=EVERY_METRIC),
    Policy(overlap=2, quorum=1, models_vote=True, review_ties=True, requirements=EVERY_METRIC[:3]),
    Policy(overlap=2, quorum=1, models_vote=True, review_disagreements=True),
    Policy(overlap=1, quorum=1, review_ties=True, requirements=(EVERY_METRIC[4], EVERY_METRIC[0])),
    Policy(overlap=2, quorum=1, truth_method=TruthMethod.GLAD, requirements=EVERY_METRIC),
    Policy(
        overlap=2, quorum=1, truth_method=TruthMethod.AUTOMATIC, probability_min=Decimal("0.60")
    ),
    GIVING,
    msgspec.structs.replace(GIVING, overlap=1, assignment=SEEDING),
    Policy(
        overlap=2,
        quorum=1,
        review_ties=True,
        requirements=EVERY_METRIC,
        people=People(suspended_vote=False),
    ),
)


class History:
    """`step` after `step`, each one command."""

    def __init__(self, herbarium: Herbarium, seed: int) -> None:
        self.herbarium = herbarium
        self.random = random.Random(seed)
        self.sheets: list[ItemId] = []
        # Some histories have rare classes, so that degenerate agreement is met too.
        self.weights = [self.random.choice((1, 1, 8)) for _ in TREES]

    async def begin(self) -> None:
        some = ((POLICY,), (POLICY,), POLICIES[1:2], POLICIES[:3], ())
        await self.herbarium.found(policies=self.random.choice(some))
        first = ("sheet/1847-03", "sheet/1901-11", "sheet/1868-20", "sheet/1799-01")
        self.sheets = list(await self.herbarium.register(*first))
        await self.herbarium.open_batch(CABINETS[0], self.sheets[:3])
        for _ in range(self.random.choice((0, 10, 30))):  # some judge early, some late
            await self.label()

    async def run(self, steps: int) -> list[Result]:
        return [await self.step() for _ in range(steps)]

    async def step(self) -> Result:
        acts: tuple[tuple[int, Callable[[], Awaitable[Result]]], ...] = (
            (34, self.label),
            (6, self.label_by_machine),
            (6, self.revise),
            (4, self.retract),
            (3, self.skip),
            (3, self.request_review),
            (5, self.review),
            (5, self.escalate),
            (5, self.close_escalation),
            (3, self.hand_on_escalation),
            (3, self.adjudicate),
            (4, self.propose_gold),
            (5, self.decide_gold),
            (2, self.import_gold),
            (4, self.register),
            (5, self.fill_batch),
            (2, self.change_batch),
            (4, self.change_rules),
            (4, self.infer),
            (4, self.suspend),
            (9, self.claim),
            (2, self.give_back),
        )
        weights = [weight for weight, _ in acts]
        _, act = self.random.choices(acts, weights)[0]
        return await act()

    def answers(self) -> Answers:
        """Of one task or both; now and then somebody cannot tell."""
        given = tree(self.random.choices(TREES, self.weights)[0])
        if self.random.random() < 0.1:
            given = {GENUS: Answer(value=CannotTell())}
        graded = grade(self.random.choice((1, 2, 2, 3, 4)))
        return self.random.choice((given, given, given | graded, graded))

    async def label(self, person: MemberId | None = None) -> Result:
        sheet = self.random.choice(self.sheets)
        annotator = person or self.random.choice((*ANNOTATORS, GRETA))
        held = await self.herbarium.item(sheet)
        done = max((one.repeat for one in held.labels_of(annotator)), default=0)
        command = commands.SubmitLabel(
            item_id=sheet,
            answers=self.answers(),
            taxonomy_version=1,
            guideline_revision=1,
            repeat=done + 1,
            seconds_spent=float(self.random.randint(2, 90)),
        )
        actor = self.random.choice((annotator, SCANNER))
        return await self.herbarium.ask(command, annotator, actor=actor)

    async def label_by_machine(self) -> Result:
        return await self.label(self.random.choice((LEAFNET, COLOURS)))

    async def revise(self) -> Result:
        sheet, label = await self._some_label()
        command = commands.ReviseLabel(
            item_id=sheet,
            label_id=label.label_id,
            answers=self.answers(),
            taxonomy_version=1,
            guideline_revision=1,
        )
        return await self.herbarium.ask(command, label.annotator)

    async def retract(self) -> Result:
        sheet, label = await self._some_label()
        command = commands.RetractLabel(
            item_id=sheet, label_id=label.label_id, reason=facts.RetractReason.MISTAKE
        )
        return await self.herbarium.ask(command, label.annotator)

    async def skip(self) -> Result:
        command = commands.SkipItem(
            item_id=self.random.choice(self.sheets), reason=facts.SkipReason.UNUSABLE_ITEM
        )
        return await self.herbarium.ask(command, self.random.choice(ANNOTATORS))

    async def request_review(self) -> Result:
        command = commands.RequestReview(item_id=self.random.choice(self.sheets))
        return await self.herbarium.ask(command, self.random.choice((*ANNOTATORS, TOMAS)))

    async def review(self) -> Result:
        sheet, label = await self._some_label()
        verdict = self.random.choice(tuple(facts.Verdict))
        is_approved = verdict is facts.Verdict.APPROVED
        command = commands.ReviewLabel(
            item_id=sheet,
            label_id=label.label_id,
            judged=label.current,
            verdict=verdict,
            reason=None if is_approved else facts.ReviewReason.WRONG_CLASS,
            answers=self.answers() if verdict is facts.Verdict.CORRECTED else None,
        )
        return await self.herbarium.ask(command, self.random.choice((GRETA, TOMAS)))

    async def claim(self) -> Result:
        """Of any item: most that are not wanted there are refused."""
        who = self.random.choice(ANNOTATORS)
        stream = stream_of_work(who)
        pool, project_id = self.herbarium.pool, self.herbarium.project_id
        last = last_taken(await read_last(pool, project_id, [stream]))
        command = AssignItem(
            item_id=self.random.choice(self.sheets),
            annotator=who,
            number=last.number + 1 if last is not None else 1,
            purpose=self.random.choice((Purpose.WORK, Purpose.WORK, Purpose.GOLD, Purpose.REPEAT)),
            held=tuple(one.item_id for one in last.held) if last is not None else (),
        )
        return await self.herbarium.ask(command, who)

    async def give_back(self) -> Result:
        sheet, held = await self._some_item()
        who = next((one.annotator for one in held.assignments.values()), ANNOTATORS[0])
        return await self.herbarium.ask(ReturnItem(item_id=sheet), who)

    async def escalate(self) -> Result:
        author = self.random.choice((*ANNOTATORS, TOMAS))
        reference, text = await self.herbarium.written("Is this a hybrid?", author, "question")
        command = commands.RaiseEscalation(
            item_id=self.random.choice(self.sheets),
            question=reference,
            level=self.random.randint(1, 3),
        )
        return await self.herbarium.ask(command, author, texts=(text,))

    async def close_escalation(self) -> Result:
        sheet, held = await self._some_item()
        raised = list(held.escalations.values())
        if not raised:
            return await self.escalate()
        one = self.random.choice(raised)
        if self.random.random() < 0.3:
            withdrawal = commands.WithdrawEscalation(item_id=sheet, escalation_id=one.escalation_id)
            return await self.herbarium.ask(withdrawal, one.raised_by)
        reference, text = await self.herbarium.written("Clause 1 says so.", INES, "rationale")
        command = commands.ResolveEscalation(
            item_id=sheet,
            escalation_id=one.escalation_id,
            decision=facts.EscalationDecision.GUIDELINE_APPLIES,
            rationale=reference,
        )
        return await self.herbarium.ask(command, INES, texts=(text,))

    async def hand_on_escalation(self) -> Result:
        sheet, held = await self._some_item()
        raised = list(held.escalations.values())
        if not raised:
            return await self.escalate()
        one = self.random.choice(raised)
        if self.random.random() < 0.5:
            reference, text = await self.herbarium.written("See 1846.", TOMAS, "comment")
            comment = CommentEscalation(
                item_id=sheet, escalation_id=one.escalation_id, comment=reference
            )
            return await self.herbarium.ask(comment, TOMAS, texts=(text,))
        assign = AssignEscalation(
            item_id=sheet,
            escalation_id=one.escalation_id,
            owner=self.random.choice((INES, TOMAS)),
            due_at=self.random.choice((None, DUE)),
        )
        return await self.herbarium.ask(assign, MAUD)

    async def adjudicate(self) -> Result:
        sheet, held = await self._some_item()
        judged = [label.current for label in held.active_labels()]
        if not judged:
            return await self.label()
        reference, text = await self.herbarium.written("The buds decide.", INES, "rationale")
        command = commands.AdjudicateItem(
            item_id=sheet,
            answers=self.answers(),
            judged=tuple(self.random.sample(judged, self.random.randint(1, len(judged)))),
            rationale=reference,
        )
        return await self.herbarium.ask(command, INES, texts=(text,))

    async def propose_gold(self) -> Result:
        person = self.random.choice((INES, MAUD))
        task, answer = self.random.choice(list(self.answers().items()))
        reference, text = await self.herbarium.written("The type specimen.", person, "rationale")
        command = gold_commands.ProposeGold(
            item_id=self.random.choice(self.sheets),
            task=task,
            value=answer.value,
            rationale=reference,
        )
        return await self.herbarium.ask(command, person, texts=(text,))

    async def decide_gold(self) -> Result:
        """Of some gold, whatever became of it: most that follows is refused."""
        golds = []
        for sheet in self.sheets:
            held = await self.herbarium.item(sheet)
            golds += [(sheet, gold) for gold in held.golds.values()]
        if not golds:
            return await self.propose_gold()
        sheet, gold = self.random.choice(golds)
        command = self.random.choice(
            (
                gold_commands.ActivateGold(item_id=sheet, gold_id=gold.gold_id, value=gold.value),
                gold_commands.ActivateGold(item_id=sheet, gold_id=gold.gold_id, value=gold.value),
                gold_commands.ContestGold(
                    item_id=sheet, gold_id=gold.gold_id, reason=gold_facts.ContestReason.OTHER
                ),
                gold_commands.RetireGold(
                    item_id=sheet, gold_id=gold.gold_id, reason=gold_facts.RetireReason.OTHER
                ),
            )
        )
        return await self.herbarium.ask(command, MAUD if gold.proposed_by == INES else INES)

    async def import_gold(self) -> Result:
        task, answer = self.random.choice(list(self.answers().items()))
        command = gold_commands.ImportGold(
            item_id=self.random.choice(self.sheets),
            task=task,
            value=answer.value,
            proposed_by=MAUD,
            source="index-of-1847.csv",
        )
        return await self.herbarium.ask(command, INES, actor=SCANNER)

    async def register(self) -> Result:
        if len(self.sheets) >= SHEETS:
            return await self.label()
        sheet = ItemId(f"sheet/{self.random.randint(1850, 1899)}-{len(self.sheets):02}")
        command = commands.RegisterItem(item_id=sheet, modality=facts.Modality.IMAGE)
        result = await self.herbarium.ask(command)
        self.sheets.append(sheet)
        return result

    async def fill_batch(self) -> Result:
        some = self.random.sample(self.sheets, self.random.randint(1, 2))
        name = BatchId(self.random.choice(CABINETS))
        return await self.herbarium.ask(
            batch.AddItemsToBatch(batch_id=name, item_ids=tuple(some)), actor=SCANNER
        )

    async def change_batch(self) -> Result:
        if self.random.random() < 0.2:
            return await self.herbarium.ask(batch.CloseBatch(batch_id=BatchId(CABINETS[0])))
        opening = batch.OpenBatch(batch_id=BatchId(CABINETS[1]), title="Cabinet B")
        return await self.herbarium.ask(opening)

    async def change_rules(self) -> Result:
        match self.random.randrange(4):
            case 0:
                tasks = self.random.choice(TAXONOMIES)
                ruled = await self.herbarium.executor.rules(self.herbarium.project_id)
                command = taxonomy.PublishTaxonomy(
                    tasks=tasks,
                    change_note="Hazel comes and goes.",
                    mapping=some_mapping(self.random, ruled.taxonomy.current().values(), tasks),
                )
                return await self.herbarium.ask(command)
            case 1 | 2:
                rules = self.random.choice(POLICIES)
                return await self.herbarium.ask(
                    policy.PublishPolicy(policy=rules, change_note="Stricter or looser.")
                )
            case _:
                roles = self.random.choice(((Role.REVIEWER,), (Role.REVIEWER, Role.AUDITOR)))
                return await self.herbarium.ask(
                    project.ChangeMemberRoles(member=TOMAS, roles=roles)
                )

    async def suspend(self) -> Result:
        """Or take back; and now and then the policy comes to have no regard for such votes."""
        if self.random.random() < 0.3:
            command = policy.PublishPolicy(policy=POLICIES[-1], change_note="Votes of some.")
            return await self.herbarium.ask(command)
        who = self.random.choice(ANNOTATORS)
        note, text = await self.herbarium.written("Away until autumn.", MAUD, "note")
        ruled = await self.herbarium.executor.rules(self.herbarium.project_id)
        if ruled.standing.is_suspended(who):
            back = standing.ReinstateAnnotator(annotator=who, note=note)
            return await self.herbarium.ask(back, texts=(text,))
        cause = standing.SuspensionCause.ABSENT
        away = standing.SuspendAnnotator(annotator=who, cause=cause, note=note)
        return await self.herbarium.ask(away, texts=(text,))

    async def infer(self) -> Result:
        """A run with made-up results is recorded, now and then only in part."""
        runs = (await self.herbarium.executor.rules(self.herbarium.project_id)).inference
        task = self.random.choice((GENUS, CONDITION))
        method = self.random.choice((TruthMethod.GLAD, TruthMethod.AUTOMATIC))
        sheets = sorted(self.random.sample(self.sheets, self.random.randint(1, 4)))
        outcomes = [made_up(sheet, task, self.random) for sheet in sheets]
        run, run_id = made_up_run(task, method, runs, len(outcomes), self.random), uuid4()
        begun = await self._record(run_id, Computation(recorded=run))
        cut = self.random.randint(1, len(outcomes))
        parts = [Outcomes(items=tuple(some)) for some in (outcomes[:cut], outcomes[cut:]) if some]
        for part in parts[: self.random.choice((1, 2, 2, 2))]:
            begun = await self._record(run_id, part)
        if self.random.random() < 0.7:
            return await self._record(run_id, Completion(items=len(outcomes)))
        return begun

    async def _record(self, run_id: UUID, part: Computation | Outcomes | Completion) -> Result:
        return await self.herbarium.ask(RecordInference(run_id=run_id, part=part))

    async def _some_item(self) -> tuple[ItemId, Item]:
        sheet = self.random.choice(self.sheets)
        return sheet, await self.herbarium.item(sheet)

    async def _some_label(self) -> tuple[ItemId, Label]:
        """Of some sheet; a first label where there is none."""
        labeled = []
        for sheet in self.sheets:
            held = await self.herbarium.item(sheet)
            labeled += [(sheet, label) for label in held.labels.values()]
        if not labeled:
            await self.herbarium.label(self.sheets[0], ANNOTATORS[0], tree("birch"))
            return await self._some_label()
        return self.random.choice(labeled)
