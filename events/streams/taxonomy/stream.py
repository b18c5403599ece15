"""What admits a draft, a review, a publication and a passed pilot."""

import msgspec

from labeltrail.events import checks
from labeltrail.events.acts import Act, PersonalText
from labeltrail.events.constraints import Constraint
from labeltrail.events.identifiers import BatchId
from labeltrail.events.limits import TASKS_MAX
from labeltrail.events.rejections import Path, Rejection, Rule
from labeltrail.events.streams.outcome import Decision, admitted
from labeltrail.events.streams.policy.demands import Demands, TaxonomyApproval
from labeltrail.events.streams.project import Role
from labeltrail.events.streams.taxonomy import facts
from labeltrail.events.streams.taxonomy.mapping import Mapping
from labeltrail.events.streams.taxonomy.mapping import faults as mapping_faults
from labeltrail.events.streams.taxonomy.state import Author, Taxonomy, approves
from labeltrail.events.streams.taxonomy_constraints import constraints_faults
from labeltrail.events.streams.taxonomy_tasks import task_fault
from labeltrail.events.values import Task

STREAM = "taxonomy"


class PublishTaxonomy(msgspec.Struct, frozen=True, kw_only=True):
    """Directly, where the policy does not demand that an expert approves it first."""

    tasks: tuple[Task, ...]
    change_note: str
    constraints: tuple[Constraint, ...] = ()
    mapping: Mapping = ()


class DraftTaxonomy(msgspec.Struct, frozen=True, kw_only=True):
    tasks: tuple[Task, ...]
    change_note: str
    constraints: tuple[Constraint, ...] = ()
    mapping: Mapping = ()


class ReviewTaxonomy(msgspec.Struct, frozen=True, kw_only=True):
    """Of a draft, or of a version in force that was published without one: name one of them."""

    verdict: facts.TaxonomyVerdict
    draft: int | None = None
    taxonomy_version: int | None = None
    objections: tuple[facts.TaxonomyObjection, ...] = ()
    note: PersonalText | None = None


class PublishTaxonomyDraft(msgspec.Struct, frozen=True, kw_only=True):
    draft: int


class PassPilot(msgspec.Struct, frozen=True, kw_only=True):
    """The verdict on a pilot, which whoever asks brings along with the position it holds for."""

    batch_id: BatchId
    position: int
    taxonomy_version: int
    policy_version: int
    basis: facts.PilotBasis
    items: int
    items_overlapped: int
    is_passed: bool
    why_not: str = ""


TaxonomyCommand = (
    PublishTaxonomy | DraftTaxonomy | ReviewTaxonomy | PublishTaxonomyDraft | PassPilot
)
"""PassPilot is decided in `pilots.py`: it reads the pilot's own stream, too."""

EXPERTS = frozenset({Role.ADJUDICATOR})


def decide(
    state: Taxonomy,
    command: PublishTaxonomy | DraftTaxonomy | ReviewTaxonomy | PublishTaxonomyDraft,
    act: Act,
    demands: Demands,
) -> Decision[facts.TaxonomyFact]:
    match command:
        case PublishTaxonomy():
            return _publish(state, command, act, demands)
        case DraftTaxonomy():
            return _draft(state, command, act)
        case ReviewTaxonomy():
            return _review(state, command, act)
        case PublishTaxonomyDraft():
            return _publish_draft(state, command, act, demands)


def _publish(
    state: Taxonomy, command: PublishTaxonomy, act: Act, demands: Demands
) -> Decision[facts.TaxonomyFact]:
    if demands.taxonomy_approval is TaxonomyApproval.BEFORE_PUBLICATION:
        message = (
            "the policy demands that an expert approves a taxonomy before it is published: draft"
            " it, have it reviewed, then publish the draft"
        )
        return Rejection(Rule.TAXONOMY_NOT_APPROVED, message)
    fault = _fault(state, command)
    if fault is not None:
        return fault
    published = facts.TaxonomyPublished(
        taxonomy_version=state.in_force + 1,
        tasks=command.tasks,
        change_note=command.change_note,
        constraints=command.constraints,
        mapping=command.mapping,
        published_by=act.person if act.person != act.actor else None,
    )
    return admitted(published)


def _draft(state: Taxonomy, command: DraftTaxonomy, act: Act) -> Decision[facts.TaxonomyFact]:
    fault = _fault(state, command)
    if fault is not None:
        return fault
    return admitted(
        facts.TaxonomyDrafted(
            draft=len(state.drafts) + 1,
            follows=state.in_force,
            drafted_by=act.person,
            tasks=command.tasks,
            change_note=command.change_note,
            constraints=command.constraints,
            mapping=command.mapping,
        )
    )


