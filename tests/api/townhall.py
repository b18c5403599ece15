"""A town hall that sorts its letters: the API over HTTP, its people's keys, and what they send.

Every letter is asked two questions, what it concerns and how urgent it is. Requests go to a real
server on a free port, over a real database.
"""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Any, Literal
from uuid import UUID, uuid4

import httpx
import msgspec

from labeltrail.backend.app import create_app
from labeltrail.backend.composition import Composition, composed
from labeltrail.backend.serving import serving
from labeltrail.backend.settings import Settings
from labeltrail.events.identifiers import MemberId, TenantId

PROJECT = "letters-1911"
TENANT = TenantId("town")
PEOPLE = {
    "ada": ["MANAGER"],
    "bo": ["ANNOTATOR"],
    "cy": ["ANNOTATOR"],
    "rae": ["REVIEWER"],
    "jo": ["ADJUDICATOR"],
    "quill": ["SERVICE"],
    "liv": ["AUDITOR"],
}
STRANGER = "mallory"
LETTERS = ("letter-1", "letter-2", "letter-3")

TASKS: list[dict[str, Any]] = [
    {
        "name": "concern",
        "kind": "MULTICLASS",
        "question": "What does the letter concern?",
        "allowsCannotTell": True,
        "classes": [
            {"classId": "noise", "definition": "Sound that keeps somebody awake."},
            {"classId": "roads", "definition": "Paving, lamps and carriages."},
            {"classId": "parks", "definition": "Trees, benches and the bandstand."},
        ],
    },
    {
        "name": "urgency",
        "kind": "ORDINAL",
        "question": "How soon must the town act?",
        "classes": [
            {"classId": "can-wait", "rank": 1, "definition": "This year will do."},
            {"classId": "soon", "rank": 2, "definition": "This month."},
            {"classId": "now", "rank": 3, "definition": "Somebody may be hurt."},
        ],
    },
]
CLAUSES = [
    {"number": "1", "title": "One concern", "text": "Take the one that the writer asks about."},
    {"number": "2", "title": "Danger first", "text": "A danger to life is always `now`."},
]


def retiring(*tasks: dict[str, Any]) -> list[dict[str, Any]]:
    """The mapping that asks for no class of these tasks any more."""
    return [
        {
            "task": task["name"],
            "classes": [{"classId": c["classId"], "fate": "RETIRED"} for c in task["classes"]],
        }
        for task in tasks
    ]


TOLD = """
__typename
... on CommandSuccess { commandId position version isDuplicate warnings }
... on UserError { code message path }
... on VersionConflict { currentVersion }
"""

Payload = dict[str, Any]
Refusal = tuple[str, str, dict[str, Any], tuple[str, str, list[str]]]
"""Who sends what to which mutation; the member, the code and the path below `input` that come
back, or no path at all."""
Profile = Literal["development", "production"]


class Answer(msgspec.Struct, frozen=True):
    """What came back over HTTP."""

    status: int
    headers: httpx.Headers
    body: dict[str, Any]

    @property
    def told(self) -> dict[str, Any]:
        """The `data`, of an answer without errors."""
        assert "errors" not in self.body, self.body["errors"]
        told: dict[str, Any] = self.body["data"]
        return told

    @property
    def code(self) -> str:
        """The code of the first error at the top."""
        code: str = self.body["errors"][0]["extensions"]["code"]
        return code


