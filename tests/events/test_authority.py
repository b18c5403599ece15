"""Who may ask for what: every command against every role, and the clock that they are held to."""

from __future__ import annotations

from datetime import timedelta
from typing import get_args
from uuid import UUID

import msgspec
import pytest

from labeltrail.events.decisions import Command
from labeltrail.events.identifiers import (
    AssignmentId,
    BatchId,
    EscalationId,
    EventId,
    GoldId,
    ItemId,
    MemberId,
)
from labeltrail.events.rejections import Rejection, Rule
from labeltrail.events.streams import authority
from labeltrail.events.streams.automation import ObserveRule
from labeltrail.events.streams.batch import AddItemsToBatch, CloseBatch, OpenBatch
from labeltrail.events.streams.guideline import PublishGuideline, ReviseGuideline
from labeltrail.events.streams.item import (
    assignment_commands,
    commands,
    gold_commands,
    review_commands,
)
from labeltrail.events.streams.item.assignment_facts import Purpose
from labeltrail.events.streams.item.facts import (
    EscalationDecision,
    Modality,
    RetractReason,
    SkipReason,
    Verdict,
)
from labeltrail.events.streams.item.gold_facts import ContestReason, RetireReason
from labeltrail.events.streams.policy import AutomaticRule, PublishPolicy
from labeltrail.events.streams.project import (
    AddMember,
    ChangeMemberRoles,
    CreateProject,
    DescribeMember,
    MemberAdded,
    RemoveMember,
    Role,
)
from labeltrail.events.streams.taxonomy import PublishTaxonomy
from tests.events.certificates import COMMANDS as CERTIFYING
from tests.events.history import ITEM
from tests.events.owls import (
    CLAUSES,
    DESK,
    INES,
    LENIENT,
    MIRA,
    OSKAR,
    RUTH,
    SPECIES,
    TASKS,
    archive,
    label_id,
    owl,
    revise,
    submit,
    words,
)
from tests.events.people import COMMANDS as PEOPLE_COMMANDS
from tests.events.runs import computed, record
from tests.events.settled import COMMANDS as SETTLING_COMMANDS
from tests.events.slices import COMMANDS as SLICING
from tests.events.taxonomies import COMMANDS as TAXONOMY_COMMANDS

JAN = MemberId("jan")
APRIL = BatchId("april")
SOMETHING = UUID(int=9)
TAWNY = owl("tawny")[SPECIES].value

GIVEN: tuple[Command, ...] = (
    AddMember(member=JAN, roles=(Role.ANNOTATOR,)),
    DescribeMember(member=OSKAR, attributes={"team": "night"}),
    ChangeMemberRoles(member=OSKAR, roles=(Role.ANNOTATOR,)),
    RemoveMember(member=OSKAR),
    PublishTaxonomy(tasks=TASKS, change_note="Again"),
    *TAXONOMY_COMMANDS,
    *SETTLING_COMMANDS,
    *CERTIFYING,
    ReviseGuideline(clauses=CLAUSES, change_note="Again"),
    PublishGuideline(guideline_revision=2),
    PublishPolicy(policy=LENIENT, change_note="Again"),
    OpenBatch(batch_id=APRIL, title="April"),
    AddItemsToBatch(batch_id=APRIL, item_ids=(ITEM,)),
    CloseBatch(batch_id=APRIL),
    commands.RegisterItem(item_id=ItemId("rec-0500"), modality=Modality.AUDIO),
    submit(owl("tawny")),
    revise(1, owl("tawny")),
    commands.RetractLabel(item_id=ITEM, label_id=label_id(1), reason=RetractReason.MISTAKE),
    commands.SkipItem(item_id=ITEM, reason=SkipReason.OTHER),
    assignment_commands.AssignItem(item_id=ITEM, annotator=OSKAR, number=1, purpose=Purpose.WORK),
    assignment_commands.ReturnItem(item_id=ITEM),
    assignment_commands.ReleaseAssignment(item_id=ITEM, assignment_id=AssignmentId(SOMETHING)),
    commands.RequestReview(item_id=ITEM),
    commands.ReviewLabel(
        item_id=ITEM, label_id=label_id(1), judged=EventId(SOMETHING), verdict=Verdict.APPROVED
    ),
    review_commands.ClaimReview(item_id=ITEM),
    review_commands.ReleaseReview(item_id=ITEM),
    review_commands.RouteInferred(item_id=ITEM, task=SPECIES, run_id=SOMETHING),
    commands.RaiseEscalation(item_id=ITEM, question=words()),
    commands.ResolveEscalation(
        item_id=ITEM,
        escalation_id=EscalationId(SOMETHING),
        decision=EscalationDecision.ADJUDICATE,
        rationale=words(),
    ),
    commands.WithdrawEscalation(item_id=ITEM, escalation_id=EscalationId(SOMETHING)),
    commands.AdjudicateItem(
        item_id=ITEM, answers=owl("tawny"), judged=(EventId(SOMETHING),), rationale=words()
    ),
    gold_commands.ProposeGold(item_id=ITEM, task=SPECIES, value=TAWNY, rationale=words()),
    gold_commands.ActivateGold(item_id=ITEM, gold_id=GoldId(SOMETHING), value=TAWNY),
    gold_commands.ContestGold(item_id=ITEM, gold_id=GoldId(SOMETHING), reason=ContestReason.OTHER),
    gold_commands.RetireGold(item_id=ITEM, gold_id=GoldId(SOMETHING), reason=RetireReason.OTHER),
    gold_commands.ImportGold(
        item_id=ITEM, task=SPECIES, value=TAWNY, proposed_by=INES, source="atlas.csv"
    ),
    *PEOPLE_COMMANDS,
    *SLICING,
    ObserveRule(
        rule=AutomaticRule.PROPOSE_GOLD,
        policy_version=1,
        why="Three agree",
        command="ProposeGold",
        content="{}",
    ),
    record(computed()),
)
BY_NAME = {type(command).__name__: command for command in GIVEN}

