"""A client process that labels recordings and prints each command that was acknowledged.

Run as `python -m tests.faults.writer DSN`. Its command ids follow from their numbers, so whoever
comes after it can bring the same commands again.
"""

from __future__ import annotations

import asyncio
import sys
from uuid import NAMESPACE_URL, uuid5

import asyncpg

from labeltrail.events.requests import Accepted, Request
from tests.events.owls import OSKAR, owl, submit
from tests.execute.desk import Desk, accepted, opened

LABELS = 400


def request(desk: Desk, number: int) -> Request:
    label = submit(owl("tawny"), repeat=number)
    return desk.request(label, OSKAR, command_id=uuid5(NAMESPACE_URL, f"label-{number}"))


async def write(desk: Desk, number: int) -> Accepted:
    told = accepted(await desk.ask(request(desk, number)))
    print(number, told.position, flush=True)
    return told


async def main(url: str) -> None:
    async with asyncpg.create_pool(url, min_size=1, max_size=4) as pool, opened(pool) as desk:
        for number in range(1, LABELS + 1):
            await write(desk, number)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
