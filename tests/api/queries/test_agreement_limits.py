"""A report of agreement that is too much, or stated beyond reason, is refused with a code."""

from __future__ import annotations

import pytest

from labeltrail.graphql.types import agreement_report
from labeltrail.projections import aside
from labeltrail.projections.agreement.limits import Limits
from tests.api.letters import attempt, morning, read
from tests.api.townhall import TownHall

KAPPA = 'agreementReport(task: "concern", by: PAIR, interval: {resamples: 60}) { hasMore }'
STATED = """agreementReport(task: "concern", measures: [{coefficient: GWET_AC1, nCategories: %d}])
{ hasMore }"""


async def test_it_is_refused_with_a_code(town: TownHall, monkeypatch: pytest.MonkeyPatch) -> None:
    end = await morning(town)
    assert await read(town, "ada", KAPPA, end) == {"agreementReport": {"hasMore": False}}
    for stated in (-1, 0, 10_001, 2_000_000_000):
        answer = await attempt(town, "ada", STATED % stated, end)
        assert answer.code == "BAD_USER_INPUT", stated
    for few in (Limits(readings_max=2), Limits(work_max=10), Limits(seconds_max=-1.0)):
        monkeypatch.setattr(agreement_report, "ANSWER", few)
        assert (await attempt(town, "ada", KAPPA, end)).code == "TOO_COMPLEX", few
    monkeypatch.setattr(agreement_report, "ANSWER", Limits())
    monkeypatch.setattr(aside, "WAITING_MAX", -aside.AT_ONCE_MAX)
    for field in (
        KAPPA,
        'annotators(task: "concern", first: 2) { totalCount }',
        'goldScores(task: "concern") { task }',
    ):
        answer = await attempt(town, "ada", field, end)
        assert answer.code == "OVERLOADED", field
        assert answer.body["errors"][0]["extensions"]["limit"] == aside.LIMIT
