"""Every decision about models. Counts must add up, whoever counted."""

import msgspec

from labeltrail.events import checks
from labeltrail.events.acts import Act
from labeltrail.events.identifiers import MemberId, TaskName
from labeltrail.events.limits import EVIDENCE_ITEMS_MAX, TITLE_LENGTH_MAX
from labeltrail.events.rejections import Rejection, Rule
from labeltrail.events.streams.model.facts import (
    Against,
    ClassFigures,
    Confusion,
    Evaluated,
    ModelEvaluated,
    ModelRegistered,
)
from labeltrail.events.streams.model.state import Model
from labeltrail.events.streams.outcome import Decision, admitted
from labeltrail.events.streams.project import MemberKind, Project, Role
from labeltrail.events.values import Task

PREFIX = "model/"
TRAINED_ON_MAX = 100
CONFUSION_MAX = 10_000
VERSIONS_MAX = 1_000


class RegisterModel(msgspec.Struct, frozen=True, kw_only=True):
    model_id: str
    name: str
    version: str
    model_kind: MemberKind
    member: MemberId | None = None
    trained_on: tuple[str, ...] = ()


class EvaluateModel(msgspec.Struct, frozen=True, kw_only=True):
    model_id: str
    version: str
    result: Evaluated


ModelCommand = RegisterModel | EvaluateModel


def decide(
    state: Model,
    command: ModelCommand,
    act: Act,
    members: Project,
    tasks: dict[TaskName, Task],
) -> Decision[ModelRegistered | ModelEvaluated]:
    """`tasks` are those of the taxonomy version that the evaluation names."""
    if isinstance(command, RegisterModel):
        return _register(state, command, members)
    return _evaluate(state, command, act, members, tasks)


def _register(state: Model, command: RegisterModel, members: Project) -> Decision[ModelRegistered]:
    fault = checks.first(
        (
            checks.text(command.name, "name", length_max=TITLE_LENGTH_MAX),
            checks.identifier(command.version, "version"),
            checks.at_most(command.trained_on, TRAINED_ON_MAX, "trained_on"),
            checks.distinct(command.trained_on, "trained_on"),
            checks.at_most(range(len(state.versions) + 1), VERSIONS_MAX, "version"),
            *(
                checks.identifier(one, "trained_on", place)
                for place, one in enumerate(command.trained_on)
            ),
            _kind_fault(command, members),
        )
    )
    if fault is not None:
        return fault
    if any(one.version == command.version for one in state.versions):
        message = f"version {command.version!r} is registered; a version is registered once"
        return Rejection(Rule.MODEL_VERSION_EXISTS, message, ("version",))
    return admitted(
        ModelRegistered(
            name=command.name,
            version=command.version,
            model_kind=command.model_kind,
            member=command.member,
            trained_on=command.trained_on,
        )
    )


def _kind_fault(command: RegisterModel, members: Project) -> Rejection | None:
    if command.model_kind is MemberKind.PERSON:
        message = "a person is no model; name a model or a labeling function"
        return Rejection(Rule.MEMBER_IS_NO_MODEL, message, ("model_kind",))
    if command.member is None:
        return None
    member = members.members.get(command.member)
    if member is None:
        message = f"{command.member!r} is not a member; add them"
        return Rejection(Rule.MEMBER_UNKNOWN, message, ("member",))
    if member.member_kind is not command.model_kind:
        message = f"{command.member!r} is a {member.member_kind}, not a {command.model_kind}"
        return Rejection(Rule.MEMBER_IS_NO_MODEL, message, ("member",))
    return None


def _evaluate(
    state: Model,
    command: EvaluateModel,
    act: Act,
    members: Project,
    tasks: dict[TaskName, Task],
) -> Decision[ModelEvaluated]:
    found = [one for one in state.versions if one.version == command.version]
    if not found:
        return unknown_version(command.model_id, command.version)
    result = command.result
    task = tasks.get(result.task)
    if task is None or task.has_open_categories:
        message = f"the taxonomy has no task {result.task!r} whose answers are a short list"
        return Rejection(Rule.TASK_UNKNOWN, message, ("task",))
    fault = checks.first(
        (
            _release_fault(result),
            checks.some(result.confusion, "confusion"),
            checks.at_most(result.confusion, CONFUSION_MAX, "confusion"),
            checks.distinct([(one.truth, one.said) for one in result.confusion], "confusion"),
            *(
                _cell_fault(one, task, "confusion", place)
                for place, one in enumerate(result.confusion)
            ),
            _sum_fault(result),
        )
    )
    if fault is not None:
        return fault
    vouches = not result.is_computed and _may_vouch(act, found[0].member, members)
    return admitted(
        ModelEvaluated(
            version=command.version,
            result=result,
            vouched_by=act.person if vouches else msgspec.UNSET,
        )
    )


