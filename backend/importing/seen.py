"""What an import has met so far, kept on disk so that memory does not grow with the file."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

from labeltrail.events import sql

_SQL = sql.load(__package__, "seen.sql")


class Seen:
    """Counts keys. The database is a temporary file that vanishes with the connection."""

    def __init__(self) -> None:
        self._database = sqlite3.connect("")
        self._database.execute(_SQL.make_table)

    def close(self) -> None:
        self._database.close()

    def count(self, kind: str, *key: str) -> int:
        """How often this key has come, this time included."""
        counted = (kind, _joined(key))
        self._database.execute(_SQL.count_key, counted)
        row: tuple[int] = self._database.execute(_SQL.times_of, counted).fetchone()
        return row[0]

    def new(self, kind: str, keys: Iterable[str]) -> list[str]:
        """Those of `keys` that come for the first time, in order, each once."""
        return [key for key in keys if self.count(kind, key) == 1]


def _joined(key: tuple[str, ...]) -> str:
    """Control characters are in no id, so joined keys are as distinct as their parts."""
    return "\x1f".join(key)
