"""What the tests of sealing share: settings in a folder of their own, and a project that grows."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import asyncpg
import msgspec
import pytest

from labeltrail.backend.sealing.sealer import Rhythm, Sealer
from labeltrail.backend.settings import Settings
from labeltrail.events.ledger.append import Ledger
from tests.ledger.sealing import INSTANCE

AT_ONCE = Rhythm(poll_seconds=0.02, every_seconds=0.0)


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    return Settings(database_url=database_url, data_dir=tmp_path, origin=INSTANCE)


@pytest.fixture
def anchored(settings: Settings, tmp_path: Path) -> Settings:
    """With an anchor file."""
    return msgspec.structs.replace(settings, anchor_file=tmp_path / "anchors" / "checkpoints")


@pytest.fixture
async def ledger(pool: asyncpg.Pool) -> AsyncIterator[Ledger]:
    opened = Ledger(pool)
    yield opened
    await opened.aclose()


@pytest.fixture
async def project(ledger: Ledger) -> str:
    await ledger.open_project("patients-1979", "hospital")
    return "patients-1979"


@pytest.fixture
def sealer(pool: asyncpg.Pool, settings: Settings) -> Sealer:
    return Sealer(pool, settings, rhythm=AT_ONCE)
