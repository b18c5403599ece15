"""What one operation may ask for, and that nothing of our inside shows."""

from __future__ import annotations

import pytest

from labeltrail.graphql import limits
from tests.api.townhall import PROJECT, Answer, TownHall, absent

DEEP = '{ project(id: "p") { item(itemId: "i") { labels(first: 1) { nodes { ' + (
    "item { labels(first: 1) { nodes { " * 5
)
WIDE = " ".join(f"a{n}: viewer {{ actor }}" for n in range(limits.ALIASES_MAX + 1))
ROOTS = " ".join("viewer { actor }" for _ in range(limits.ROOT_FIELDS_MAX + 1))
LONG = " ".join("actor" for _ in range(limits.TOKENS_MAX))
SPREAD = " ".join("...F" for _ in range(50))
LAUGHS = (
    f"{{ viewer {{ {SPREAD.replace('F', 'A')} }} }}"
    f" fragment A on Viewer {{ {SPREAD.replace('F', 'B')} }}"
    " fragment B on Viewer { actor }"
)
CYCLE = "{ viewer { ...A } } fragment A on Viewer { ...B } fragment B on Viewer { ...A }"


@pytest.mark.parametrize(
    ("query", "code", "named"),
    [
        (DEEP + "labelId" + " }" * DEEP.count("{"), "TOO_COMPLEX", "deep"),
        (f"{{ {WIDE} }}", "TOO_COMPLEX", "aliases"),
        (f"{{ {ROOTS} }}", "TOO_COMPLEX", "root fields"),
        (LAUGHS, "TOO_COMPLEX", "fields"),
        (CYCLE, "TOO_COMPLEX", "fields"),
        (f"{{ viewer {{ {LONG} }} }}", "GRAPHQL_PARSE_FAILED", "token"),
        (f"{{ viewer {{ actor }} }} {'#' * limits.SOURCE_LENGTH_MAX}", "GRAPHQL_PARSE_FAILED", ""),
        ("{ viewer {", "GRAPHQL_PARSE_FAILED", "Syntax"),
    ],
    ids=["depth", "aliases", "roots", "laughs", "cycle", "tokens", "length", "syntax"],
)
async def test_bound_is_told(hall: TownHall, query: str, code: str, named: str) -> None:
    answer = await hall.ask("bo", query)
    assert answer.code == code, answer.body
    assert named in answer.body["errors"][0]["message"]
    assert "data" not in answer.body


async def test_operation_must_be_named_among_several(hall: TownHall) -> None:
    answer = await hall.ask("bo", "query A { viewer { actor } } query B { viewer { actor } }")
    assert answer.code == "BAD_REQUEST"
    assert "operationName" in answer.body["errors"][0]["message"]


async def test_validation_errors_are_counted_out(hall: TownHall) -> None:
    query = "{ viewer { " + " ".join(f"no{n}" for n in range(100)) + " } }"
    answer = await hall.ask("bo", query)
    assert len(answer.body["errors"]) <= limits.VALIDATION_ERRORS_MAX + 1


async def test_fault_of_ours_is_masked_and_logged_under_its_trace(
    town: TownHall, caplog: pytest.LogCaptureFixture
) -> None:
    await town.key("bo")
    await town.parts.pool.execute("ALTER TABLE ledger.events RENAME COLUMN body TO corpus")
    given = {"itemId": "letter-1", "reason": "OTHER"}
    query = "mutation ($input: SkipItemInput!) { skipItem(input: $input) { __typename } }"
    whole = {"project": PROJECT, "commandId": absent(), **given}
    answer = await town.ask("bo", query, {"input": whole})
    assert (answer.status, answer.code) == (200, "INTERNAL")
    assert_masked(answer)
    trace_id = answer.body["errors"][0]["extensions"]["traceId"]
    assert any(trace_id in record.getMessage() for record in caplog.records)


async def test_fault_outside_an_operation_is_masked_too(town: TownHall) -> None:
    await town.key("bo")
    await town.parts.pool.execute("ALTER TABLE instance.keys RENAME TO locks")
    answer = await town.ask("bo", "{ viewer { actor } }")
    assert (answer.status, answer.code) == (500, "INTERNAL")
    assert_masked(answer)


def assert_masked(answer: Answer) -> None:
    shown = str(answer.body)
    for inside in ("Traceback", "asyncpg", "SELECT", "relation", "corpus", ".py"):
        assert inside not in shown
