"""From an input to the executor and back to a payload: the way of every mutation.

Nothing is decided here. Words that the client wrote are handed to the directory, which gives
the references that the log may hold, before the command is decided.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Self
from uuid import UUID

import msgspec
import strawberry

from labeltrail.events.acts import Act
from labeltrail.events.decisions import Command
from labeltrail.events.directory import WrittenText
from labeltrail.events.identifiers import MemberId, ProjectId
from labeltrail.events.ledger.turns import ask_for
from labeltrail.events.rejections import Rejection, Rule
from labeltrail.events.requests import Accepted, Request, Result
from labeltrail.events.streams.item.assignment_commands import AssignmentCommand
from labeltrail.events.streams.item.commands import ItemCommand
from labeltrail.graphql.access.sight import Sight
from labeltrail.graphql.context import Context, Scope
from labeltrail.graphql.errors import bad_input
from labeltrail.graphql.inputs.acts import ActInput, CommandInput
from labeltrail.graphql.limits import BATCH_MAX
from labeltrail.graphql.refusals import Refusal, conflict, refusal
from labeltrail.graphql.scalars import BigInt

AT_INPUT = ("input",)


class Done(msgspec.Struct, frozen=True, kw_only=True):
    """A command that is in the ledger, and what of it the caller may see."""

    context: Context
    project_id: ProjectId
    command: Command
    accepted: Accepted
    sees_version: bool

    async def scope(self) -> Scope | None:
        """The project as the caller sees it after the command."""
        return await self.context.scope(self.project_id, fresh=True)


@strawberry.interface(description="A command that was carried out, and committed.")
class CommandSuccess:
    done: strawberry.Private[Done]
    command_id: UUID = strawberry.field(description="The command's id.")
    position: BigInt = strawberry.field(
        description="Where it stands in the project's ledger. Pass it as `atLeast` to read what"
        " you have written."
    )
    version: int | None = strawberry.field(
        description="The version of what it changed, for `expectedVersion`; null where that would"
        " tell you of acts of others that are hidden from you."
    )
    is_duplicate: bool = strawberry.field(
        description="Whether the command had been carried out before and only its answer is told"
        " again."
    )
    warnings: list[str] = strawberry.field(description="What to mind, for people.")

    @classmethod
    def of(cls, done: Done) -> Self:
        accepted = done.accepted
        shown = accepted.position if done.sees_version else accepted.first_position
        return cls(
            done=done,
            command_id=accepted.command_id,
            position=BigInt(shown),
            version=accepted.version if done.sees_version else None,
            is_duplicate=accepted.is_duplicate,
            warnings=list(accepted.warnings),
        )


async def carry(context: Context, given: CommandInput) -> Done | Refusal:
    """Carry out one command."""
    project_id = ProjectId(given.project)
    ask_for(project_id)
    request = await _request(context, project_id, given)
    if isinstance(request, Rejection):
        return refusal(request, given, AT_INPUT)
    result = await context.resources.executor.execute(request)
    return await told(context, request, result, given, AT_INPUT)


async def carry_many(
    context: Context, project: str, given: Sequence[ActInput], listed: str
) -> list[Done | Refusal]:
    """Carry out many commands of one project, each with an outcome of its own, in this order.

    Raises BAD_USER_INPUT when they are too many; nothing is carried out then.
    """
    if len(given) > BATCH_MAX:
        raise bad_input(f"send {BATCH_MAX} {listed} at most, not {len(given)}")
    project_id = ProjectId(project)
    ask_for(project_id)
    requests = [await _request(context, project_id, one) for one in given]
    sent = [one for one in requests if isinstance(one, Request)]
    results = iter(await context.resources.executor.execute_many(sent))
    outcomes: list[Done | Refusal] = []
    for place, (request, one) in enumerate(zip(requests, given, strict=True)):
        at = (*AT_INPUT, listed, str(place))
        if isinstance(request, Rejection):
            outcomes.append(refusal(request, one, at))
        else:
            outcomes.append(await told(context, request, next(results), one, at))
    return outcomes


async def _request(context: Context, project_id: ProjectId, given: ActInput) -> Request | Rejection:
    caller = context.identified
    named = given.person()
    person = MemberId(named) if named is not None else caller.actor
    written = await _referred(context, project_id, given, person)
    if isinstance(written, Rejection):
        return written
    command = given.command({name: text.reference for name, text in written.items()})
    if isinstance(command, Rejection):
        return command
    fault = await _version_fault(context, project_id, command, given)
    if fault is not None:
        return fault
    return Request(
        project_id=project_id,
        command_id=given.command_id,
        command=command,
        act=act_of(context, person, given.occurred_at),
        expected_version=given.expected_version,
        texts=tuple(written.values()),
    )


async def _referred(
    context: Context, project_id: ProjectId, given: ActInput, person: MemberId
) -> dict[str, WrittenText] | Rejection:
    """The words by field, with the references that the log may hold; of members alone."""
    written: dict[str, WrittenText] = {}
    for name in given.TEXTS:
        words = getattr(given, name)
        if words is None:
            continue
        if await context.scope(project_id) is None:
            return Rejection(Rule.PROJECT_UNKNOWN, "no project with this id", ("project",))
        text = await context.resources.directory.refer(
            words,
            name,
            tenant=context.identified.tenant,
            author=person,
            command_id=given.command_id,
        )
        if isinstance(text, Rejection):
            return text
        written[name] = text
    return written


def act_of(context: Context, person: MemberId, occurred_at: datetime | None) -> Act:
    caller = context.identified
    return Act(
        actor=caller.actor,
        person=person,
        now=context.now,
        occurred_at=occurred_at or context.now,
        tenant=caller.tenant,
        is_instance_admin=caller.is_instance_admin,
    )


async def _version_fault(
    context: Context, project_id: ProjectId, command: Command, given: ActInput
) -> Rejection | None:
    """An item's version counts the acts of others, so it is not for who may not see those."""
    if given.expected_version is None or await _sees_version(context, project_id, command):
        return None
    message = "an item's version tells of acts that are hidden from you; leave it out"
    return Rejection(Rule.ROLE_MISSING, message, ("expected_version",))


async def _sees_version(context: Context, project_id: ProjectId, command: Command) -> bool:
    if not isinstance(command, ItemCommand | AssignmentCommand):
        return True
    rules = await context.resources.known.recent(project_id)
    actor = context.identified.actor
    return Sight(actor, rules.project.roles_of(actor)).sees_all


async def told(
    context: Context,
    request: Request,
    result: Result,
    given: ActInput,
    at: tuple[str, ...],
) -> Done | Refusal:
    if isinstance(result, Rejection):
        return refusal(result, given, at)
    sees_version = await _sees_version(context, request.project_id, request.command)
    if not isinstance(result, Accepted):
        return conflict(result, at, is_hidden=not sees_version)
    context.resources.nudge()
    return Done(
        context=context,
        project_id=request.project_id,
        command=request.command,
        accepted=result,
        sees_version=sees_version,
    )
