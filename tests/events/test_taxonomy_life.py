"""A taxonomy is drafted, reviewed by another expert, published; production waits where it must."""

from __future__ import annotations

import msgspec
import pytest

from labeltrail.events.identifiers import SYSTEM, BatchId, ItemId
from labeltrail.events.rejections import Rejection, Rule
from labeltrail.events.streams.batch import (
    AddItemsToBatch,
    BatchKind,
    BatchOpened,
    CloseBatch,
    ItemsAddedToBatch,
    OpenBatch,
)
from labeltrail.events.streams.policy import (
    Demands,
    Policy,
    PolicyPublished,
    PublishPolicy,
    TaxonomyApproval,
)
from labeltrail.events.streams.project import MemberRolesChanged, Role
from labeltrail.events.streams.taxonomy import (
    DraftTaxonomy,
    PassPilot,
    PilotBasis,
    PilotPassed,
    PublishTaxonomyDraft,
    ReviewTaxonomy,
    TaxonomyObjection,
    TaxonomyPublished,
    TaxonomyVerdict,
)
from tests.events.certificates import certified
from tests.events.history import ITEM, Happened, History, given, happened
from tests.events.owls import (
    DESK,
    FOUNDED,
    INES,
    LENIENT,
    MIRA,
    TASKS,
    TAXONOMY_1,
    TOMEK,
    archive,
    with_policy,
)
from tests.events.taxonomies import (
    APPROVED,
    APRIL,
    NOTE,
    REFUSED,
    drafted,
    judged,
    publish,
    reviewed,
)

BEFORE_PUBLICATION = Demands(taxonomy_approval=TaxonomyApproval.BEFORE_PUBLICATION)
BEFORE_PRODUCTION = Demands(taxonomy_approval=TaxonomyApproval.BEFORE_PRODUCTION)
PILOT_FIRST = Demands(pilot=True, pilot_items_min=50, pilot_overlap_min=3)
PILOT = BatchOpened(title="First sixty", batch_kind=BatchKind.PILOT)
OPEN_PRODUCTION = OpenBatch(batch_id=BatchId("may"), title="May")
PUBLISH_DRAFT = PublishTaxonomyDraft(draft=1)
SECOND = TaxonomyPublished(taxonomy_version=2, tasks=TASKS, change_note=NOTE, draft=1)
PASSED = PilotPassed(
    batch_id=APRIL,
    taxonomy_version=1,
    policy_version=1,
    basis=judged().basis,
    position=20,
    items=60,
    items_overlapped=60,
    passed_by=MIRA,
)


def demanding(demands: Demands, *past: msgspec.Struct) -> History:
    return with_policy(msgspec.structs.replace(LENIENT, demands=demands), *past)


def test_drafts_are_numbered_and_say_what_they_follow() -> None:
    command = DraftTaxonomy(tasks=TASKS, change_note=NOTE)
    archive().when(command).then(drafted())
    archive(drafted()).when(command, by=INES).then(drafted(2, by=INES))
    given(*FOUNDED).when(command).then(drafted(follows=0))


def test_draft_is_checked_like_a_publication() -> None:
    silent = publish(msgspec.structs.replace(TASKS[0], classes=TASKS[0].classes[:2]))
    command = DraftTaxonomy(tasks=silent.tasks, change_note=NOTE)
    archive().when(command).refuses(Rule.CLASS_UNMAPPED, ("tasks", 0, "classes"))


def test_expert_approves_a_draft_and_it_is_published() -> None:
    told = archive(drafted()).when(ReviewTaxonomy(verdict=APPROVED, draft=1), by=INES)
    told.then(reviewed()).when(PUBLISH_DRAFT).then(SECOND)


def test_expert_refuses_a_draft_with_reasons() -> None:
    objections = (TaxonomyObjection.CLASSES_OVERLAP,)
    command = ReviewTaxonomy(verdict=REFUSED, draft=1, objections=objections)
    told = archive(drafted()).when(command, by=INES).then(reviewed(REFUSED))
    told.when(PUBLISH_DRAFT).refuses(Rule.TAXONOMY_NOT_APPROVED, ("draft",), "was refused")
    told.and_given(reviewed()).when(PUBLISH_DRAFT).then(SECOND)


