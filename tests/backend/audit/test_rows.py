"""Lines of a bundle and their leaves: as the envelope says, for golden vectors and any event."""

from __future__ import annotations

import json
from datetime import UTC
from pathlib import Path
from uuid import UUID

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from labeltrail.backend.audit.once import Once
from labeltrail.backend.audit.rows import Leaves, RowsMalformed, ids_of, lines_of, rows_of
from labeltrail.backend.audit.rows import id_words as words_of
from labeltrail.backend.bench.verify import ROUNDS, bench_verify
from labeltrail.events.envelope import RecordedEvent, leaf_v1

GOLDEN = json.loads((Path(__file__).parents[2] / "ledger/golden/envelope_v1.json").read_text())

texts = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), min_size=1, max_size=40)
times = st.datetimes(timezones=st.just(UTC))
events = st.builds(
    RecordedEvent,
    project_id=st.just("patients-1979"),
    position=st.integers(1, 2**63 - 1),
    stream=texts,
    version=st.integers(1, 2**31 - 1),
    event_id=st.uuids(),
    type=texts,
    schema_version=st.integers(1, 2**31 - 1),
    occurred_at=times,
    recorded_at=times,
    actor=texts,
    command_id=st.uuids(),
    causation_id=st.none() | st.uuids(),
    correlation_id=st.uuids(),
    trace_id=st.none() | st.text(st.characters(codec="utf-8"), max_size=40),
    body=texts.map(str.encode),
    leaf=st.binary(min_size=32, max_size=32),
)


@pytest.mark.parametrize("vector", GOLDEN, ids=[vector["name"] for vector in GOLDEN])
def test_golden_vectors_have_their_leaf(vector: dict[str, object]) -> None:
    fields = {name: vector[name] for name in RecordedEvent.__struct_fields__[:-1]}
    fields |= {"body": str(vector["body"]).encode(), "leaf": bytes.fromhex(str(vector["leaf"]))}
    event = msgspec.convert(fields, RecordedEvent, builtin_types=[bytes])
    rows = rows_of(lines_of([event]))
    assert [leaf.hex() for leaf in Leaves(event.project_id).of(rows).leaves] == [vector["leaf"]]


@given(st.lists(events, max_size=5))
def test_any_events_have_the_leaves_of_their_envelopes(found: list[RecordedEvent]) -> None:
    rows = rows_of(lines_of(found))
    assert Leaves("patients-1979").of(rows).leaves == [leaf_v1(event) for event in found]
    for row, event in zip(rows, found, strict=True):
        assert row[13].encode() == event.body


def test_a_benchmark_verifies_what_it_measures(tmp_path: Path) -> None:
    steps: list[None] = []
    found = bench_verify(tmp_path, events=300, advanced=lambda: steps.append(None))
    assert len(steps) == 4 * ROUNDS
    assert found.title.startswith("verify: a bundle of 300 events")
    assert found.ratio(found.baselines[1]) < 1
    assert list(tmp_path.iterdir()) == [tmp_path / "bundle.zip"]


ID = "018c1d3a-5b00-7c21-9a41-3f5e8d6b7a10"


def test_ids_are_read_in_one_spelling_only() -> None:
    assert ids_of([ID, ID]) == UUID(ID).bytes * 2
    assert ids_of([]) == b""
    for wrong in (
        [ID.upper()],
        [ID.replace("-", "")],
        [ID[:-1]],
        [ID[:-1] + "g"],
        [ID[1:], "0" + ID],
        ["0-18c1d3a5b00-7c21-9a41-3f5e8d6b7a10"],
        [f"{{{ID[1:-1]}}}"],
        [ID[:-1] + "\u0660"],
    ):
        with pytest.raises(RowsMalformed):
            ids_of(wrong)


@given(st.lists(st.integers(0, 2**64 - 1) | st.integers(0, 5), max_size=200))
def test_what_is_there_twice_is_found(numbers: list[int]) -> None:
    once = Once()
    for start in range(0, len(numbers), 7):
        once.add(words_of([str(UUID(int=one)) for one in numbers[start : start + 7]]))
    expected = {one for one in numbers if numbers.count(one) > 1}
    assert once.count == len(numbers)
    assert once.twice() == {words_of([str(UUID(int=one))])[0] for one in expected}
