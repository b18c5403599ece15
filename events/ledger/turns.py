"""Places that are shared fairly: among many who ask, one who asks a thousand times waits longest.

Whoever asks in vain waits, the askers take turns, and those of one asker keep their order. How
many may wait is bounded, for each asker and for all, and so is for how long: nobody waits unseen.
"""

import asyncio
import contextvars
from collections import OrderedDict, deque
from collections.abc import Iterator
from contextlib import contextmanager

import msgspec

from labeltrail.events.ledger.errors import Overloaded

RETRY_SECONDS = 1

_asker = contextvars.ContextVar("asker", default="")


@contextmanager
def asking_for(asker: str) -> Iterator[None]:
    """What is asked for in this block is on account of `asker`, a project for instance."""
    token = _asker.set(asker)
    try:
        yield
    finally:
        _asker.reset(token)


def ask_for(asker: str) -> None:
    """From here to the end of this task, what is asked for is on account of `asker`."""
    _asker.set(asker)


def current_asker() -> str:
    return _asker.get()


class Patience(msgspec.Struct, frozen=True, kw_only=True):
    """How many may wait, and how long."""

    waiting_max: int
    waiting_per_asker_max: int
    seconds_max: float


class Turns:
    """`limit` names the places in the error of whoever gets none. Belongs to one event loop."""

    def __init__(self, limit: str, places: int, patience: Patience) -> None:
        self._limit = limit
        self._free = places
        self._patience = patience
        self._waiting: OrderedDict[str, deque[asyncio.Future[None]]] = OrderedDict()
        self._waiting_count = 0

    @property
    def is_wanted(self) -> bool:
        """Whether somebody waits for a place."""
        return self._waiting_count > 0

    async def take(self, asker: str, seconds_max: float | None = None) -> None:
        """Have a place, to be given back. Raises Overloaded."""
        if self._free:  # then nobody waits
            self._free -= 1
            return
        place = self._queued(asker)
        seconds = self._patience.seconds_max if seconds_max is None else seconds_max
        try:
            async with asyncio.timeout(seconds):
                await place
        except TimeoutError:
            self._give_up(asker, place)
            raise self._overloaded(f"none of them got free in {seconds:g} s") from None
        except BaseException:
            self._give_up(asker, place)
            raise

    def give_back(self) -> None:
        """The next asker in turn has the place."""
        while self._waiting:
            asker = next(iter(self._waiting))
            place = self._taken_out(asker)
            if asker in self._waiting:
                self._waiting.move_to_end(asker)
            if not place.cancelled():  # one may have given up a moment ago, and not run since
                place.set_result(None)
                return
        self._free += 1

    def _queued(self, asker: str) -> asyncio.Future[None]:
        places = self._waiting.get(asker, ())
        if len(places) >= self._patience.waiting_per_asker_max:
            raise self._overloaded(f"{len(places)} wait already for {asker or 'this process'}")
        if self._waiting_count >= self._patience.waiting_max:
            raise self._overloaded(f"{self._waiting_count} wait already")
        place: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.setdefault(asker, deque()).append(place)
        self._waiting_count += 1
        return place

    def _give_up(self, asker: str, place: asyncio.Future[None]) -> None:
        if not place.cancelled():  # it was given at the same moment
            self.give_back()
        elif place in self._waiting.get(asker, ()):
            _ = self._taken_out(asker, place)

    def _taken_out(
        self, asker: str, place: asyncio.Future[None] | None = None
    ) -> asyncio.Future[None]:
        """This place of the asker, or the first one, which waits no longer."""
        places = self._waiting[asker]
        if place is None:
            place = places.popleft()
        else:
            places.remove(place)
        self._waiting_count -= 1
        if not places:
            del self._waiting[asker]
        return place

    def _overloaded(self, reason: str) -> Overloaded:
        return Overloaded(self._limit, reason, retry_after_seconds=RETRY_SECONDS)
