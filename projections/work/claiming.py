"""`claimNext`: the next item for an annotator, by the policy, or the reason why there is none.

One desk belongs to a process. It looks for an item in what it remembers of the rows of open work
and asks the executor to assign it: that decision alone counts, on the item's own events and the
annotator's (see `events/streams/work`). So many desks may give out one project's work, none of
them ahead of the rows, and no item is given to more annotators than are wanted.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict

import asyncpg
import msgspec

from labeltrail.events.execute import Executor
from labeltrail.events.identifiers import ItemId, MemberId, ProjectId
from labeltrail.events.ledger import read
from labeltrail.events.rejections import Rejection, Rule
from labeltrail.events.requests import Accepted, Request, VersionConflict
from labeltrail.events.streams import authority, batch
from labeltrail.events.streams.item.assignment_commands import AssignItem
from labeltrail.events.streams.item.assignment_facts import ItemAssigned, Purpose
from labeltrail.events.streams.item.seats import wanting_of
from labeltrail.events.streams.rules import Rules
from labeltrail.events.streams.standing import admission
from labeltrail.events.streams.work import WorkTaken, stream_of_work
from labeltrail.events.streams.work.draws import drawn, purpose_of
from labeltrail.events.streams.work.limits import Load, last_taken, must_look, taken
from labeltrail.projections.work.answers import (
    IDLE,
    Answer,
    Claim,
    Given,
    Idle,
    Nothing,
    nothing,
    told,
)
from labeltrail.projections.work.candidates import Candidate, Candidates
from labeltrail.projections.work.resting import rest_of
from labeltrail.projections.work.windows import Shift, Windows

TRIES_MAX = 40
REPEAT_TRIES = 3
ANNOTATORS_REMEMBERED_MAX = 10_000

_GONE = frozenset({Rule.ITEM_FULL, Rule.ITEM_WANTS_NOBODY, Rule.TOO_MANY, Rule.ITEM_UNKNOWN})
_NOT_MINE = frozenset(
    {
        Rule.ITEM_ALREADY_HELD,
        Rule.ITEM_ALREADY_LABELED,
        Rule.ITEM_ALREADY_SKIPPED,
        Rule.NO_REPEAT_DUE,
    }
)


class Desk:
    """Gives out the work of all projects of one database."""

    def __init__(self, pool: asyncpg.Pool, executor: Executor) -> None:
        self._pool = pool
        self._executor = executor
        self._windows = Windows(pool)
        self._opening = asyncio.Lock()
        self._last: OrderedDict[tuple[ProjectId, MemberId], WorkTaken] = OrderedDict()
        """What annotators were given here last, as far as it is needed to ask for more."""

    async def claim(self, claim: Claim) -> Answer:
        """The item is held by the annotator once this is answered with it.

        Asked again under the same command id, the first answer comes again. Raises
        LedgerUnavailable while the database is out of reach.
        """
        answer = await self._looked_for(claim)
        if not isinstance(answer, Nothing):
            return answer
        again = await self._again(claim)
        return again or await self._unknown_batch(claim) or answer

    async def _unknown_batch(self, claim: Claim) -> Rejection | None:
        """A batch that is not there has nothing to give, and that is no answer about work."""
        batch_id = claim.batch_id
        if batch_id is None:
            return None
        stream = batch.PREFIX + batch_id
        if await read.read_stream(self._pool, claim.project_id, stream, limit=1):
            return None
        message = f"no batch {batch_id!r} in this project; open it first"
        return Rejection(Rule.BATCH_UNKNOWN, message, ("batch_id",))

    async def _looked_for(self, claim: Claim) -> Answer:
        """As if the claim was never sent before, as long as nothing is found."""
        async with self._opening:  # of many who come at once, one reads the rules for all
            rules = await self._executor.known_rules(claim.project_id)
        fault = self._fault(rules, claim)
        if fault is not None:
            rules = await self._executor.rules(claim.project_id)
            fault = self._fault(rules, claim)
        wanting = wanting_of(rules)
        if fault is not None or wanting is None:
            return fault or nothing(Idle.NOTHING_IS_ASSIGNED, "the policy gives nothing out")
        shift = Shift(claim=claim, rules=rules, wanting=wanting)
        shift.last = self._last.get((claim.project_id, claim.act.person))
        if shift.last is None or len(shift.last.held) >= wanting.section.open_max:
            await self._look(shift)
        special = await self._special(shift)
        return special if special is not None else await self._work(shift)

    def _fault(self, rules: Rules, claim: Claim) -> Answer | None:
        """Why this claim comes to nothing whatever is open."""
        asked = _nowhere(claim)
        if rules.project.title is None or rules.project.tenant != claim.act.tenant:
            return Rejection(Rule.PROJECT_UNKNOWN, "no project with this id", ("project",))
        fault = authority.admits(rules.project, asked, claim.act)
        if fault is not None:
            return fault
        wanting = wanting_of(rules)
        if wanting is None:
            message = "the policy in force says nothing of assignments; publish one that does"
            return nothing(Idle.NOTHING_IS_ASSIGNED, message)
        unfit = admission.labeling_fault(rules, claim.act.person, ItemId(""), wanting.tasks)
        return nothing(IDLE[unfit.rule], unfit.message) if unfit is not None else None

    async def _look(self, shift: Shift) -> None:
        """What the annotator was given last."""
        stream = stream_of_work(shift.annotator)
        shift.last = last_taken(await read.read_last(self._pool, shift.claim.project_id, [stream]))

    async def _special(self, shift: Shift) -> Answer | None:
        """Gold or a repeat, if the draw is for one and there is one; None: ordinary work."""
        purpose = purpose_of(shift.wanting.section, shift.annotator, shift.number)
        if purpose is Purpose.GOLD:
            items = await self._windows.gold(shift)
        elif purpose is Purpose.REPEAT:
            items = await self._repeats(shift)
        else:
            return None
        for item_id in items:
            answer = await self._assign(shift, item_id, purpose)
            if not isinstance(answer, Rejection) or answer.rule not in _GONE | _NOT_MINE:
                return await self._until(shift, told(answer))
        return None

    async def _repeats(self, shift: Shift) -> list[ItemId]:
        """Items of claims long enough ago, drawn by seed."""
        section, found = shift.wanting.section, list[ItemId]()
        below = shift.number - section.repeat_distance
        for place in range(REPEAT_TRIES if below > 0 and shift.claim.batch_id is None else 0):
            what = f"repeat {place}"
            version = drawn(section.seed, shift.annotator, shift.number, what, below=below)
            stream = stream_of_work(shift.annotator)
            then = last_taken(
                await read.read_stream(
                    self._pool, shift.claim.project_id, stream, after_version=version, limit=1
                )
            )
            if then is not None:
                found.append(then.held[-1].item_id)
        return list(dict.fromkeys(found))

    async def _work(self, shift: Shift) -> Answer:
        """Ordinary work: try what looks open until something is."""
        window = await self._windows.window(shift, None)
        for _ in range(TRIES_MAX):
            one = window.candidates.pick(shift.annotator, shift.claim.command_id.int, shift.passed)
            if one is None:
                further = await self._windows.further(shift, window)
                if isinstance(further, Nothing):
                    return further
                window = further
                continue
            answer = await self._try(shift, window.candidates, one)
            if answer is not None:
                return answer
        return nothing(
            Idle.BUSY, "others were faster; ask again", position=window.candidates.position
        )

    async def _try(self, shift: Shift, among: Candidates, one: Candidate) -> Answer | None:
        """None: this one is not to be had, and it is known now why."""
        with among.claiming(one):
            answer = await self._assign(shift, one.item_id, Purpose.WORK)
        if isinstance(answer, Given):
            among.given(one, shift.annotator, answer.accepted.position)
            return answer
        if isinstance(answer, VersionConflict):
            shift.passed.add(one.item_id)
            return None
        if isinstance(answer, Rejection) and answer.rule in _GONE:
            among.full(one)
            return None
        if isinstance(answer, Rejection) and answer.rule in _NOT_MINE:
            among.not_for(one, shift.annotator)
            return None
        return await self._until(shift, told(answer))

    async def _assign(self, shift: Shift, item_id: ItemId, purpose: Purpose) -> Answer:
        """Ask for the decision; what the annotator was given meanwhile is looked up again."""
        for _ in range(TRIES_MAX):
            last, section = shift.last, shift.wanting.section
            held = last.held if last is not None and must_look(section, last) else ()
            command = AssignItem(
                item_id=item_id,
                annotator=shift.annotator,
                number=shift.number,
                purpose=purpose,
                held=tuple(one.item_id for one in held if one.item_id != item_id),
                batch_id=shift.claim.batch_id,
            )
            request = Request(
                project_id=shift.claim.project_id,
                command_id=shift.claim.command_id,
                command=command,
                act=shift.claim.act,
            )
            result = await self._executor.execute(request)
            if isinstance(result, Accepted):
                self._remember(shift, item_id)
                return Given(item_id=item_id, request=request, accepted=result)
            if isinstance(result, Rejection) and result.rule is Rule.COMMAND_ID_REUSED:
                return await self._again(shift.claim) or result
            if not isinstance(result, Rejection) or result.rule is not Rule.WORK_MOVED_ON:
                return result
            await self._look(shift)
        return nothing(Idle.BUSY, "the same annotator claims in many places; ask again")

    def _remember(self, shift: Shift, item_id: ItemId) -> None:
        """That the annotator has this item, too; what they let go of meanwhile is not known."""
        key, last = (shift.claim.project_id, shift.annotator), shift.last
        load = Load() if last is None else Load(claims=last.number, done=last.done, held=last.held)
        self._last[key] = taken(shift.wanting.section, load, item_id, 1, shift.claim.act.now)
        self._last.move_to_end(key)
        if len(self._last) > ANNOTATORS_REMEMBERED_MAX:
            self._last.popitem(last=False)

    async def _again(self, claim: Claim) -> Given | None:
        """The first answer to a claim that is sent again, whatever is open by now."""
        project_id, command_id = claim.project_id, claim.command_id
        found = await read.find_command(self._pool, project_id, command_id)
        if found is None:
            return None
        events = await read.read_project(
            self._pool,
            project_id,
            after=found.first_position - 1,
            limit=found.last_position - found.first_position + 1,
        )
        for event in events:
            fact = event.fact
            if isinstance(fact, ItemAssigned) and fact.annotator == claim.act.person:
                accepted = Accepted(
                    command_id=command_id,
                    first_position=found.first_position,
                    position=found.last_position,
                    event_ids=tuple(one.event_id for one in events),
                    version=event.version,
                    is_duplicate=True,
                )
                item_id = ItemId(event.stream.partition("/")[2])
                again = Request(
                    project_id=project_id,
                    command_id=command_id,
                    command=msgspec.structs.replace(_nowhere(claim), item_id=item_id),
                    act=claim.act,
                )
                return Given(item_id=item_id, request=again, accepted=accepted)
        return None

    async def _until(self, shift: Shift, answer: Answer) -> Answer:
        """An answer about a rest says when it ends."""
        if not isinstance(answer, Nothing) or answer.idle is not Idle.RESTING:
            return answer
        claim = shift.claim
        # The decision may rest on newer rules than the claim began with.
        wanting = wanting_of(await self._executor.known_rules(claim.project_id)) or shift.wanting
        until = await rest_of(self._pool, claim.project_id, shift.last, wanting.section, claim.act)
        return msgspec.structs.replace(answer, until=until)


def _nowhere(claim: Claim) -> AssignItem:
    """The command of a claim that has no item yet."""
    return AssignItem(
        item_id=ItemId(""),
        annotator=claim.act.person,
        number=0,
        purpose=Purpose.WORK,
        batch_id=claim.batch_id,
    )
