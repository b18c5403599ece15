"""The same schema and the same append on a PostgreSQL in Docker, where an engine answers."""

from __future__ import annotations

import asyncio
import gc
import os
import warnings
from collections.abc import Iterator

import docker
import pytest
from testcontainers.community.postgres import PostgresContainer

from labeltrail.backend.migrations import migrate
from tests.backend.test_compose import recorded

IMAGE = os.environ.get("POSTGRES_IMAGE", "postgres:18")

pytestmark = pytest.mark.testcontainers


def engine_answers() -> bool:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)  # it leaves a socket when nobody answers
        try:
            docker.from_env().close()
        except docker.errors.DockerException:
            return False
        finally:
            gc.collect()
    return True


@pytest.fixture(scope="module")
def container_url() -> Iterator[str]:
    if not engine_answers():
        pytest.skip("no Docker engine answers; the embedded PostgreSQL has run the other tests")
    with PostgresContainer(IMAGE, driver=None) as postgres:
        yield postgres.get_connection_url()


def test_a_database_in_a_container_is_migrated_and_takes_an_append(container_url: str) -> None:
    assert asyncio.run(migrate(container_url))
    first = asyncio.run(recorded(container_url))
    second = asyncio.run(recorded(container_url))
    assert second.first_position == first.last_position + 1


def test_migrating_a_container_again_changes_nothing(container_url: str) -> None:
    asyncio.run(migrate(container_url))
    assert asyncio.run(migrate(container_url)) == []
