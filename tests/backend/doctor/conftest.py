"""Wards to break, and the doctor to examine them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import msgspec
import pytest

from labeltrail.backend.doctor.examination import examine
from labeltrail.backend.doctor.findings import Finding, Level
from labeltrail.backend.settings import Settings
from tests.wards import Ward, copied_ward, opened_ward


@pytest.fixture(scope="session")
def ward(server_url: str) -> Iterator[Ward]:
    """Shared by the tests that mend what they break."""
    with opened_ward(server_url) as opened:
        yield opened


@pytest.fixture
async def own_ward(server_url: str, ward: Ward) -> AsyncIterator[Ward]:
    """A copy for a test that mends nothing."""
    async with copied_ward(server_url, ward) as copied:
        yield copied


async def examined(ward: Ward, **settings: object) -> list[Finding]:
    """What the doctor finds that is not well, as the service, outside development."""
    configured = Settings.from_environment({"LABELTRAIL_DATABASE_URL": ward.serving})
    configured = msgspec.structs.replace(configured, **settings)
    findings = await examine(ward.serving, configured)
    return [one for one in findings if one.level is not Level.OK and not _of_tests(one)]


def _of_tests(finding: Finding) -> bool:
    """The tests' server does without what only a crash needs."""
    forgone = ("fsync", "full_page_writes", "synchronous_commit is off", "data checksums")
    return finding.check == "settings" and finding.found.startswith(forgone)
