"""The database that a command works on: the embedded one of the data folder, or one of yours."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from labeltrail.backend.postgres import embedded
from labeltrail.backend.settings import Settings


@contextmanager
def database_to_migrate(settings: Settings) -> Iterator[str]:
    """The address as a role that may change the schema."""
    given = settings.migration_database_url or settings.database_url
    if given is not None:
        yield given
        return
    with embedded(settings.data_dir) as url:
        yield url


@contextmanager
def database_to_examine(settings: Settings) -> Iterator[str]:
    """The address as the service's role; the embedded database is not migrated on the way."""
    if settings.database_url is not None:
        yield settings.database_url
        return
    with embedded(settings.data_dir) as url:
        yield url