def _fault(state: Taxonomy, command: PublishTaxonomy | DraftTaxonomy) -> Rejection | None:
    return (
        checks.first(
            (
                checks.text(command.change_note, "change_note"),
                checks.some(command.tasks, "tasks"),
                checks.at_most(command.tasks, TASKS_MAX, "tasks"),
                checks.distinct([task.name for task in command.tasks], "tasks"),
                *(task_fault(task, "tasks", index) for index, task in enumerate(command.tasks)),
            )
        )
        or checks.first(constraints_faults(command.constraints, command.tasks))
        or checks.first(
            mapping_faults(
                state.versions[-1] if state.versions else (), command.tasks, command.mapping
            )
        )
    )


def _review(state: Taxonomy, command: ReviewTaxonomy, act: Act) -> Decision[facts.TaxonomyFact]:
    author = _reviewed_author(state, command)
    if isinstance(author, Rejection):
        return author
    if act.stands_behind(author.person, author.actor):
        message = f"{act.person!r} stands behind this taxonomy; another expert must review it"
        return Rejection(Rule.REVIEWER_DRAFTED_TAXONOMY, message, ("reviewed_by",))
    is_refused = command.verdict is facts.TaxonomyVerdict.REFUSED
    if is_refused and not command.objections:
        message = "say what is wrong with it, so that the next draft can mend it"
        return Rejection(Rule.NOTHING_GIVEN, message, ("objections",))
    if command.objections and not is_refused:
        message = "an approval has no objections; refuse it, or leave them out"
        return Rejection(Rule.TAXONOMY_REVIEW_CONTRADICTORY, message, ("objections",))
    twice = checks.distinct(command.objections, "objections")
    if twice is not None:
        return twice
    return admitted(
        facts.TaxonomyReviewed(
            reviewed_by=act.person,
            verdict=command.verdict,
            draft=command.draft,
            taxonomy_version=command.taxonomy_version,
            objections=command.objections,
            note=command.note,
        )
    )


def _reviewed_author(state: Taxonomy, command: ReviewTaxonomy) -> Author | Rejection:
    if (command.draft is None) == (command.taxonomy_version is None):
        message = "name either the draft or the published version that is reviewed"
        return Rejection(Rule.TAXONOMY_REVIEW_CONTRADICTORY, message, ("draft",))
    if command.draft is not None:
        fault = _draft_fault(state, command.draft)
        return fault if fault is not None else state.drafts[command.draft - 1].author
    version = command.taxonomy_version or 0
    path: Path = ("taxonomy_version",)
    if not 1 <= version <= state.in_force:
        message = f"no taxonomy version {version}; {state.in_force} is in force"
        return Rejection(Rule.TAXONOMY_VERSION_UNKNOWN, message, path)
    if version != state.in_force:
        message = f"taxonomy version {state.in_force} is in force; review that one"
        return Rejection(Rule.TAXONOMY_NOT_IN_FORCE, message, path)
    return state.published[version - 1].author


def _draft_fault(state: Taxonomy, number: int) -> Rejection | None:
    path: Path = ("draft",)
    if not 1 <= number <= len(state.drafts):
        message = f"no draft {number}; the last is {len(state.drafts)}"
        return Rejection(Rule.TAXONOMY_DRAFT_UNKNOWN, message, path)
    draft = state.drafts[number - 1]
    if draft.published_version is not None:
        message = f"draft {number} is published as version {draft.published_version} already"
        return Rejection(Rule.TAXONOMY_DRAFT_SUPERSEDED, message, path)
    if draft.drafted.follows != state.in_force:
        message = (
            f"draft {number} follows version {draft.drafted.follows}, and {state.in_force} is in"
            " force by now: its mapping would lead from the wrong classes; draft it anew"
        )
        return Rejection(Rule.TAXONOMY_DRAFT_SUPERSEDED, message, path)
    return None


def _publish_draft(
    state: Taxonomy, command: PublishTaxonomyDraft, act: Act, demands: Demands
) -> Decision[facts.TaxonomyFact]:
    fault = _draft_fault(state, command.draft)
    if fault is not None:
        return fault
    draft = state.drafts[command.draft - 1]
    wants = demands.taxonomy_approval is TaxonomyApproval.BEFORE_PUBLICATION
    if not approves(draft.reviews) and (wants or draft.reviews):
        said = "was refused" if draft.reviews else "was not reviewed yet"
        message = f"draft {command.draft} {said}; an expert's approval must come first"
        return Rejection(Rule.TAXONOMY_NOT_APPROVED, message, ("draft",))
    drafted = draft.drafted
    published = facts.TaxonomyPublished(
        taxonomy_version=state.in_force + 1,
        tasks=drafted.tasks,
        change_note=drafted.change_note,
        constraints=drafted.constraints,
        mapping=drafted.mapping,
        draft=command.draft,
        published_by=act.person if act.person != act.actor else None,
    )
    return admitted(published)
