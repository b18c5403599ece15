"""What the audit's tests share: a real project's bundle, written once, and its database."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from uuid import UUID, uuid4

import asyncpg
import msgspec
import pytest

from labeltrail.backend.audit.export import export_project
from labeltrail.events.ledger.append import Append, Appended, Ledger, NewEvent
from labeltrail.events.ledger.seal import seal
from tests.backend.audit.bundles import INSTANCE, KEY, PROJECT, Members, unpacked
from tests.conftest import execute, with_database

NINE_FIFTEEN = datetime(2024, 3, 1, 9, 15, tzinfo=UTC)
ODD_BODIES = (
    b'{"value": 1.0}',
    b'{"value":123456789012345678901234567890}',
    '{"question":"\u2028\U0001f984 \\u0001 \\\\ \\" \u00e9"}'.encode(),
    b'{\n\t"value":\r\n [ ]\n}',
    b'"a text"',
)


class Archive:
    """Patients' records: who labeled what, in commands of one and of several events."""

    def __init__(self, pool: asyncpg.Pool, ledger: Ledger) -> None:
        self.pool = pool
        self.ledger = ledger
        self._number = 0
        self._versions: dict[str, int] = {}

    async def record(
        self, stream: str, *bodies: bytes, type_name: str = "LabelSubmitted", traced: bool = False
    ) -> None:
        self._number += 1
        command_id = UUID(int=self._number << 64 | self._number, version=4)
        before = self._versions.get(stream, 0)
        outcome = await self.ledger.append(
            PROJECT,
            Append(
                command_id=command_id,
                request_sha=sha256(command_id.bytes).digest(),
                correlation_id=command_id,
                trace_id=f"{self._number:032x}" if traced else None,
                expected={stream: before},
                events=tuple(
                    NewEvent(
                        stream=stream,
                        event_id=UUID(bytes=sha256(b"%d/%d" % (self._number, n)).digest()[:16]),
                        type=type_name,
                        schema_version=1,
                        occurred_at=NINE_FIFTEEN + timedelta(minutes=self._number),
                        actor=f"observer-{self._number % 3}",
                        causation_id=command_id if traced else None,
                        body=body,
                    )
                    for n, body in enumerate(bodies)
                ),
            ),
        )
        assert isinstance(outcome, Appended), outcome
        self._versions[stream] = before + len(bodies)

    async def begin(self) -> None:
        """41 events, sealed after 7, 20, 33 and the last."""
        await self.ledger.open_project(PROJECT, "hospital")
        for number in range(6):
            await self.record(f"item/patient-{number}", b'{"modality":"text"}')
        for sealed_after in (7, 20, 33, 41):
            while self._events() < sealed_after:
                left = sealed_after - self._events()
                number = self._number % 6
                bodies = (b'{"value":%d}' % self._number, b'{"value":2}', *ODD_BODIES)
                start = self._number % 5
                await self.record(
                    f"item/patient-{number}",
                    *bodies[start : start + min(left, 3)],
                    traced=number % 2 == 0,
                )
            assert await seal(self.pool, PROJECT, KEY, instance=INSTANCE)

    async def open_batch(self, name: str, *items: str) -> None:
        await self.record(
            f"batch/{name}",
            b'{"batch_kind":"pilot","title":"Table 1"}',
            type_name="BatchOpened",
        )
        await self.record(
            f"batch/{name}",
            msgspec.json.encode({"item_ids": items}),
            type_name="ItemsAddedToBatch",
        )
        assert await seal(self.pool, PROJECT, KEY, instance=INSTANCE)

    def _events(self) -> int:
        return sum(self._versions.values())


@asynccontextmanager
async def opened(url: str) -> AsyncIterator[Archive]:
    async with asyncpg.create_pool(url, min_size=1, max_size=4) as pool:
        ledger = Ledger(pool)
        archive = Archive(pool, ledger)
        await archive.begin()
        yield archive
        await ledger.aclose()


@pytest.fixture
async def archive(database_url: str) -> AsyncIterator[Archive]:
    async with opened(database_url) as archive:
        yield archive


@pytest.fixture(scope="session")
def bundle(
    server_url: str, template_database: str, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """Of a real project: 41 events, sealed after 7, 20, 33 and the last."""
    path = tmp_path_factory.mktemp("audit") / "patients.zip"

    async def write() -> None:
        name = f"audited_{uuid4().hex}"
        await execute(server_url, f'CREATE DATABASE "{name}" TEMPLATE "{template_database}"')
        async with opened(with_database(server_url, name)) as archive:
            await export_project(archive.pool, PROJECT, path)
        await execute(server_url, f'DROP DATABASE "{name}" WITH (FORCE)')

    asyncio.run(write())
    return path


@pytest.fixture
def members(bundle: Path) -> Members:
    return unpacked(bundle)