# The order of the columns: annotator, reviewer, adjudicator, manager, auditor, service.
TABLE = """
    AddMember           . . . M . .
    DescribeMember      . . . M . .
    ChangeMemberRoles   . . . M . .
    RemoveMember        . . . M . .
    PublishTaxonomy     . . . M . .
    DraftTaxonomy       . . J M . .
    ReviewTaxonomy      . . J . . .
    PublishTaxonomyDraft . . . M . .
    PassPilot           . . . M . .
    ReviseGuideline     . . . M . .
    PublishGuideline    . . . M . .
    PublishPolicy       . . . M . .
    ProposePolicy       . . . M . .
    ApprovePolicy       . . . M . .
    RefusePolicy        . . . M . .
    WithdrawPolicyProposal . . . M . .
    QualifyAnnotator    . . . M . .
    SuspendAnnotator    . . . M . .
    ReinstateAnnotator  . . . M . .
    NoteAnnotator       . R J M . .
    RecordInference     . . . M . .
    OpenBatch           . . . M . .
    AddItemsToBatch     . . . M . S
    CloseBatch          . . . M . .
    CertifyBatch        . R J M . .
    WaiveRequirement    . R J M . .
    ApproveWaiver       . R J M . .
    WithdrawWaiver      . R J M . .
    RevokeCertificate   . . . M . .
    ReleaseBatch        . . . M . .
    RegisterItem        . . . M . S
    AssignSplits        . . . M . S
    OpenAuditBatch      . . . M . .
    AuditItem           . R J . . .
    RegisterModel       . . . M . S
    EvaluateModel       . . . M . S
    ObserveRule         . . . . . .
    SubmitLabel         A . . . . .
    ReviseLabel         A . . . . .
    RetractLabel        A . . . . .
    SkipItem            A . . . . .
    AssignItem          A . . . . .
    ReturnItem          A . . . . .
    ReleaseAssignment   . . . M . .
    RequestReview       A R J M . .
    ReviewLabel         . R J . . .
    ClaimReview         . R J . . .
    ReleaseReview       . R J M . .
    RouteInferred       . . . . . .
    RaiseEscalation     A R . . . .
    ResolveEscalation   . . J M . .
    WithdrawEscalation  A R . M . .
    AssignEscalation    . R J M . .
    CommentEscalation   A R J M . .
    LiftEscalation      . . J M . .
    ClarifyClause       . . J M . .
    SupersedePrecedent  . . J M . .
    AdjudicateItem      . . J . . .
    ProposeGold         . . J M . .
    ActivateGold        . . J M . .
    ContestGold         . . J M . .
    RetireGold          . . J M . .
    ImportGold          . . J M . .
"""
COLUMNS = tuple(role for role in Role if role is not Role.ADMIN)
KEPT_BY_ADMINS = {"AddMember", "DescribeMember", "ChangeMemberRoles", "RemoveMember"}
MATRIX = [
    (name, role, mark != ".")
    for name, *marks in map(str.split, TABLE.strip().splitlines())
    for role, mark in zip(COLUMNS, marks, strict=True)
]


