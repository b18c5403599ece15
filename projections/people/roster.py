"""Everybody in a project at one moment: roles, standing, tests, and golds that they have seen."""

from __future__ import annotations

from collections.abc import Sequence

import asyncpg
import msgspec

from labeltrail.events.identifiers import MemberId, TaskName
from labeltrail.events.sql import load
from labeltrail.events.streams.policy import people_of
from labeltrail.events.streams.policy.people import GoldTest
from labeltrail.events.streams.project import MemberKind, Role
from labeltrail.events.streams.standing.admission import tests_by_task
from labeltrail.events.streams.standing.state import Qualification, Suspension
from labeltrail.projections.answers import HoldsFor
from labeltrail.projections.people.answers import Answered, after
from labeltrail.projections.people.loading import ANNOTATORS_MAX, load_answers
from labeltrail.projections.people.qualification import TestResult, marked
from labeltrail.projections.snapshot import Snapshot, snapshot

_SQL = load(__package__, "people.sql")


class Person(msgspec.Struct, frozen=True, kw_only=True):
    """`tests` are those of the policy in force that the person has not passed yet, by task.

    golds_seen   golds in force or contested whose items they labeled
    golds_known  those of them that they labeled more often than the policy takes
    """

    member: MemberId
    member_kind: MemberKind
    roles: tuple[Role, ...]
    suspension: Suspension | None
    votes_dropped: bool
    qualifications: tuple[Qualification, ...]
    tests: dict[TaskName, TestResult]
    golds_seen: int
    golds_known: int


class Roster(msgspec.Struct, frozen=True, kw_only=True):
    holds_for: HoldsFor
    persons: tuple[Person, ...]
    two_persons: bool
    proposals_open: int


async def roster(pool: asyncpg.Pool, project_id: str, *, position: int | None = None) -> Roster:
    """In the order of ids."""
    async with snapshot(pool, project_id, position=position, is_for_lists=True) as view:
        policy = view.rules.policy.current()
        section = None if policy is None else people_of(policy)
        most = None if section is None else section.exposures_max
        members = sorted(view.rules.project.members)
        tests = await _tests(view, members)
        seen = {
            row["annotator"]: (row["seen"], row["known"])
            for row in await view.connection.fetch(_SQL.golds_seen, *view.key, view.position, most)
        }
        return Roster(
            holds_for=view.holds_for,
            persons=tuple(_person(view, one, tests.get(one, {}), seen) for one in members),
            two_persons=section is not None and section.two_persons,
            proposals_open=sum(one.decided_by is None for one in view.rules.policy.proposals),
        )


def _person(
    view: Snapshot,
    member: MemberId,
    tests: dict[TaskName, TestResult],
    seen: dict[str, tuple[int, int]],
) -> Person:
    held, standing = view.rules.project.members[member], view.rules.standing
    golds_seen, golds_known = seen.get(member, (0, 0))
    return Person(
        member=member,
        member_kind=held.member_kind,
        roles=tuple(sorted(held.roles)),
        suspension=standing.suspended.get(member),
        votes_dropped=member in view.rules.votes_dropped,
        qualifications=standing.qualified.get(member, ()),
        tests=tests,
        golds_seen=golds_seen,
        golds_known=golds_known,
    )


async def _tests(
    view: Snapshot, members: Sequence[MemberId]
) -> dict[MemberId, dict[TaskName, TestResult]]:
    """How far annotators are with tests that they have not passed."""
    tests = tests_by_task(view.rules)
    if not tests:
        return {}
    project, standing = view.rules.project, view.rules.standing
    labeling = [one for one in members if Role.ANNOTATOR in project.roles_of(one)]
    found: dict[MemberId, dict[TaskName, TestResult]] = {}
    for start in range(0, len(labeling), ANNOTATORS_MAX):
        some = labeling[start : start + ANNOTATORS_MAX]
        answers = await load_answers(view, tests, some)
        for member in some:
            given = after(answers.get(member, []), position=standing.since.get(member, 0), grace=0)
            found[member] = {
                task: _marked(test, [one for one in given if one.task == task], view)
                for task, test in tests.items()
                if not standing.is_qualified(member, task)
            }
    return found


def _marked(test: GoldTest, answers: Sequence[Answered], view: Snapshot) -> TestResult:
    return marked(test, answers, position=view.position)
