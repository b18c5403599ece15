"""What one item adds to the tally of a project or batch, and how much it weighs as evidence.

A share is a function of the item and the terms alone. After an event it can be had from the one
before (`Sharing.share_after`), and what that changes in a tally from both (`growth`). Most events
give a plain item one more label: then nothing else of the item is looked at again.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import zip_longest
from operator import is_

import msgspec

from labeltrail.events.identifiers import MemberId, TaskName
from labeltrail.events.streams.item import gold_state
from labeltrail.events.streams.item.state import Item, Label
from labeltrail.events.streams.project import MemberKind
from labeltrail.events.values import category
from labeltrail.projections import truth
from labeltrail.projections.counted import Counted, counted, is_new, open_escalations
from labeltrail.projections.growth import Growth, grown
from labeltrail.projections.readings import Exclusion, first_readings
from labeltrail.projections.standings import Standing, Standings, standings_of
from labeltrail.projections.statistics import AgreementCounts
from labeltrail.projections.tally import Tally
from labeltrail.projections.terms import Terms
from labeltrail.projections.truth import Outcome
from labeltrail.projections.unreviewed import has_dropped, heard

__all__ = [
    "Exclusion",
    "Share",
    "Sharing",
    "TaskShare",
    "difference",
    "first_readings",
    "growth",
    "share",
    "share_after",
]


class TaskShare(msgspec.Struct, frozen=True, gc=False):
    """One task of one item: what was said of it, and by whom."""

    standing: Standing
    annotators: tuple[MemberId, ...]

    @property
    def outcome(self) -> Outcome:
        return self.standing.outcome

    @property
    def agreement(self) -> AgreementCounts:
        return self.standing.agreement

    @property
    def nominal_weight(self) -> int:
        return self.standing.nominal_weight

    @property
    def ordinal_weight(self) -> int:
        return self.standing.ordinal_weight


class Share(msgspec.Struct, frozen=True, gc=False):
    """What one item adds. `is_plain` as of `unreviewed.py`: one more label may be added to it.

    `counts` hold under any terms; `voting` is the same where votes are dropped
    or answers read otherwise, None elsewhere.
    """

    counts: Counted
    tasks: dict[TaskName, TaskShare]
    is_plain: bool
    voting: Counted | None = None

    @property
    def added(self) -> Counted:
        """The counts under the terms, as tallies add them up."""
        return self.counts if self.voting is None else self.voting

    @property
    def voters(self) -> int:
        """Persons with a label that may vote."""
        return self.added[1]

    @property
    def voters_any(self) -> int:
        """Models and labeling functions as well."""
        return self.added[2]

    @property
    def open_escalations(self) -> int:
        return self.counts[3]

    def tally(self) -> Tally:
        return growth(None, self).tally()


class Sharing:
    """The shares of items under the same terms."""

    def __init__(self, terms: Terms) -> None:
        self.terms = terms
        self._standings: dict[TaskName, Standings] = {
            name: standings_of(task, terms) for name, task in terms.tasks.items()
        }
        self._of_new_item: Share | None = None

    def share(self, item: Item) -> Share:
        if is_new(item) and not self.terms.infers:
            if self._of_new_item is None:
                self._of_new_item = self._share(item)
            return self._of_new_item
        return self._share(item)

    def _share(self, item: Item) -> Share:
        is_plain = self._is_plain(item)
        tasks = {name: self._task_share(item, name) for name in self._standings}
        return Share(counted(item), tasks, is_plain, self._voting(item))

    def share_after(self, former: Item, known: Share, item: Item) -> Share:
        """`share(item)`, when `known` is that of an earlier state of the item.

        Tasks about which nothing new was said keep the very same TaskShare.
        """
        if known.is_plain and _is_one_label_more(former, item):
            return self.share_after_event(former, known, item)
        return self._share_after(former, known, item)

    def share_after_event(self, former: Item, known: Share, item: Item) -> Share:
        """The same when `known` is that of the item before its last event: if that one gave it a
        label, it did nothing else."""
        if known.is_plain and len(item.labels) > len(former.labels):
            label = next(reversed(item.labels.values()))
            if label.repeat == 1 and self._is_plainly_said(label):
                return self._with_label(known, label)
        return self._share_after(former, known, item)

    def _share_after(self, former: Item, known: Share, item: Item) -> Share:
        if (
            item.labels is former.labels
            and item.adjudication is former.adjudication
            and item.golds is former.golds
        ):
            asked = (open_escalations(item), len(item.review_requests))
            voting = None if known.voting is None else (*known.voting[:3], *asked)
            return Share((*known.counts[:3], *asked), known.tasks, known.is_plain, voting)
        changed = _tasks_changed(former, item)
        tasks = {
            name: self._task_share(item, name) if name in changed else task
            for name, task in known.tasks.items()
        }
        return Share(counted(item), tasks, self._is_plain(item), self._voting(item))

    def _voting(self, item: Item) -> Counted | None:
        read = self.terms.read(item)
        if read is item and not has_dropped(item, self.terms):
            return None
        return counted(read, self.terms.dropped)

    def _is_plainly_said(self, label: Label) -> bool:
        return label.annotator not in self.terms.dropped and self.terms.reads_as_it_is(label)

    def _is_plain(self, item: Item) -> bool:
        if not item.is_unseen or item.golds or self.terms.infers:
            return False
        if has_dropped(item, self.terms) or self.terms.read(item) is not item:
            return False
        return all(label.repeat == 1 for label in item.labels.values())

    def _with_label(self, known: Share, label: Label) -> Share:
        is_person = label.member_kind is _PERSON
        tasks = known.tasks.copy()
        says_something = False
        for name, answer in label.answers.items():
            said = category(answer.value)
            says_something = says_something or said is not None
            standings = self._standings.get(name)
            if standings is None:
                continue
            was = tasks[name]
            now = standings.after(was.standing, said, is_person=is_person)
            is_reading = len(now.values) > len(was.standing.values)
            who = (*was.annotators, label.annotator) if is_reading else was.annotators
            tasks[name] = TaskShare(now, who)
        labels, voters, voters_any, escalations, requests = known.counts
        counts = (
            labels + 1,
            voters + (says_something and is_person),
            voters_any + says_something,
            escalations,
            requests,
        )
        return Share(counts, tasks, True)

    def _task_share(self, item: Item, task: TaskName) -> TaskShare:
        standings = self._standings[task]
        found = heard(item, task, self.terms)
        if found is not None:
            return TaskShare(standings.heard(found), tuple(found.readings))
        item = self.terms.read(item)
        readings, exclusions = first_readings(item, task, self.terms)
        outcome = truth.outcome(item, task, self.terms)
        standing = standings.decided(readings.values(), exclusions, outcome)
        return TaskShare(standing, tuple(readings))


def share(item: Item, terms: Terms) -> Share:
    """The item's share under these terms."""
    return Sharing(terms).share(item)