@pytest.mark.parametrize(("name", "role", "may"), MATRIX)
def test_command_takes_one_of_its_roles(name: str, role: Role, may: bool) -> None:
    """With the role it may still be refused, but not for the lack of one."""
    outcome = archive(MemberAdded(member=JAN, roles=(role,))).when(BY_NAME[name], by=JAN)
    is_missing = (
        isinstance(outcome.decision, Rejection) and outcome.decision.rule is Rule.ROLE_MISSING
    )
    assert is_missing is not may
    if not may:
        outcome.refuses(Rule.ROLE_MISSING, saying="jan")


@pytest.mark.parametrize("name", sorted(BY_NAME))
def test_admin_keeps_members_and_nothing_else(name: str) -> None:
    outcome = archive(MemberAdded(member=JAN, roles=(Role.ADMIN,))).when(BY_NAME[name], by=JAN)
    is_missing = (
        isinstance(outcome.decision, Rejection) and outcome.decision.rule is Rule.ROLE_MISSING
    )
    assert is_missing is (name not in KEPT_BY_ADMINS)


def test_admin_gives_roles_to_others_and_none_to_themself() -> None:
    history = archive(MemberAdded(member=JAN, roles=(Role.ADMIN,)))
    own = ChangeMemberRoles(member=JAN, roles=(Role.ADMIN, Role.MANAGER))
    history.when(own, by=JAN).refuses(Rule.ADMIN_DECIDES_THEMSELF, ("member",), "ask a manager")
    history.when(ChangeMemberRoles(member=OSKAR, roles=(Role.REVIEWER,)), by=JAN).admitted()
    history.when(own, by=MIRA).admitted()


def test_table_names_every_command() -> None:
    every = {one for union in get_args(Command) for one in (get_args(union) or (union,))}
    named = {type(command) for command in GIVEN}
    assert named == every - {CreateProject} == set(authority.ADMITTED_ROLES)
    assert {name for name, _, _ in MATRIX} == set(BY_NAME)


@pytest.mark.parametrize("command", GIVEN, ids=lambda one: type(one).__name__)
def test_stranger_may_nothing(command: Command) -> None:
    archive().when(command, by="stranger").refuses(Rule.ACTOR_NOT_MEMBER, saying="stranger")
    archive().when(command, by=MIRA, via="stranger").refuses(Rule.ACTOR_NOT_MEMBER)


@pytest.mark.parametrize("command", GIVEN, ids=lambda one: type(one).__name__)
def test_only_a_service_acts_for_others(command: Command) -> None:
    archive().when(command, by=OSKAR, via=RUTH).refuses(Rule.ON_BEHALF_NOT_ALLOWED, saying="ruth")
    archive().when(command, by=RUTH, via=MIRA).refuses(Rule.ON_BEHALF_NOT_ALLOWED)


def test_service_lends_no_role() -> None:
    archive().when(submit(owl("tawny")), by=RUTH, via=DESK).refuses(Rule.ROLE_MISSING)
    archive().when(submit(owl("tawny")), by="stranger", via=DESK).refuses(Rule.ROLE_MISSING)


SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("occurred", "rule"),
    [
        (timedelta(minutes=1) + SECOND, Rule.TIME_IN_FUTURE),
        (timedelta(days=36_000), Rule.TIME_IN_FUTURE),
        (-timedelta(minutes=5) - SECOND, Rule.TIME_BACKDATED),
        (-timedelta(days=36_000), Rule.TIME_BACKDATED),
    ],
)
def test_person_acts_now(occurred: timedelta, rule: Rule) -> None:
    outcome = archive().when(submit(owl("tawny")), by=OSKAR, occurred=occurred)
    outcome.refuses(rule, ("occurred_at",))


@pytest.mark.parametrize("occurred", [timedelta(minutes=1), -timedelta(minutes=5)])
def test_clocks_may_differ_a_little(occurred: timedelta) -> None:
    archive().when(submit(owl("tawny")), by=OSKAR, occurred=occurred).admitted()


def test_importer_writes_old_history_but_not_the_future() -> None:
    history = archive()
    long_ago = timedelta(days=365 * 45)
    history.when(submit(owl("tawny")), by=OSKAR, via=DESK, occurred=-long_ago).admitted()
    history.when(submit(owl("tawny")), by=OSKAR, via=DESK, occurred=timedelta(hours=1)).refuses(
        Rule.TIME_IN_FUTURE, ("occurred_at",)
    )


def test_rejection_is_the_same_from_inside_and_outside() -> None:
    inner = Rejection(Rule.RANK_OFF_SCALE, "off", ("rank",))
    assert inner.under("answers", 2) == msgspec.structs.replace(inner, path=("answers", 2, "rank"))
