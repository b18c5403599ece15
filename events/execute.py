"""The shell around every decision: read, decide, append on what was read, retry on conflict.

A command id is answered once: resent, it gets its first answer again, also when the state
has moved on since. Nothing is written before the decision admits it, nothing is answered
before the commit.
"""

import asyncio
import contextlib
from collections import OrderedDict, defaultdict
from collections.abc import Sequence

import asyncpg
import msgspec
from asyncpg.pool import PoolConnectionProxy
from opentelemetry import trace

from labeltrail.events.acts import ErasedText, texts_of
from labeltrail.events.decisions import (
    Known,
    decide_command,
    items_named,
    stream_of,
    streams_beside,
    streams_seen,
    tails_beside,
)
from labeltrail.events.directory import AuthorErased, Directory
from labeltrail.events.envelope import RecordedEvent
from labeltrail.events.identifiers import ItemId, ProjectId
from labeltrail.events.ledger import read
from labeltrail.events.ledger.append import (
    Appended,
    Conflict,
    Duplicate,
    KeyReused,
    Ledger,
    ProjectMissing,
)
from labeltrail.events.ledger.errors import translated
from labeltrail.events.limits import EVENT_BYTES_MAX
from labeltrail.events.rejections import Rejection, Rule
from labeltrail.events.requests import (
    Accepted,
    Request,
    Result,
    VersionConflict,
    append_of,
    command_id_taken,
    request_digest,
    request_fault,
)
from labeltrail.events.streams import item, rules
from labeltrail.events.streams.outcome import Admitted
from labeltrail.events.streams.project import CreateProject
from labeltrail.events.streams.rules import Rules

ATTEMPTS_MAX = 10
PROJECTS_CACHED_MAX = 1_000
CONCURRENT_STREAMS_MAX = 64

_tracer = trace.get_tracer("labeltrail.events")


