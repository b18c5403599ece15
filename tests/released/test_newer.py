"""A server of this version beside one that is newer: an event that only the newer one knows.

It stops the read models of its project, loudly, and nothing else: what is appended, read from the
ledger, audited and told of other projects goes on, each refusal has a code, and once this code
knows the type, the project is folded on from there.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import msgspec
import pytest

from labeltrail.backend.audit.export import export_project
from labeltrail.backend.audit.verify import verify
from labeltrail.backend.doctor.examination import examine
from labeltrail.events import catalogue
from labeltrail.events.ledger.append import Append, Appended, NewEvent
from labeltrail.projections import waiting
from labeltrail.projections.turn import CaughtUp, Stopped
from tests.api.townhall import PROJECT, TownHall, founded, labeling, opened

OTHER = "council-minutes"


class LetterSealed(msgspec.Struct, frozen=True, kw_only=True):
    """What version 0.9 will record, say."""

    seal: str


@pytest.fixture
async def town(database_url: str) -> AsyncIterator[TownHall]:
    """A server that folds when it is told to, so that a test sees each step."""
    async with opened(database_url, folds=False) as hall:
        yield await founded(hall)


async def sealed(
    town: TownHall,
    stream: str = "item/letter-1",
    *,
    type_name: str = "LetterSealed",
    version: int = 1,
) -> int:
    """Append as the newer server does; the position."""
    command_id = uuid4()
    event = NewEvent(
        stream=stream,
        event_id=uuid4(),
        type=type_name,
        schema_version=version,
        occurred_at=datetime.now(UTC),
        actor="quill",
        body=b'{"seal":"wax"}',
    )
    append = Append(
        command_id=command_id,
        request_sha=bytes(32),
        correlation_id=command_id,
        expected={},
        events=(event,),
    )
    outcome = await town.parts.ledger.append(PROJECT, append)
    assert isinstance(outcome, Appended), outcome
    return outcome.first_position


async def lag(town: TownHall) -> dict[str, Any]:
    answer = await town.ask(
        "ada",
        "query ($id: ID!) { project(id: $id) {"
        " projection { position head lag stoppedPosition stoppedReason } } }",
        {"id": PROJECT},
    )
    told: dict[str, Any] = answer.told["project"]["projection"]
    return told


@pytest.mark.parametrize(
    ("type_name", "version"), [("LetterSealed", 1), ("LabelSubmitted", 9)], ids=["type", "version"]
)
async def test_it_stops_the_read_models_of_its_project_and_says_where(
    type_name: str, version: int, town: TownHall, caplog: pytest.LogCaptureFixture
) -> None:
    position = await sealed(town, type_name=type_name, version=version)
    assert isinstance(await town.parts.runner.run_once(PROJECT), Stopped)
    told = await lag(town)
    assert (told["position"], told["stoppedPosition"]) == (str(position - 1), str(position))
    assert f"no event type '{type_name}' at schema version {version}" in told["stoppedReason"]
    assert f"project {PROJECT} cannot be folded beyond position {position - 1}" in caplog.text
    ready = await town.send("GET", "/health/ready")
    assert (ready.status, ready.body["read_models"]["status"]) == (200, "standing still")
    findings = await examine(str(town.parts.settings.database_url), town.parts.settings)
    assert [one.check for one in findings if type_name in one.found] == ["read models"]


async def test_appends_and_other_projects_go_on(town: TownHall) -> None:
    await sealed(town)
    await town.parts.runner.run_once(PROJECT)
    first = await town.accepted("bo", "submitLabel", labeling("letter-2"))
    second = await town.accepted("cy", "submitLabel", labeling("letter-2"))
    assert int(second["position"]) == int(first["position"]) + 1
    created = {"project": OTHER, "title": "Minutes of 1911"}
    there = await town.accepted("ada", "createProject", created)
    assert isinstance(await town.parts.runner.run_once(OTHER), CaughtUp)
    position = int(there["position"])
    assert await waiting.wait_for(town.parts.pool, OTHER, position) == position


ITEM = """
query ($project: ID!, $item: ID!, $atLeast: BigInt, $asOf: AsOfInput) {
  item(project: $project, itemId: $item, atLeast: $atLeast, asOf: $asOf) {
    itemId labels(first: 5) { edges { node { annotator } } }
  }
}
"""


async def test_answers_are_older_or_say_why_there_is_none(town: TownHall) -> None:
    await town.accepted("bo", "submitLabel", labeling("letter-1"))
    await town.parts.runner.run_once(PROJECT)
    position = await sealed(town)
    later = await town.accepted("cy", "submitLabel", labeling("letter-2"))
    await town.parts.runner.run_once(PROJECT)
    asked = {"project": PROJECT, "item": "letter-1"}
    older = await town.ask("ada", ITEM, asked)
    assert [one["node"]["annotator"] for one in older.told["item"]["labels"]["edges"]] == ["bo"]
    for more in (
        {"atLeast": position},
        {"atLeast": later["position"]},
        {"asOf": {"position": position}},
        {"asOf": {"position": int(later["position"])}},
    ):
        answer = await town.ask("ada", ITEM, {**asked, **more})
        assert (answer.status, answer.code) == (200, "PROJECTION_LAGS"), (more, answer.body)
    past = await town.ask("ada", ITEM, {**asked, "asOf": {"position": position - 1}})
    assert [one["node"]["annotator"] for one in past.told["item"]["labels"]["edges"]] == ["bo"]


async def test_a_command_on_what_this_code_cannot_read_is_refused_with_a_code(
    town: TownHall,
) -> None:
    """It must not decide on half a history; on everything else it decides."""
    await sealed(town)
    given = {"project": PROJECT, "commandId": str(uuid4()), **labeling("letter-1")}
    query = "mutation ($input: SubmitLabelInput!) { submitLabel(input: $input) { __typename } }"
    answer = await town.ask("bo", query, {"input": given})
    assert (answer.status, answer.code) == (200, "UNKNOWN_EVENT"), answer.body
    assert "newer version" in answer.body["errors"][0]["message"]
    await town.accepted("bo", "submitLabel", labeling("letter-2"))


async def test_rules_that_this_code_cannot_read_refuse_with_a_code(town: TownHall) -> None:
    await sealed(town, "policy", type_name="PolicyPublished", version=2)
    query = "mutation ($input: SubmitLabelInput!) { submitLabel(input: $input) { __typename } }"
    given = {"project": PROJECT, "commandId": str(uuid4()), **labeling("letter-2")}
    answer = await town.ask("bo", query, {"input": given})
    assert (answer.status, answer.code) == (200, "UNKNOWN_EVENT"), answer.body


TIMELINE = """
query ($project: ID!, $item: ID!) {
  item(project: $project, itemId: $item) {
    timeline(last: 2) { edges { node { position type sentence } } }
  }
}
"""


async def test_the_timeline_shows_it_without_a_guess(town: TownHall) -> None:
    await town.accepted("bo", "submitLabel", labeling("letter-1"))
    await town.parts.runner.run_once(PROJECT)
    position = await sealed(town)
    asked = {"project": PROJECT, "item": "letter-1"}
    answer = await town.ask("ada", TIMELINE, asked)
    entries = [one["node"] for one in answer.told["item"]["timeline"]["edges"]]
    assert [one["position"] for one in entries] == [str(position - 1), str(position)]
    assert entries[1]["type"] == "LetterSealed"
    assert entries[1]["sentence"] == (
        "quill recorded LetterSealed in version 1, which this version of Labeltrail does not know."
    )
    # What an annotator may see of an item rests on its whole state, which nobody knows here.
    answer = await town.ask("cy", TIMELINE, asked)
    assert (answer.status, answer.code) == (200, "UNKNOWN_EVENT")
    assert "LetterSealed" not in str(answer.body)


async def test_the_ledger_is_read_sealed_exported_and_verified(
    town: TownHall, tmp_path: Path
) -> None:
    position = await sealed(town)
    query = (
        "query ($project: ID!) { project(id: $project) {"
        " events(first: 2, afterPosition: 14) { events { position type } } } }"
    )
    answer = await town.ask("ada", query, {"project": PROJECT})
    assert "LetterSealed" in str(answer.told), answer.body
    checkpoint = await town.parts.sealer.seal(PROJECT)
    assert checkpoint is not None
    assert checkpoint.tree_size == position
    bundle = tmp_path / "letters.zip"
    await export_project(town.parts.pool, PROJECT, bundle)
    verdict = verify(bundle, jobs=1)
    assert verdict.wrong is None
    assert verdict.report is not None


async def test_it_is_folded_on_once_the_code_knows_it(town: TownHall) -> None:
    await sealed(town)
    later = await town.accepted("cy", "submitLabel", labeling("letter-2"))
    assert isinstance(await town.parts.runner.run_once(PROJECT), Stopped)
    with newer_code():
        assert isinstance(await town.parts.runner.run_once(PROJECT), CaughtUp)
    told = await lag(town)
    assert (told["position"], told["stoppedPosition"]) == (later["position"], None)
    asked = {"project": PROJECT, "item": "letter-2", "atLeast": later["position"]}
    answer = await town.ask("ada", ITEM, asked)
    assert [one["node"]["annotator"] for one in answer.told["item"]["labels"]["edges"]] == ["cy"]


@contextmanager
def newer_code() -> Iterator[None]:
    """This process knows the type meanwhile."""
    catalogue.EVENTS["LetterSealed"] = LetterSealed
    catalogue.SCHEMA_VERSIONS["LetterSealed"] = 1
    yield
    del catalogue.EVENTS["LetterSealed"], catalogue.SCHEMA_VERSIONS["LetterSealed"]
