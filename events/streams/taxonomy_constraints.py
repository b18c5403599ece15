"""Why a constraint cannot be published: the first fault, with its path and the library's words.

What cannot be seen in its text is tried: the expression is evaluated on sample answers of its
tasks, every kind of answer at least once, and must be true or false for each.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice, product

import msgspec

from labeltrail.events import checks
from labeltrail.events.constraint_texts import FUNCTIONS, Reading, reading
from labeltrail.events.constraints import (
    Constraint,
    ItemFacts,
    Malformed,
    NotEvaluated,
    NothingThere,
    Plain,
    evaluated,
    functions,
    plain,
    variables,
)
from labeltrail.events.identifiers import TaskName
from labeltrail.events.limits import (
    CONSTRAINT_DEPTH_MAX,
    CONSTRAINT_LENGTH_MAX,
    CONSTRAINT_WORK_MAX,
    CONSTRAINTS_MAX,
    TITLE_LENGTH_MAX,
)
from labeltrail.events.rejections import Path as Where
from labeltrail.events.rejections import Rejection, Rule
from labeltrail.events.values import (
    CannotTell,
    Choice,
    ClassSet,
    Number,
    NumberRule,
    Preference,
    PreferenceOutcome,
    Ranking,
    Rating,
    Task,
    TaskKind,
    Value,
)
from labeltrail.events.values.categories import path_to

SAMPLES_MAX = 64
"""So many combinations of sample answers are tried."""
_VARIABLES = ("answers", "item")


def constraints_faults(
    constraints: Sequence[Constraint], tasks: Sequence[Task]
) -> Iterator[Rejection | None]:
    yield checks.at_most(constraints, CONSTRAINTS_MAX, "constraints")
    yield checks.distinct([one.constraint_id for one in constraints], "constraints")
    by_name = {task.name: task for task in tasks}
    for place, one in enumerate(constraints):
        yield _fault(one, by_name, ("constraints", place))
    work = 0
    for place, one in enumerate(constraints):
        work += reading(one.expression).work
        if work > CONSTRAINT_WORK_MAX:
            message = (
                f"with this one, the constraints may come to {work} steps for a label, more than"
                f" {CONSTRAINT_WORK_MAX}; make it shorter, or comprehend once instead of twice"
            )
            path: Where = ("constraints", place, "expression")
            yield Rejection(Rule.CONSTRAINT_TOO_COSTLY, message, path)


def _fault(one: Constraint, tasks: Mapping[TaskName, Task], at: Where) -> Rejection | None:
    return checks.first(
        (
            checks.identifier(one.constraint_id, *at, "constraint_id"),
            checks.text(one.message, *at, "message", length_max=TITLE_LENGTH_MAX),
            checks.some(one.tasks, *at, "tasks"),
            checks.distinct(one.tasks, *at, "tasks"),
            *(
                _no_task(name, tasks, (*at, "tasks", place))
                for place, name in enumerate(one.tasks)
                if name not in tasks
            ),
            checks.text(one.expression, *at, "expression", length_max=CONSTRAINT_LENGTH_MAX),
        )
    ) or _expression_fault(one, {name: tasks[name] for name in one.tasks}, (*at, "expression"))


def _no_task(name: str, tasks: Mapping[TaskName, Task], at: Where) -> Rejection:
    message = f"no task {name!r} in this taxonomy version; its tasks: {', '.join(tasks)}"
    return Rejection(Rule.TASK_UNKNOWN, message, at)


def _expression_fault(
    one: Constraint, tasks: Mapping[TaskName, Task], at: Where
) -> Rejection | None:
    """In this order: odd forms, nesting, what does not compile, what is unknown, what fails."""
    read = reading(one.expression)
    if read.odd is not None:
        message = f"{read.odd!r} is not taken: plain strings, no comments, exists or filter for map"
        return Rejection(Rule.CONSTRAINT_MALFORMED, message, at)
    if read.depth > CONSTRAINT_DEPTH_MAX:
        message = f"comprehensions stand {read.depth} deep; {CONSTRAINT_DEPTH_MAX} are taken"
        return Rejection(Rule.CONSTRAINT_TOO_COSTLY, message, at)
    if read.work > CONSTRAINT_WORK_MAX:
        return None  # refused with the sum of all, and not tried
    try:
        return (
            _calls_fault(one.expression, at)
            or _names_fault(read, tasks, at)
            or _samples_fault(one, read, tasks, at)
        )
    except Malformed as error:
        return Rejection(Rule.CONSTRAINT_MALFORMED, str(error), at)


def _calls_fault(expression: str, at: Where) -> Rejection | None:
    for name in functions(expression):
        if name not in FUNCTIONS:
            named = ", ".join(sorted(one for one in FUNCTIONS if one.isalpha()))
            message = f"no function {name!r} here; beside operators there are {named}"
            return Rejection(Rule.CONSTRAINT_MALFORMED, message, at)
    bound = reading(expression).bound
    for name in variables(expression):
        if name not in (*_VARIABLES, *bound):
            message = f"no variable {name!r} here; there are {' and '.join(_VARIABLES)}"
            return Rejection(Rule.CONSTRAINT_MALFORMED, message, at)
    for name in _VARIABLES:
        if name in bound:
            message = f"call the variable of a comprehension something else than {name!r}"
            return Rejection(Rule.CONSTRAINT_MALFORMED, message, at)
    return None


def _names_fault(read: Reading, tasks: Mapping[TaskName, Task], at: Where) -> Rejection | None:
    for name in read.tasks:
        if name not in tasks:
            message = f"it reads answers.{name}, which is none of its tasks: {', '.join(tasks)}"
            return Rejection(Rule.TASK_UNKNOWN, message, at)
    for name, class_id in read.named:
        task = tasks[TaskName(name)]
        if class_id not in {c.class_id for c in task.classes}:
            message = f"it compares answers.{name} with {class_id!r}, which is no class of it"
            return Rejection(Rule.CLASS_UNKNOWN, message, at)
    return None


def _samples_fault(
    one: Constraint, read: Reading, tasks: Mapping[TaskName, Task], at: Where
) -> Rejection | None:
    for answers in _sampled(tasks):
        told = f"with {_told(answers)}"
        try:
            found = evaluated(one.expression, answers, ItemFacts())
        except NothingThere as lack:
            if (lack.key in tasks and lack.key not in answers) or lack.key in read.attributes:
                continue
            message = f"{told}: no such key {lack.key!r}"
            return Rejection(Rule.CONSTRAINT_MALFORMED, message, at)
        except NotEvaluated as error:
            return Rejection(Rule.CONSTRAINT_MALFORMED, f"{told}: {error}", at)
        if not isinstance(found, bool):
            message = f"{told} it is {found!r:.100}, neither true nor false"
            return Rejection(Rule.CONSTRAINT_MALFORMED, message, at)
    return None


def _told(answers: Mapping[str, Plain]) -> str:
    """The sample as the expression sees it; null takes people by surprise."""
    told = ", ".join(f"{name} = {_shown(value)}" for name, value in answers.items())
    unsure = [name for name, value in answers.items() if value is None]
    hint = f" (an annotator may say that {unsure[0]} cannot be told)" if unsure else ""
    return f"{told}{hint}" if told else "no answer"


def _shown(value: Plain) -> str:
    return msgspec.json.encode(value).decode()


def _sampled(tasks: Mapping[TaskName, Task]) -> Iterator[dict[str, Plain]]:
    """Each task with each of its samples beside the first of all others, then combinations."""
    samples = {name: [plain(value) for value in _samples(task)] for name, task in tasks.items()}
    first: dict[str, Plain] = {name: given[0] for name, given in samples.items()}
    for name, given in samples.items():
        yield {one: value for one, value in first.items() if one != name}
        for value in given:
            yield {**first, name: value}
    for drawn in islice(product(*samples.values()), SAMPLES_MAX):
        yield dict(zip(samples, drawn, strict=True))


def _samples(task: Task) -> Iterator[Value]:
    """An answer of each shape that the task's kind has."""
    ids = [c.class_id for c in task.classes]
    match task.kind:
        case TaskKind.BINARY | TaskKind.MULTICLASS:
            yield from (Choice(class_id=one) for one in dict.fromkeys((ids[0], ids[-1])))
        case TaskKind.ORDINAL:
            yield from (Rating(rank=c.rank or 0) for c in (task.classes[0], task.classes[-1]))
        case TaskKind.MULTILABEL:
            yield from (ClassSet(class_ids=tuple(ids[:size])) for size in (1, 0, 3))
        case TaskKind.HIERARCHICAL:
            yield from (path_to(task, one) for one in dict.fromkeys((ids[0], ids[-1])))
        case TaskKind.NUMERIC:
            rule = task.ruled(NumberRule)
            yield from (Number(number=one or "0") for one in (rule.minimum, rule.maximum))
        case TaskKind.RANKING:
            yield Ranking(groups=tuple((one,) for one in ids[:3]))
        case TaskKind.PREFERENCE:
            yield from (
                Preference(first=ids[0], second=ids[1], outcome=one) for one in PreferenceOutcome
            )
    if task.allows_cannot_tell:
        yield CannotTell()