def test_draft_that_nobody_reviewed_is_published_where_no_approval_is_demanded() -> None:
    archive(drafted()).when(PUBLISH_DRAFT).then(SECOND)
    demanding(BEFORE_PUBLICATION, drafted()).when(PUBLISH_DRAFT).refuses(
        Rule.TAXONOMY_NOT_APPROVED, ("draft",), "not reviewed yet"
    )
    demanding(BEFORE_PUBLICATION, drafted(), reviewed()).when(PUBLISH_DRAFT).then(SECOND)


def test_direct_publication_is_refused_where_approval_comes_first() -> None:
    demanding(BEFORE_PUBLICATION).when(publish(TASKS[0])).refuses(
        Rule.TAXONOMY_NOT_APPROVED, saying="draft it, have it reviewed"
    )
    demanding(BEFORE_PRODUCTION).when(publish(TASKS[0])).admitted()


@pytest.mark.parametrize(
    ("command", "rule", "path"),
    [
        (ReviewTaxonomy(verdict=APPROVED), Rule.TAXONOMY_REVIEW_CONTRADICTORY, ("draft",)),
        (
            ReviewTaxonomy(verdict=APPROVED, draft=1, taxonomy_version=1),
            Rule.TAXONOMY_REVIEW_CONTRADICTORY,
            ("draft",),
        ),
        (ReviewTaxonomy(verdict=APPROVED, draft=2), Rule.TAXONOMY_DRAFT_UNKNOWN, ("draft",)),
        (ReviewTaxonomy(verdict=APPROVED, draft=0), Rule.TAXONOMY_DRAFT_UNKNOWN, ("draft",)),
        (
            ReviewTaxonomy(verdict=APPROVED, taxonomy_version=7),
            Rule.TAXONOMY_VERSION_UNKNOWN,
            ("taxonomy_version",),
        ),
        (ReviewTaxonomy(verdict=REFUSED, draft=1), Rule.NOTHING_GIVEN, ("objections",)),
        (
            ReviewTaxonomy(verdict=APPROVED, draft=1, objections=(TaxonomyObjection.OTHER,)),
            Rule.TAXONOMY_REVIEW_CONTRADICTORY,
            ("objections",),
        ),
        (
            ReviewTaxonomy(verdict=REFUSED, draft=1, objections=(TaxonomyObjection.OTHER,) * 2),
            Rule.DUPLICATE_GIVEN,
            ("objections", 1),
        ),
    ],
)
def test_review_that_says_nothing_clear_is_refused(
    command: ReviewTaxonomy, rule: Rule, path: tuple[str | int, ...]
) -> None:
    archive(drafted()).when(command, by=INES).refuses(rule, path)


def test_version_that_is_not_in_force_any_more_is_not_reviewed() -> None:
    later = TaxonomyPublished(taxonomy_version=2, tasks=TASKS, change_note=NOTE)
    command = ReviewTaxonomy(verdict=APPROVED, taxonomy_version=1)
    archive(later).when(command, by=INES).refuses(
        Rule.TAXONOMY_NOT_IN_FORCE, ("taxonomy_version",), "review that one"
    )


def test_drafter_does_not_review_the_own_draft() -> None:
    approve = ReviewTaxonomy(verdict=APPROVED, draft=1)
    own = archive(drafted(by=INES))
    own.when(approve, by=INES).refuses(Rule.REVIEWER_DRAFTED_TAXONOMY, ("reviewed_by",))
    own.when(approve, by=TOMEK).then(reviewed(by=TOMEK))


def test_who_called_for_the_drafter_does_not_review_either() -> None:
    approve = ReviewTaxonomy(verdict=APPROVED, draft=1)
    through = archive(happened(drafted(by=TOMEK), actor=INES))
    through.when(approve, by=INES).refuses(Rule.REVIEWER_DRAFTED_TAXONOMY, ("reviewed_by",))
    desk = archive(happened(drafted(by=TOMEK), actor=DESK))
    desk.when(approve, by=INES, via=DESK).then(reviewed())


def test_service_that_decides_does_not_review_what_it_called_for() -> None:
    both = MemberRolesChanged(member=INES, roles=(Role.ADJUDICATOR, Role.SERVICE))
    called = archive(happened(drafted(by=TOMEK), actor=INES), both)
    approve = ReviewTaxonomy(verdict=APPROVED, draft=1)
    called.when(approve, by=INES).refuses(Rule.REVIEWER_DRAFTED_TAXONOMY, ("reviewed_by",))