def _may_vouch(act: Act, labeler: MemberId | None, members: Project) -> bool:
    """Whoever could make the model's labels does not answer for what they are worth."""
    if act.person != act.actor or act.person == labeler:
        return False
    known = members.members.get(act.person)
    return (
        known is not None
        and known.member_kind is MemberKind.PERSON
        and Role.SERVICE not in known.roles
    )


def _release_fault(result: Evaluated) -> Rejection | None:
    if (result.against is Against.RELEASE) == (result.release is not None):
        return None
    message = "name the release exactly where the model was held against one"
    return Rejection(Rule.NOTHING_GIVEN, message, ("release",))


def _cell_fault(cell: Confusion, task: Task, *at: str | int) -> Rejection | None:
    known = task.categories()
    for field, name in (("truth", cell.truth), ("said", cell.said)):
        if name is not None and name not in known:
            message = f"task {task.name!r} has no class {name!r}; it has {', '.join(known)}"
            return Rejection(Rule.CLASS_UNKNOWN, message, (*at, field))
    if not 1 <= cell.items <= EVIDENCE_ITEMS_MAX:
        message = f"1 to {EVIDENCE_ITEMS_MAX} items fall into a cell, not {cell.items}"
        return Rejection(Rule.NUMBER_OUT_OF_RANGE, message, (*at, "items"))
    return None


def _sum_fault(result: Evaluated) -> Rejection | None:
    """Every count that is told twice must be the same twice."""
    items = sum(one.items for one in result.confusion)
    right = sum(one.items for one in result.confusion if one.truth == one.said)
    for field, told, found in (("items", result.items, items), ("right", result.right, right)):
        if told != found:
            message = f"{field} are {told}, and the confusion adds up to {found}"
            return Rejection(Rule.COUNTS_DO_NOT_ADD_UP, message, (field,))
    counted = {one.category: one for one in figures_of(result.confusion)}
    for place, one in enumerate(result.classes):
        added = counted.get(one.category) or ClassFigures(
            category=one.category, truth=0, said=0, right=0
        )
        if one != added:
            message = (
                f"{one.category} has {one.truth} items, {one.said} called so and {one.right} right;"
                f" the confusion adds up to {added.truth}, {added.said} and {added.right}"
            )
            return Rejection(Rule.COUNTS_DO_NOT_ADD_UP, message, ("classes", place))
    return None


def nothing_to_evaluate(why: str, *path: str) -> Rejection:
    """The refusal of an evaluation that cannot be computed from what the ledger holds."""
    return Rejection(Rule.NOTHING_TO_EVALUATE, why, path)


def unknown_version(model_id: str, version: str) -> Rejection:
    message = f"no version {version!r} of model {model_id!r}; register it first"
    return Rejection(Rule.MODEL_UNKNOWN, message, ("version",))


def figures_of(confusion: tuple[Confusion, ...]) -> tuple[ClassFigures, ...]:
    """What a confusion matrix says of each class that it names, sorted by class."""
    truth: dict[str, int] = {}
    said: dict[str, int] = {}
    right: dict[str, int] = {}
    for one in confusion:
        truth[one.truth] = truth.get(one.truth, 0) + one.items
        if one.said is not None:
            said[one.said] = said.get(one.said, 0) + one.items
        if one.said == one.truth:
            right[one.truth] = right.get(one.truth, 0) + one.items
    return tuple(
        ClassFigures(
            category=name,
            truth=truth.get(name, 0),
            said=said.get(name, 0),
            right=right.get(name, 0),
        )
        for name in sorted({*truth, *said})
    )
