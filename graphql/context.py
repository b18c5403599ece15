"""What a request's resolvers work with, and a project as the caller of the request sees it."""

from collections.abc import Awaitable, Callable
from datetime import datetime

import asyncpg
import msgspec

from labeltrail.events.acts import ErasedText, PersonalText
from labeltrail.events.directory import Directory
from labeltrail.events.execute import Executor
from labeltrail.events.identifiers import ItemId, ProjectId
from labeltrail.events.ledger.checkpoints import SealedCheckpoint
from labeltrail.events.ledger.turns import ask_for
from labeltrail.events.streams.item.state import Item
from labeltrail.events.streams.project import Role
from labeltrail.events.streams.rules import Rules
from labeltrail.graphql.access.sight import Sight, hides_names
from labeltrail.graphql.caller import Caller
from labeltrail.graphql.errors import Code, CodedError
from labeltrail.graphql.known import KnownRules
from labeltrail.graphql.loading import Loaders
from labeltrail.projections.answers import ItemAnswer
from labeltrail.projections.reviewing.anonymous import anonymised, names_of
from labeltrail.projections.work.claiming import Desk


class Resources(msgspec.Struct, frozen=True, kw_only=True):
    """What all requests of a process share."""

    pool: asyncpg.Pool
    executor: Executor
    directory: Directory
    known: KnownRules
    desk: Desk
    nudge: Callable[[], None]
    """Tells the read models that there is something new."""
    seal: Callable[[str], Awaitable[SealedCheckpoint | None]]
    """Seals a project now. Raises SealRefused, and what the database raises."""


class Context:
    """One request: its caller, its clock reading and what it has loaded so far."""

    def __init__(self, resources: Resources, caller: Caller | None, now: datetime) -> None:
        self.resources = resources
        self.caller = caller
        self.now = now
        self._loaders: Loaders | None = None
        self._scopes: dict[ProjectId, Scope | None] = {}

    @property
    def identified(self) -> Caller:
        """The caller. Raises UNAUTHENTICATED when nobody said who they are."""
        if self.caller is None:
            raise CodedError(Code.UNAUTHENTICATED, "send an API key: Authorization: Bearer lt_…")
        return self.caller

    @property
    def loaders(self) -> Loaders:
        """What has been loaded so far; made on first use, since most mutations load nothing."""
        if self._loaders is None:
            self._loaders = Loaders(self.resources.pool, self.resources.directory)
        return self._loaders

    async def scope(self, project_id: ProjectId, *, fresh: bool = False) -> "Scope | None":
        """The project, or None for whoever is not a member: it then looks like no project."""
        ask_for(project_id)
        if fresh:  # after a mutation, what was loaded before it may have changed
            self._loaders = None
        if project_id not in self._scopes or fresh:
            self._scopes[project_id] = await self._enter(project_id)
        return self._scopes[project_id]

    async def _enter(self, project_id: ProjectId) -> "Scope | None":
        caller = self.identified
        rules = await self.resources.known.now(project_id)
        is_member = bool(rules.project.roles_of(caller.actor))
        if rules.project.tenant != caller.tenant or not is_member:
            return None
        return Scope(self, project_id, rules)


class Scope:
    """One project as the caller sees it: every object of the project carries it."""

    __slots__ = ("context", "project_id", "roles", "rules", "sight")

    def __init__(self, context: Context, project_id: ProjectId, rules: Rules) -> None:
        self.context = context
        self.project_id = project_id
        self.rules = rules
        self.roles: frozenset[Role] = rules.project.roles_of(context.identified.actor)
        self.sight = Sight(context.identified.actor, self.roles, hides_names(rules, self.roles))

    @property
    def pool(self) -> asyncpg.Pool:
        return self.context.resources.pool

    @property
    def loaders(self) -> Loaders:
        return self.context.loaders

    async def item_now(self, item_id: ItemId) -> Item:
        """The item as it stands now, on which blindness is judged."""
        return await self.loaders.item_now(self.project_id, item_id)

    async def sees_judgments_of(self, item_id: ItemId) -> bool:
        """Whether others' judgments of the item are visible; asks the ledger only if it must."""
        if not self.sight.sees_others or self.sight.sees_all:
            return self.sight.sees_others
        return self.sight.sees_judgments_of(await self.item_now(item_id))

    def shown(self, answer: ItemAnswer) -> ItemAnswer:
        """The answer with the names that the caller may know."""
        if not self.sight.hides_names:
            return answer
        names = names_of(answer.state, self.sight.person)
        dropped = frozenset(names.get(one, one) for one in answer.terms.dropped)
        return msgspec.structs.replace(
            answer,
            state=anonymised(answer.state, self.sight.person),
            terms=msgspec.structs.replace(answer.terms, dropped=dropped),
        )

    def shown_item(self, item: Item) -> Item:
        return anonymised(item, self.sight.person) if self.sight.hides_names else item

    async def words(self, reference: PersonalText | None) -> str | None:
        """What stands behind a reference; None when there is none, or the words were erased."""
        found = await self._text(reference)
        return found if isinstance(found, str) else None

    async def erased_at(self, reference: PersonalText | None) -> datetime | None:
        """When the words behind a reference were erased, if they were."""
        found = await self._text(reference)
        return found.erased_at if isinstance(found, ErasedText) else None

    async def _text(self, reference: PersonalText | None) -> str | ErasedText | None:
        if reference is None:
            return None
        return await self.loaders.words(self.project_id, reference.text_id)