def test_publisher_does_not_review_the_own_version() -> None:
    promoted = MemberRolesChanged(member=MIRA, roles=(Role.MANAGER, Role.ADJUDICATOR))
    approve = ReviewTaxonomy(verdict=APPROVED, taxonomy_version=1)
    archive(promoted).when(approve, by=MIRA).refuses(
        Rule.REVIEWER_DRAFTED_TAXONOMY, ("reviewed_by",)
    )
    archive().when(approve, by=INES).then(reviewed(taxonomy_version=1))


def test_draft_of_what_was_overtaken_is_neither_reviewed_nor_published() -> None:
    past = archive(drafted(), SECOND)
    past.when(PUBLISH_DRAFT).refuses(
        Rule.TAXONOMY_DRAFT_SUPERSEDED, ("draft",), "as version 2 already"
    )
    other = archive(drafted(), drafted(2), SECOND)
    other.when(PublishTaxonomyDraft(draft=2)).refuses(
        Rule.TAXONOMY_DRAFT_SUPERSEDED, ("draft",), "draft it anew"
    )


def test_production_waits_for_an_approved_taxonomy() -> None:
    demanding(BEFORE_PRODUCTION).when(OPEN_PRODUCTION).refuses(
        Rule.TAXONOMY_NOT_APPROVED, ("batch_kind",), "have it reviewed"
    )
    approved = demanding(BEFORE_PRODUCTION, reviewed(taxonomy_version=1))
    approved.when(OPEN_PRODUCTION).admitted()
    doubted = demanding(
        BEFORE_PRODUCTION, reviewed(taxonomy_version=1), reviewed(REFUSED, taxonomy_version=1)
    )
    doubted.when(OPEN_PRODUCTION).refuses(Rule.TAXONOMY_NOT_APPROVED, ("batch_kind",))


def test_approval_of_a_draft_is_one_of_the_version_that_it_became() -> None:
    past = demanding(BEFORE_PRODUCTION, drafted(), reviewed(), SECOND)
    past.when(OPEN_PRODUCTION).admitted()


@pytest.mark.parametrize("kind", [BatchKind.PILOT, BatchKind.AUDIT])
@pytest.mark.parametrize("demands", [BEFORE_PRODUCTION, PILOT_FIRST])
def test_only_production_waits(kind: BatchKind, demands: Demands) -> None:
    command = OpenBatch(batch_id=APRIL, title="Trial", batch_kind=kind)
    demanding(demands).when(command).admitted()


def test_production_waits_for_a_taxonomy_at_all() -> None:
    policy = PolicyPublished(
        policy_version=1,
        policy=msgspec.structs.replace(LENIENT, demands=PILOT_FIRST),
        change_note="Strict",
    )
    given(*FOUNDED, policy).when(OPEN_PRODUCTION).refuses(Rule.TAXONOMY_MISSING, ("batch_kind",))


def test_production_waits_for_a_pilot_of_the_version_in_force() -> None:
    demanding(PILOT_FIRST).when(OPEN_PRODUCTION).refuses(
        Rule.PILOT_NOT_PASSED, ("batch_kind",), "label a pilot batch"
    )
    passed = demanding(PILOT_FIRST, PILOT, PASSED)
    passed.when(OPEN_PRODUCTION).admitted()
    later = TaxonomyPublished(taxonomy_version=2, tasks=TASKS, change_note=NOTE)
    passed.and_given(later).when(OPEN_PRODUCTION).refuses(Rule.PILOT_NOT_PASSED, ("batch_kind",))


def test_production_batch_takes_no_items_once_its_definitions_have_moved() -> None:
    opened = BatchOpened(title="April", batch_kind=BatchKind.PRODUCTION)
    later = TaxonomyPublished(taxonomy_version=2, tasks=TASKS, change_note=NOTE)
    command = AddItemsToBatch(batch_id=APRIL, item_ids=(ITEM,))
    demanding(PILOT_FIRST, PASSED, opened).when(command).admitted()
    demanding(PILOT_FIRST, PASSED, opened, later).when(command).refuses(Rule.PILOT_NOT_PASSED)


def test_pilot_passes_with_what_it_was_judged_by() -> None:
    demanding(PILOT_FIRST, PILOT).when(judged()).then(PASSED)


