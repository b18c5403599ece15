"""A client process that asks one question, to be killed while it waits to have it recorded.

Run as `python -m tests.backend.privacy.asker DSN COMMAND_ID`.
"""

from __future__ import annotations

import asyncio
import sys
from uuid import UUID

import asyncpg

from tests.execute.desk import accepted, opened

WORDS = "Was it Mira who left the hatch open?"


async def main(url: str, command_id: UUID) -> None:
    async with asyncpg.create_pool(url, min_size=1, max_size=4) as pool, opened(pool) as desk:
        accepted(await desk.ask(await desk.question(WORDS, command_id=command_id)))


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], UUID(sys.argv[2])))