class TownHall:
    """The server, and a way to speak to it in somebody's name."""

    def __init__(self, parts: Composition, url: str, client: httpx.AsyncClient) -> None:
        self.parts = parts
        self.url = url
        self.client = client
        self._keys: dict[str, str] = {}

    async def key(self, actor: str, *, tenant: TenantId = TENANT) -> str:
        """The actor's key, made when first asked for. The manager's administers the instance."""
        if actor not in self._keys:
            issued = await self.parts.keys.issue(
                tenant=tenant,
                actor=MemberId(actor),
                issued_by="tests",
                is_instance_admin=actor == "ada",
            )
            self._keys[actor] = issued.text
        return self._keys[actor]

    async def ask(
        self, actor: str | None, query: str, variables: Mapping[str, object] | None = None
    ) -> Answer:
        """One operation, POSTed; without an actor, without a key."""
        headers = {"Authorization": f"Bearer {await self.key(actor)}"} if actor else {}
        return await self.send(
            "POST", json={"query": query, "variables": variables}, headers=headers
        )

    async def send(self, method: str, path: str = "/graphql", **how: Any) -> Answer:
        response = await self.client.request(method, path, **how)
        body = msgspec.json.decode(response.content) if response.content else {}
        return Answer(response.status_code, response.headers, body)

    async def mutate(
        self, actor: str, mutation: str, given: Mapping[str, object], fields: str = ""
    ) -> Payload:
        """The payload of one mutation, with `fields` of its success. `given` is completed by a
        project and a new command id."""
        name = mutation[0].upper() + mutation[1:]
        success = f"... on {name}Success {{ {fields} }}" if fields else ""
        query = (
            f"mutation {name}($input: {name}Input!) "
            f"{{ {mutation}(input: $input) {{ {TOLD} {success} }} }}"
        )
        completed = {"project": PROJECT, "commandId": str(uuid4()), **given}
        answer = await self.ask(actor, query, {"input": completed})
        payload: Payload = answer.told[mutation]
        return payload

    async def accepted(
        self, actor: str, mutation: str, given: Mapping[str, object], fields: str = ""
    ) -> Payload:
        """The same, of a mutation that must not be refused."""
        payload = await self.mutate(actor, mutation, given, fields)
        assert payload["__typename"].endswith("Success"), payload
        return payload

    async def refuses(self, refusals: Mapping[str, Refusal]) -> None:
        """Each is refused as it says, and nothing at all is written."""
        head = await self.parts.pool.fetchval("SELECT count(*) FROM ledger.events")
        for name, (actor, mutation, given, (member, code, path)) in refusals.items():
            told = await self.mutate(actor, mutation, given)
            assert (told["__typename"], told["code"]) == (member, code), (name, told)
            assert told["path"] == (["input", *path] if path else []), (name, told)
            assert told["message"], name
        assert await self.parts.pool.fetchval("SELECT count(*) FROM ledger.events") == head

    async def label(self, annotator: str, letter: str, concern: str, urgency: int = 1) -> Payload:
        """A label as the annotator's own, with its id and its current event."""
        given = labeling(letter, concern, urgency)
        fields = "label { labelId currentEventId annotator }"
        payload = await self.accepted(annotator, "submitLabel", given, fields)
        label: Payload = payload["label"]
        return label


def labeling(letter: str, concern: str = "noise", urgency: int = 1) -> dict[str, Any]:
    """What an annotator sends for a letter, under the first versions of the rules."""
    return {
        "itemId": letter,
        "answers": [
            {"task": "concern", "value": {"choice": concern}},
            {"task": "urgency", "value": {"rating": urgency}},
        ],
        "taxonomyVersion": 1,
        "guidelineRevision": 1,
    }


@contextlib.asynccontextmanager
async def _settings(database_url: str, profile: Profile) -> AsyncIterator[Settings]:
    with tempfile.TemporaryDirectory() as folder:
        yield Settings(database_url=database_url, data_dir=Path(folder), profile=profile)


@contextlib.asynccontextmanager
async def opened(
    database_url: str, *, profile: Profile = "development", folds: bool = True
) -> AsyncIterator[TownHall]:
    """A server without a project."""
    async with (
        _settings(database_url, profile) as settings,
        composed(settings, folds=folds) as parts,
        serving(create_app(parts), "127.0.0.1", 0) as url,
        httpx.AsyncClient(base_url=url, timeout=20) as client,
    ):
        yield TownHall(parts, url, client)


async def founded(hall: TownHall) -> TownHall:
    """With the project, its people, its rules and three letters."""
    await hall.accepted("ada", "createProject", {"title": "Letters of 1911"})
    for member, roles in PEOPLE.items():
        if member != "ada":
            await hall.accepted("ada", "addMember", {"member": member, "roles": roles})
    rules = {"tasks": TASKS, "changeNote": "The first one."}
    await hall.accepted("ada", "publishTaxonomy", rules)
    rules = {"clauses": CLAUSES, "changeNote": "The first one."}
    await hall.accepted("ada", "reviseGuideline", rules)
    await hall.accepted("ada", "publishGuideline", {"guidelineRevision": 1})
    policy = {"overlap": 2, "quorum": 2}
    await hall.accepted("ada", "publishPolicy", {"policy": policy, "changeNote": "Two readers."})
    for letter in LETTERS:
        await hall.accepted("quill", "registerItem", {"itemId": letter, "modality": "TEXT"})
    return hall


def absent() -> str:
    """An id that names nothing."""
    return str(UUID(int=0x1911))