def test_certified_pilot_passes_by_its_certificate_while_it_is_in_force() -> None:
    command = judged(basis=PilotBasis.CERTIFIED)
    stands = Happened(certified(), stream="certificate/april")
    demanding(PILOT_FIRST, PILOT, stands).when(command).then(
        msgspec.structs.replace(PASSED, basis=PilotBasis.CERTIFIED)
    )
    demanding(PILOT_FIRST, PILOT).when(command).refuses(
        Rule.PILOT_NOT_READY, ("batch_id",), "no certificate that is in force"
    )


@pytest.mark.parametrize(
    ("past", "command", "rule", "saying"),
    [
        ((), judged(), Rule.BATCH_UNKNOWN, "no batch 'april'"),
        (
            (BatchOpened(title="April", batch_kind=BatchKind.AUDIT),),
            judged(),
            Rule.BATCH_IS_NO_PILOT,
            "only a pilot can pass",
        ),
        ((PILOT,), judged(taxonomy_version=2), Rule.PILOT_JUDGED_UNDER_OLD_RULES, "again"),
        ((PILOT,), judged(policy_version=2), Rule.PILOT_JUDGED_UNDER_OLD_RULES, "again"),
        ((PILOT, PASSED), judged(), Rule.PILOT_PASSED_ALREADY, "already"),
        (
            (PILOT,),
            judged(items_overlapped=49),
            Rule.PILOT_TOO_SMALL,
            "49 of 60 items have 3 independent answers",
        ),
        (
            (PILOT,),
            judged(is_passed=False, why_not="alpha is .61"),
            Rule.PILOT_NOT_READY,
            "alpha is .61",
        ),
    ],
)
def test_pilot_that_shows_too_little_does_not_pass(
    past: tuple[msgspec.Struct, ...], command: PassPilot, rule: Rule, saying: str
) -> None:
    demanding(PILOT_FIRST, *past).when(command, by=MIRA).refuses(rule, ("batch_id",), saying)


@pytest.mark.parametrize(
    ("size", "warned"),
    [(12, "a pilot of 12 items shows little; 50 to 100"), (50, ""), (100, ""), (101, "spends")],
)
def test_pilot_of_an_unusual_size_is_closed_with_a_word(size: int, warned: str) -> None:
    items = ItemsAddedToBatch(item_ids=tuple(ItemId(f"rec-{n}") for n in range(size)))
    decided = archive(PILOT, items).when(CloseBatch(batch_id=APRIL)).decision
    assert not isinstance(decided, Rejection)
    assert [warned in one for one in decided.warnings] == ([True] if warned else [])


def test_production_batch_of_any_size_is_closed_without_one() -> None:
    opened = BatchOpened(title="April", batch_kind=BatchKind.PRODUCTION)
    assert getattr(archive(opened).when(CloseBatch(batch_id=APRIL)).decision, "warnings", 1) == ()


@pytest.mark.parametrize(
    ("demands", "rule", "field"),
    [
        (Demands(pilot=True, pilot_items_min=-1), Rule.NUMBER_OUT_OF_RANGE, "pilot_items_min"),
        (
            Demands(pilot=True, pilot_overlap_min=9999),
            Rule.NUMBER_OUT_OF_RANGE,
            "pilot_overlap_min",
        ),
        (Demands(pilot_items_min=50), Rule.POLICY_CONTRADICTORY, "pilot_items_min"),
        (Demands(pilot_overlap_min=3), Rule.POLICY_CONTRADICTORY, "pilot_overlap_min"),
    ],
)
def test_demands_that_contradict_themselves_are_refused(
    demands: Demands, rule: Rule, field: str
) -> None:
    policy = msgspec.structs.replace(LENIENT, demands=demands)
    command = PublishPolicy(policy=policy, change_note=NOTE)
    archive().when(command).refuses(rule, ("policy", "demands", field))


def test_policy_without_demands_behaves_as_before() -> None:
    archive().when(OPEN_PRODUCTION).admitted()
    assert Policy(overlap=1, quorum=1).demanded == Demands()


def test_system_and_strangers_review_nothing() -> None:
    command = ReviewTaxonomy(verdict=TaxonomyVerdict.APPROVED, draft=1)
    archive(drafted()).when(command, by=SYSTEM).refuses(Rule.ACTOR_NOT_MEMBER)
    assert TAXONOMY_1.published_by is None