class Executor:
    """Carries out commands on the projects of one database."""

    def __init__(self, pool: asyncpg.Pool, ledger: Ledger, directory: Directory) -> None:
        self._pool = pool
        self._ledger = ledger
        self._directory = directory
        self._rules: OrderedDict[ProjectId, Rules] = OrderedDict()

    async def execute(self, request: Request) -> Result:
        """Carry out one command. Rejections and conflicts are answers, not exceptions.

        Raises LedgerUnavailable while the database is out of reach: resend the command then.
        """
        with _tracer.start_as_current_span(type(request.command).__name__) as span, translated():
            result = await self._execute(request)
            if not isinstance(result, Accepted):
                await self._directory.release(request.project_id, request.command_id, request.texts)
            span.set_attribute("labeltrail.project", request.project_id)
            span.set_attribute("labeltrail.outcome", type(result).__name__)
            if isinstance(result, Rejection):
                span.set_attribute("labeltrail.rule", result.rule.code)
            return result

    async def execute_many(self, requests: Sequence[Request]) -> list[Result]:
        """Carry out many, each with its own outcome, in the order of `requests`.

        Commands of one stream run in order; streams run concurrently, so that the ledger
        commits them in groups.
        """
        chains: dict[tuple[ProjectId, str], list[int]] = defaultdict(list)
        for place, request in enumerate(requests):
            chains[request.project_id, stream_of(request.command)].append(place)
        results: dict[int, Result] = {}
        gate = asyncio.Semaphore(CONCURRENT_STREAMS_MAX)

        async def run(places: list[int]) -> None:
            for place in places:
                async with gate:
                    results[place] = await self.execute(requests[place])

        try:
            async with asyncio.TaskGroup() as group:
                for places in chains.values():
                    group.create_task(run(places))
        except ExceptionGroup as faults:
            # As one would fail. What was recorded before gets its answer when resent.
            raise faults.exceptions[0] from None
        return [results[place] for place in range(len(requests))]

    async def known_rules(self, project_id: ProjectId) -> Rules:
        """As this process last saw them; a decision on older ones is taken anew."""
        return self._rules.get(project_id) or await self.rules(project_id)

    async def rules(self, project_id: ProjectId) -> Rules:
        """The project's rules as they stand now."""
        events = await read.read_streams(self._pool, project_id, rules.STREAMS)
        folded = Rules()
        for event in events:
            folded = rules.evolve(folded, event)
        self._rules[project_id] = folded
        self._rules.move_to_end(project_id)
        if len(self._rules) > PROJECTS_CACHED_MAX:
            self._rules.popitem(last=False)
        return folded

    async def _execute(self, request: Request) -> Result:
        fault = request_fault(request) or await self._opened(request)
        if fault is not None:
            return fault
        conflict = VersionConflict(stream=stream_of(request.command), expected=0, actual=0)
        known_rules = self._rules.get(request.project_id)
        for _ in range(ATTEMPTS_MAX):
            is_fresh = known_rules is None
            if known_rules is None:
                known_rules = await self.rules(request.project_id)
            result = await self._attempt(request, known_rules)
            if isinstance(result, Accepted):
                return result
            if isinstance(result, _Lost):
                conflict, known_rules = result.conflict, None
                continue
            if is_fresh or not await self._rules_changed(request.project_id, known_rules):
                return result
            known_rules = self._rules[request.project_id]
        return conflict

    async def _rules_changed(self, project_id: ProjectId, former: Rules) -> bool:
        """Whether a refusal may rest on rules that another process has changed since."""
        return (await self.rules(project_id)).versions != former.versions

    async def _opened(self, request: Request) -> Rejection | None:
        """Make the lock row of a project about to be created, if nothing else forbids that."""
        if not isinstance(request.command, CreateProject):
            return None
        unborn = Known(rules=Rules(), events=[])
        if isinstance(decide_command(request.command, request.act, unborn), Rejection):
            return None  # the decision refuses it, and the id stays free
        await self._ledger.open_project(request.project_id, request.act.tenant)
        async with self._pool.acquire() as connection:
            tenant = await read.tenant_of(connection, request.project_id)
        if tenant == request.act.tenant:
            return None
        message = "a project with this id exists; choose another id"
        return Rejection(Rule.PROJECT_EXISTS, message, ("project",))

    async def _attempt(
        self, request: Request, known_rules: Rules
    ) -> "Accepted | Rejection | VersionConflict | _Lost":
        stream = stream_of(request.command)
        is_rule = stream in rules.STREAMS
        beside, tails = streams_beside(request.command), tails_beside(request.command)
        seen = streams_seen(request.command)
        asked = (*beside, *seen) if is_rule else (stream, *beside, *seen)
        project_id, command_id = request.project_id, request.command_id
        async with self._pool.acquire() as connection:
            found, events = await read.read_state(connection, project_id, command_id, asked, tails)
            registered = await self._registered(connection, request)
        if found is not None:
            if known_rules.project.tenant != request.act.tenant:
                return Rejection(Rule.PROJECT_UNKNOWN, "no project with this id", ("project",))
            return await self._repeated(request, found.first_position, found.request_sha)
        apart = (*beside, *tails, *seen)
        others = {other: [one for one in events if one.stream == other] for other in apart}
        events = [one for one in events if one.stream == stream] if others else events
        version = known_rules.versions[stream] if is_rule else len(events)
        known = Known(rules=known_rules, events=events, beside=others, registered=registered)
        decision = decide_command(request.command, request.act, known)
        if isinstance(decision, Rejection):
            return decision
        if request.expected_version not in (None, version):
            expected = request.expected_version or 0
            return VersionConflict(stream=stream, expected=expected, actual=version)
        expected_versions = {
            **request.basis,
            **known_rules.versions,
            **{one: others[one][-1].version if others[one] else 0 for one in (*beside, *tails)},
            stream: version,
        }
        for one, computed_from in request.basis.items():
            if expected_versions[one] != computed_from:
                actual = expected_versions[one]
                return VersionConflict(stream=one, expected=computed_from, actual=actual)
        return await self._append(request, decision, expected_versions, events)

    async def _registered(
        self, connection: PoolConnectionProxy, request: Request
    ) -> frozenset[ItemId]:
        named = items_named(request.command)
        if not named:
            return frozenset()
        streams = [item.PREFIX + item_id for item_id in named]
        existing = await read.existing_streams(connection, request.project_id, streams)
        return frozenset(ItemId(one.removeprefix(item.PREFIX)) for one in existing)

    async def _append(
        self,
        request: Request,
        decision: Admitted[msgspec.Struct],
        expected: dict[str, int],
        events: list[RecordedEvent],
    ) -> "Accepted | Rejection | VersionConflict | _Lost":
        stream = stream_of(request.command)
        append = append_of(request, decision, expected, events)
        largest = max(len(event.body) for event in append.events)
        if largest > EVENT_BYTES_MAX:
            message = f"this makes an event of {largest} bytes; at most {EVENT_BYTES_MAX} fit"
            return Rejection(Rule.TOO_MANY, message)
        try:
            await self._directory.keep(request.project_id, request.texts)
        except AuthorErased:
            message = "who wrote this was erased meanwhile and nothing was kept; send it again"
            return Rejection(Rule.ERASED_MEANWHILE, message)
        outcome = await self._ledger.append(request.project_id, append)
        match outcome:
            case Appended():
                # Again: a twin of this request that lost may have let go of them meanwhile.
                with contextlib.suppress(AuthorErased):  # erased just after they were recorded
                    await self._directory.keep(request.project_id, request.texts)
                return Accepted(
                    command_id=request.command_id,
                    first_position=outcome.first_position,
                    position=outcome.last_position,
                    event_ids=tuple(event.event_id for event in append.events),
                    version=expected[stream] + [one.stream for one in append.events].count(stream),
                    warnings=decision.warnings,
                )
            case Conflict():
                lost = VersionConflict(
                    stream=outcome.stream, expected=outcome.expected, actual=outcome.actual
                )
                return lost if lost.stream in request.basis else _Lost(lost)
            case Duplicate() | KeyReused():
                return await self._repeated(request, outcome.first_position, None)
            case ProjectMissing():
                return Rejection(Rule.PROJECT_UNKNOWN, "no project with this id", ("project",))

    async def _repeated(
        self, request: Request, first_position: int, request_sha: bytes | None
    ) -> Accepted | Rejection:
        """The first answer again, or the refusal of a command id that meant something else."""
        async with self._pool.acquire() as connection:
            found = await read.find_command(connection, request.project_id, request.command_id)
            sha = found.request_sha if found is not None else request_sha
            last_position = found.last_position if found is not None else first_position
            events = await read.read_project(
                connection,
                request.project_id,
                after=first_position - 1,
                limit=last_position - first_position + 1,
            )
        if found is None or sha != request_digest(request):
            return await self._other_command(request, events)
        return Accepted(
            command_id=request.command_id,
            first_position=first_position,
            position=found.last_position,
            event_ids=tuple(event.event_id for event in events),
            version=events[-1].version,
            is_duplicate=True,
        )

    async def _other_command(self, request: Request, recorded: list[RecordedEvent]) -> Rejection:
        """The refusal of a command whose id stands for these events."""
        erased: list[ErasedText] = []
        if request.texts:
            ids = [text.text_id for one in recorded for text in texts_of(one.fact).values()]
            found = await self._directory.words(request.project_id, ids)
            erased = [text for text in found.values() if isinstance(text, ErasedText)]
        return command_id_taken(erased)


class _Lost(msgspec.Struct, frozen=True):
    """Another command came between reading and appending: read again and decide anew."""

    conflict: VersionConflict
