"""What the policy's rules about people ask for: suspensions, qualifications, proposals of gold.

Each looks only at annotators and items that the new events are about. Asked for by what was
measured at the moment of the snapshot, decided on the state as it is by then.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from labeltrail.events.envelope import RecordedEvent
from labeltrail.events.identifiers import ItemId, MemberId
from labeltrail.events.streams.item import facts
from labeltrail.events.streams.item.gold_commands import ProposeGold
from labeltrail.events.streams.policy import (
    AutomaticRule,
    Mode,
    People,
    PolicyPublished,
    people_of,
)
from labeltrail.events.streams.policy.people import GoldProposing
from labeltrail.events.streams.standing import (
    QualifyAnnotator,
    SuspendAnnotator,
    SuspensionCause,
)
from labeltrail.projections.automation.contract import Asked, Automatic
from labeltrail.projections.fold import KeptItem, item_of
from labeltrail.projections.people.agreeing import Agreed, agreed, drawn
from labeltrail.projections.people.answers import Answered, after
from labeltrail.projections.people.loading import (
    ANNOTATORS_MAX,
    admissions,
    concerned,
    every_item,
    golds_held,
    items_touched,
    load_answers,
)
from labeltrail.projections.people.qualification import marked
from labeltrail.projections.people.sentences import figures_told
from labeltrail.projections.people.signals import figures
from labeltrail.projections.snapshot import Snapshot

_LABELED = (facts.LabelSubmitted, facts.LabelRevised, facts.LabelReviewed)


class SuspendAnnotators(Automatic):
    """Suspends whose last answers are beyond a threshold; the first rule that fires is named."""

    rule = AutomaticRule.SUSPEND_ANNOTATORS

    async def asks(
        self, view: Snapshot, events: Sequence[RecordedEvent], now: datetime
    ) -> list[Asked]:
        people = _people(view)
        if not people.suspensions:
            return []
        who = await concerned(view, events)
        free = [one for one in sorted(who) if not view.rules.standing.is_suspended(one)]
        causes = await _causes(view, who, self.rule)
        named = {one.task for one in people.suspensions}
        # Grace counts labels, and a label may answer any task.
        tasks = view.terms.tasks if None in named or people.grace_answers else named
        asked: list[Asked] = []
        for some in _chunks(free):
            answers = await load_answers(view, [one for one in tasks if one is not None], some)
            for annotator in some:
                asked += await asyncio.to_thread(
                    self._of, view, people, annotator, answers.get(annotator, []), causes[annotator]
                )
        return asked

    def _of(
        self,
        view: Snapshot,
        people: People,
        annotator: MemberId,
        answers: Sequence[Answered],
        cause: UUID,
    ) -> list[Asked]:
        since = view.rules.standing.since.get(annotator, 0)
        judged = after(answers, position=since, grace=people.grace_answers)
        for rule in people.suspensions:
            of_task = [one for one in judged if rule.task in (None, one.task)]
            found = figures(rule, of_task, position=view.position)
            if found is None:
                continue
            asked = Asked(
                rule=self.rule,
                cause=cause,
                key=f"{annotator} {view.rules.policy.in_force}",
                command=SuspendAnnotator(
                    annotator=annotator,
                    cause=SuspensionCause(rule.signal.value),
                    figures=found,
                ),
                why=f"{annotator}, {rule.signal.replace('_', ' ')}: {figures_told(found)}.",
            )
            return [asked]
        return []


class QualifyAnnotators(Automatic):
    """Qualifies whoever passed the test of a task, with answers since their last reinstatement."""

    rule = AutomaticRule.QUALIFY_ANNOTATORS

    async def asks(
        self, view: Snapshot, events: Sequence[RecordedEvent], now: datetime
    ) -> list[Asked]:
        tests = {one.task: one for one in _people(view).tests if one.task in view.terms.tasks}
        if not tests:
            return []
        standing = view.rules.standing
        who = await concerned(view, events)
        causes = await _causes(view, who, self.rule)
        asked: list[Asked] = []
        for some in _chunks(sorted(who)):
            answers = await load_answers(view, tests, some)
            for annotator in some:
                for task, test in tests.items():
                    of_task = [one for one in answers.get(annotator, []) if one.task == task]
                    anew = after(of_task, position=standing.since.get(annotator, 0), grace=0)
                    passed = marked(test, anew, position=view.position).passed
                    if passed is None or standing.is_qualified(annotator, task):
                        continue
                    asked.append(
                        Asked(
                            rule=self.rule,
                            cause=causes[annotator],
                            key=f"{annotator} {task} {view.rules.policy.in_force}",
                            command=QualifyAnnotator(annotator=annotator, task=task, test=passed),
                            why=(
                                f"{annotator} has {passed.right} of {passed.answered} items of the"
                                f" test of {task} right."
                            ),
                        )
                    )
        return asked


class ProposeGolds(Automatic):
    """Proposes items that annotators agree about as gold; people approve them."""

    rule = AutomaticRule.PROPOSE_GOLD

    async def asks(
        self, view: Snapshot, events: Sequence[RecordedEvent], now: datetime
    ) -> list[Asked]:
        rules = [one for one in _people(view).gold_proposals if one.task in view.terms.tasks]
        if not rules:
            return []
        labeled = [event for event in events if isinstance(event.fact, _LABELED)]
        items = await items_touched(view, labeled)
        causes = {item_of(event): event.event_id for event in labeled}
        published = next((e for e in events if isinstance(e.fact, PolicyPublished)), None)
        asked: list[Asked] = []
        for rule in rules:
            held = await golds_held(view, rule.task)
            candidates = list(_agreed(items, rule, view))
            if published is not None:  # what was labeled before the rule was there
                async for some in every_item(view):
                    before = [one for one in _agreed(some, rule, view) if one.item_id not in items]
                    causes.update((one.item_id, published.event_id) for one in before)
                    candidates += before
            for found in drawn(candidates, rule, held):
                value = view.terms.values[rule.task].get(found.category)
                if value is None:
                    continue
                told = f"{found.votes} of {found.annotators} annotators agree"
                asked.append(
                    Asked(
                        rule=self.rule,
                        cause=causes[found.item_id],
                        key=f"{found.item_id} {rule.task}",
                        command=ProposeGold(
                            item_id=found.item_id, task=rule.task, value=value, source=told
                        ),
                        why=f"{told} on {found.item_id}: {rule.task} is {found.category}.",
                    )
                )
        return asked


def _agreed(
    items: Mapping[ItemId, KeptItem], rule: GoldProposing, view: Snapshot
) -> Iterator[Agreed]:
    for item_id, kept in items.items():
        found = agreed(item_id, kept.state, rule, dropped=view.terms.dropped)
        if found is not None:
            yield found


def _chunks(names: Sequence[MemberId]) -> Iterator[Sequence[MemberId]]:
    for start in range(0, len(names), ANNOTATORS_MAX):
        yield names[start : start + ANNOTATORS_MAX]


def _people(view: Snapshot) -> People:
    policy = view.rules.policy.current()
    return People() if policy is None else people_of(policy)


async def _causes(
    view: Snapshot, who: Mapping[MemberId, RecordedEvent], rule: AutomaticRule
) -> dict[MemberId, UUID]:
    """What a rule names as the trigger of each: the last event about the annotator.

    A rule that is only watched would say the same after every answer: it names what began the
    annotator's present standing, and so says it once.
    """
    policy = view.rules.policy.current()
    if policy is None or policy.mode_of(rule) is Mode.ON:
        return {one: event.event_id for one, event in who.items()}
    began = await admissions(view)
    return {one: began.get(one, event).event_id for one, event in who.items()}
