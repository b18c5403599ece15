"""Refusals as members of a mutation's payload union: the one place that maps them.

A path names the field at fault as the client wrote it: ["input", "answers", "0", "value",
"choice"]. Whoever is not a member of a project is answered as if there were none.
"""

from collections.abc import Sequence
from typing import assert_never

import strawberry

from labeltrail.events import requests
from labeltrail.events.identifiers import class_id_of
from labeltrail.events.rejections import Kind, Path, Rejection, Rule
from labeltrail.graphql.inputs.tasks import TaskRuleInput
from labeltrail.graphql.inputs.values import PreferenceInput, ValueInput


@strawberry.interface(description="A command that was not carried out. Nothing was written.")
class UserError:
    code: str = strawberry.field(description="The rule that refuses; stable, to branch on.")
    message: str = strawberry.field(description="What is wrong and how to mend it, for people.")
    path: list[str] = strawberry.field(
        description="The field at fault as you wrote it, outermost first; empty for the whole."
    )


@strawberry.type(description="A rule of the project forbids it as things stand.")
class Refused(UserError):
    pass


@strawberry.type(description="It names something that does not exist, or that you may not know.")
class NotFound(UserError):
    pass


@strawberry.type(description="It takes a role that you, or who you act for, do not have.")
class Forbidden(UserError):
    pass


@strawberry.type(description="The input cannot be; mend it and send it again.")
class ValidationFailed(UserError):
    pass


@strawberry.type(description="What it changes has moved on: look again, then send a new command.")
class VersionConflict(UserError):
    current_version: int | None = strawberry.field(
        description="The version that it is at now; null where that would tell you of acts of"
        " others that are hidden from you."
    )


Refusal = Refused | NotFound | Forbidden | ValidationFailed | VersionConflict

RENAMED = {
    "class_id": ("choice",),
    "rank": ("rating",),
    "class_ids": ("classes", "path"),
    "groups": ("ranking",),
    "candidates": ("preference",),
}
"""Fields of a value as the domain and as `ValueInput` call them; the one that was given counts."""
WRITTEN_AS = {"levels": "escalation_levels", "waiver": "waiver_id"}
"""Other fields that an input calls otherwise, of inputs that have them."""


def refusal(rejection: Rejection, given: object, at: Sequence[str]) -> Refusal:
    """The rejection of a command that came from the input `given`, which stands at `at`."""
    if rejection.rule is Rule.ACTOR_NOT_MEMBER:
        rejection = Rejection(Rule.PROJECT_UNKNOWN, "no project with this id", ("project",))
    path = [*at, *written(rejection.path, given)] if rejection.path else []
    code, message = rejection.rule.code, rejection.message
    match rejection.rule.kind:
        case Kind.INVALID:
            return ValidationFailed(code=code, message=message, path=path)
        case Kind.NOT_FOUND:
            return NotFound(code=code, message=message, path=path)
        case Kind.FORBIDDEN:
            return Forbidden(code=code, message=message, path=path)
        case Kind.REFUSED:
            return Refused(code=code, message=message, path=path)
        case _:
            assert_never(rejection.rule.kind)


def conflict(
    lost: requests.VersionConflict, at: Sequence[str], *, is_hidden: bool
) -> VersionConflict:
    """`is_hidden`: how many events the stream holds is not for this caller."""
    message = "it has changed meanwhile; look again and decide anew"
    return VersionConflict(
        code="VERSION_CONFLICT",
        message=message,
        path=[*at, "expectedVersion"],
        current_version=None if is_hidden else lost.actual,
    )


def written(path: Path, given: object) -> list[str]:
    """A path of the domain as fields and list places of the input."""
    steps: list[str] = []
    for step in path:
        if isinstance(given, list):
            place = step if isinstance(step, int) else _place(given, step)
            steps.append(str(place))
            given = given[place] if 0 <= place < len(given) else None
            continue
        if isinstance(given, TaskRuleInput):
            way = given.given()
            steps.append(way)
            given = getattr(given, way)
        name = str(step)
        if name == "escalating" and hasattr(given, "escalation_levels"):
            continue  # the section holds nothing but its levels, and the input has them as they are
        name = _elsewhere(given, name)
        if not hasattr(given, name) and isinstance(getattr(given, "value", None), ValueInput):
            given = getattr(given, "value", None)
            steps.append("value")
        if isinstance(given, ValueInput):
            name = _renamed(given, name)
        if isinstance(given, PreferenceInput):
            first, second = class_id_of(given.first), class_id_of(given.second)
            name = "first" if first == name and second != name else "second"
        steps.append(camel(name))
        given = getattr(given, name, None)
    return steps


def _elsewhere(given: object, name: str) -> str:
    """The field of the input, where the domain calls it otherwise."""
    other = WRITTEN_AS.get(name, name)
    return other if not hasattr(given, name) and hasattr(given, other) else name


def camel(name: str) -> str:
    head, *rest = name.split("_")
    return head + "".join(word.capitalize() for word in rest)


def _place(given: list[object], key: str) -> int:
    """Where the client wrote the entry that the domain knows by a key; the last, where one was
    given twice.
    """
    for place, one in reversed(tuple(enumerate(given))):
        told = class_id_of(one) if isinstance(one, str) else one
        if key in (one, told, getattr(one, "task", None), getattr(one, "name", None)):
            return place
    return len(given)


def _renamed(given: ValueInput, name: str) -> str:
    """The field of the input that holds what the domain calls by another name."""
    ways = RENAMED.get(name, (name,))
    return next((one for one in ways if isinstance(getattr(given, one), (str, int, list))), ways[0])
