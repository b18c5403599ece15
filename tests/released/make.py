"""Makes what a release leaves behind: `python -m tests.released.make 0.2`, on the day of release.

It writes `0.2.sql` here: the schema of this version and the project of `story.py`, its read models
folded half-way, as plain SQL that PostgreSQL 15 to 18 take. The file is never edited or made again
afterwards; `test_released.py` finds it by itself and holds every later version to it.
"""

from __future__ import annotations

import asyncio
import re
import subprocess
import sys
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import asyncpg

from labeltrail.backend.keys import Keys
from labeltrail.backend.migrations import migrate
from labeltrail.backend.postgres import embedded
from labeltrail.backend.postgres.binaries import postgres_binaries
from labeltrail.projections import progress
from labeltrail.projections.page import PageLimits
from labeltrail.projections.turn import take_turn
from tests.events.history import TENANT
from tests.events.owls import OSKAR
from tests.execute.desk import OWLS, opened
from tests.released.story import tell

HEAD = """-- What version {version} left behind: its schema, and a project in which every kind of
-- event of that version happened. `python -m tests.released.make {version}` made it; never edit it.
"""
FOLDED_EVENTS = 20
OF_ONE_SERVER = re.compile(
    r"^(\\(un)?restrict .*|SET transaction_timeout .*|-- (Dumped|Name:|Data for Name:) .*)\n",
    re.MULTILINE,
)
"""Lines that older servers do not take, or that name a server or a role."""
EMPTY = re.compile(r"^(--\n|\n)(--\n|\n)+", re.MULTILINE)


async def lived(url: str) -> None:
    """The project, half of it folded, and a key."""
    await migrate(url)
    async with asyncpg.create_pool(url, min_size=1, max_size=4) as pool:
        async with opened(pool) as desk:
            await tell(desk)
        await progress.enrol(pool)
        await take_turn(pool, OWLS, limits=PageLimits(events_max=FOLDED_EVENTS), pages_max=1)
        expires_at = datetime.now(UTC) + timedelta(days=90)
        await Keys(pool).issue(tenant=TENANT, actor=OSKAR, issued_by="root", expires_at=expires_at)


def dumped(url: str) -> str:
    command = [str(postgres_binaries() / "pg_dump"), "--no-owner", "--column-inserts", url]
    dump = subprocess.run(command, capture_output=True, text=True, check=True)
    return EMPTY.sub("\n", OF_ONE_SERVER.sub("", dump.stdout))


def main(version: str) -> None:
    place = Path(__file__).with_name(f"{version}.sql")
    if place.exists():
        sys.exit(f"{place.name} is released: it is not made again")
    with tempfile.TemporaryDirectory() as folder, embedded(folder, durable=False) as url:
        asyncio.run(lived(url))
        place.write_text(HEAD.format(version=version) + dumped(url), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1])