def share_after(former: Item, known: Share, item: Item, terms: Terms) -> Share:
    """See `Sharing.share_after`."""
    return Sharing(terms).share_after(former, known, item)


def difference(known: Share | None, now: Share) -> Tally:
    """What the tally of a set grows by when the item's share becomes another, or joins it."""
    return growth(known, now).tally()


def growth(known: Share | None, now: Share) -> Growth:
    """The same as moves, which are remembered."""
    if known is None:
        return grown(None, now.added, _NO_TASKS, now.tasks)
    return grown(known.added, now.added, known.tasks, now.tasks)


def _is_one_label_more(former: Item, item: Item) -> bool:
    """Whether a plain item was given a label, and that is all that became of it."""
    if (
        len(item.labels) != len(former.labels) + 1
        or not item.is_unseen
        or item.golds
        or item.adjudication is not former.adjudication
        or item.escalations is not former.escalations
        or item.review_requests is not former.review_requests
        or not all(map(is_, former.labels.values(), item.labels.values()))
    ):
        return False
    label = next(reversed(item.labels.values()))
    return not label.is_retracted and not label.reviews


def _tasks_changed(former: Item, item: Item) -> set[TaskName]:
    """The tasks of labels, adjudications and golds that are not in both, or not the same."""
    changed: set[TaskName] = set()
    if item.labels is not former.labels:
        for was, label in zip_longest(former.labels.values(), item.labels.values()):
            if was is not label:
                for one in (was, label):
                    if one is not None:
                        changed.update(_tasks_of(one))
    if item.adjudication is not former.adjudication:
        for decision in (former.adjudication, item.adjudication):
            if decision is not None:
                changed.update(decision.answers)
    return changed | gold_state.tasks_changed(former.golds, item.golds)


def _tasks_of(label: Label) -> Iterator[TaskName]:
    yield from label.answers
    if label.independent is not None and label.independent is not label.answers:
        yield from label.independent
    for review in label.reviews:
        if review.answers is not None:
            yield from review.answers


_NO_TASKS: dict[TaskName, TaskShare] = {}
_PERSON = MemberKind.PERSON  # looked up once: this is asked of every label after every event
