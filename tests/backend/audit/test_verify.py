"""A true bundle is found true, and whatever is changed in it is found, at its position."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from labeltrail.backend.audit.layout import (
    COLUMNS,
    MANIFEST,
    SEGMENT_EVENTS,
    events_name,
    leaves_name,
)
from labeltrail.backend.audit.verify import verify
from labeltrail.backend.audit.wrong import Fault, Wrong
from tests.backend.audit.bundles import (
    INSTANCE,
    KEY,
    PROJECT,
    STRANGER,
    VERIFIER,
    Members,
    changed,
    checkpoint_name,
    forged,
    hashed,
    packed,
    rows_in,
    unpacked,
    with_rows,
)

Rows = list[list[object]]


def wrong_in(path: Path) -> Wrong:
    verdict = verify(path, jobs=1)
    assert verdict.report is None
    assert verdict.wrong is not None
    return verdict.wrong


def test_a_true_bundle_is_found_true(bundle: Path) -> None:
    report = verify(bundle, keys=[VERIFIER]).report
    assert report is not None
    assert (report.project_id, report.events, report.sealed_size) == (PROJECT, 41, 41)
    assert (report.streams, report.checkpoints) == (6, 4)
    assert report.is_key_brought
    assert report.remarks == ()
    assert (report.signed_by or "").startswith(f"{INSTANCE}/{PROJECT}/1+")


def test_verifying_needs_no_database_and_loads_no_driver(bundle: Path) -> None:
    script = (
        "import sys; from pathlib import Path; from labeltrail.backend.audit.verify import verify;"
        f"assert verify(Path({str(bundle)!r})).report;"
        "assert not {'asyncpg', 'httpx', 'litestar'} & set(sys.modules)"
    )
    nowhere = {"LABELTRAIL_DATABASE_URL": "postgresql://nobody@192.0.2.1:1/nowhere"}
    subprocess.run([sys.executable, "-c", script], check=True, env=nowhere, timeout=60)


@pytest.mark.parametrize("column", [*COLUMNS, "leaf"])
@pytest.mark.parametrize("position", [1, 7, 8, 24, 41])
def test_a_changed_column_is_found_at_its_position(
    members: Members, tmp_path: Path, column: str, position: int
) -> None:
    place = [*COLUMNS, "leaf"].index(column)

    def change(rows: Rows) -> None:
        was = rows[position - 1][place]
        rows[position - 1][place] = another(column, was)

    found = wrong_in(packed(tmp_path / "changed.zip", changed(members, change)))
    assert found.position == position
    assert found.to_position is None
    assert found.fault in (Fault.LEAF, Fault.POSITION, Fault.MALFORMED)


def another(column: str, was: object) -> object:
    if isinstance(was, int):
        return was ^ 1
    if was is None:
        return "018c1d3a-5b00-7c21-9a41-3f5e8d6b7a10"
    text = str(was)
    last = "1" if text[-1] == "0" else "0"
    return text[:-1] + last if column == "leaf" or column.endswith("_id") else text + " "


@pytest.mark.parametrize("column", ["causation_id", "trace_id"])
def test_a_column_that_is_emptied_is_found(members: Members, tmp_path: Path, column: str) -> None:
    place = COLUMNS.index(column)
    rows = rows_in(members)
    position = next(n for n, row in enumerate(rows, 1) if row[place] is not None)
    rows[position - 1][place] = None
    found = wrong_in(packed(tmp_path / "emptied.zip", with_rows(members, rows)))
    assert (found.fault, found.position) == (Fault.LEAF, position)


def swap(rows: Rows) -> None:
    rows[10], rows[11] = rows[11], rows[10]


def swap_and_number(rows: Rows) -> None:
    swap(rows)
    rows[10][0], rows[11][0] = 11, 12


@pytest.mark.parametrize(
    ("change", "position", "fault"),
    [
        (lambda rows: rows.pop(10), 11, Fault.POSITION),
        (lambda rows: rows.pop(0), 1, Fault.POSITION),
        (lambda rows: rows.insert(10, rows[10]), 12, Fault.POSITION),
        (lambda rows: rows.insert(0, rows[0]), 2, Fault.POSITION),
        (swap, 11, Fault.POSITION),
        (swap_and_number, 11, Fault.LEAF),
        (lambda rows: rows.pop(), 41, Fault.POSITION),
        (lambda rows: rows.clear(), 1, Fault.POSITION),
        (lambda rows: rows[10].insert(3, "more"), 11, Fault.MALFORMED),
        (lambda rows: rows[10].pop(5), 11, Fault.MALFORMED),
        (lambda rows: rows[10].__setitem__(3, str(rows[10][3]).upper()), 11, Fault.MALFORMED),
        (lambda rows: rows[10].__setitem__(2, 2**70), 11, Fault.MALFORMED),
        (lambda rows: rows[10].__setitem__(7, "yesterday"), 11, Fault.MALFORMED),
    ],
)
def test_a_changed_order_is_found_at_its_position(
    members: Members,
    tmp_path: Path,
    change: Callable[[Rows], None],
    position: int,
    fault: Fault,
) -> None:
    altered = changed(members, change)
    if not rows_in(altered):
        del altered[events_name(0)], altered[leaves_name(0)]
        manifest = json.loads(altered[MANIFEST]) | {"segments": []}
        altered[MANIFEST] = json.dumps(manifest).encode()
    found = wrong_in(packed(tmp_path / "changed.zip", altered))
    assert (found.position, found.fault) == (position, fault)


@pytest.mark.parametrize(
    ("leaves", "position"), [(40 * 32, 41), (41 * 32 - 1, 41), (32, 2), (0, 1), (42 * 32, 42)]
)
def test_leaves_that_are_missing_or_too_many_are_found(
    members: Members, tmp_path: Path, leaves: int, position: int
) -> None:
    stored = (members[leaves_name(0)] + bytes(32))[:leaves]
    found = wrong_in(packed(tmp_path / "leaves.zip", {**members, leaves_name(0): stored}))
    assert (found.fault, found.position) == (Fault.LEAF, position)


# From here on the forger hashes anew what was changed, as whoever owns the database can.


def rehashed(change: Callable[[Rows], None]) -> Callable[[Rows], None]:
    def forge(rows: Rows) -> None:
        change(rows)
        rows[:] = hashed(rows)

    return forge


@pytest.mark.parametrize(("position", "first", "last"), [(1, 1, 7), (7, 1, 7), (8, 8, 20)])
def test_a_change_with_its_leaf_is_found_between_two_checkpoints(
    members: Members, tmp_path: Path, position: int, first: int, last: int
) -> None:
    change = rehashed(lambda rows: rows[position - 1].__setitem__(13, '{"value":9}'))
    found = wrong_in(packed(tmp_path / "forged.zip", changed(members, change)))
    assert (found.fault, found.position, found.to_position) == (Fault.ROOT, first, last)


def one_version_on(rows: Rows) -> None:
    rows[9][2] = int(str(rows[9][2])) + 1


@pytest.mark.parametrize(
    ("change", "position", "fault"),
    [
        (one_version_on, 10, Fault.VERSION),
        (lambda rows: rows[0].__setitem__(2, 2), 1, Fault.VERSION),
        (lambda rows: rows[9].__setitem__(7, rows[8][7]), 10, Fault.RECORDED_AT),
        (lambda rows: rows[30].__setitem__(3, rows[3][3]), 31, Fault.EVENT_ID),
        (lambda rows: rows[30].__setitem__(9, rows[3][9]), 31, Fault.COMMAND),
    ],
)
def test_what_a_server_signs_against_the_rules_is_found(
    members: Members,
    tmp_path: Path,
    change: Callable[[Rows], None],
    position: int,
    fault: Fault,
) -> None:
    rows = rows_in(members)
    change(rows)
    found = wrong_in(forged(tmp_path / "signed.zip", rows, 7, 20, 41))
    assert (found.fault, found.position) == (fault, position)


def test_half_an_id_that_is_there_twice_is_no_fault(members: Members, tmp_path: Path) -> None:
    rows = rows_in(members)
    first, second = str(rows[3][3]), str(rows[30][3])
    rows[30][3] = ("0" if second[0] == "1" else "1") + second[1:18] + first[18:]
    report = verify(forged(tmp_path / "signed.zip", rows, 41), jobs=1).report
    assert report is not None
    assert report.events == 41


@pytest.mark.parametrize("allowed", [0, 7, 8])
def test_a_tail_that_nobody_signed_passes_only_where_it_is_allowed(
    members: Members, tmp_path: Path, allowed: int
) -> None:
    path = forged(tmp_path / "early.zip", rows_in(members), 33)
    verdict = verify(path, jobs=1, unsealed_max=allowed)
    assert verdict.report is not None
    assert (verdict.report.sealed_size, verdict.report.unsealed) == (33, 8)
    assert verdict.is_right == (allowed == 8)
    if verdict.wrong is not None:
        assert verdict.wrong.fault is Fault.UNSEALED
        assert (verdict.wrong.position, verdict.wrong.to_position) == (34, 41)


def test_a_tail_that_was_rewritten_without_the_key_does_not_pass(
    members: Members, tmp_path: Path
) -> None:
    """Whoever holds the file drops all checkpoints but the first, and hashes the rest anew."""
    rows = rows_in(members)
    for row in rows[7:]:
        row[13] = '{"value":9}'
    verdict = verify(forged(tmp_path / "dropped.zip", rows, 7), keys=[VERIFIER], jobs=1)
    assert not verdict.is_right
    assert verdict.wrong is not None
    assert (verdict.wrong.fault, verdict.wrong.position) == (Fault.UNSEALED, 8)


def test_events_that_nobody_signed_are_refused(members: Members, tmp_path: Path) -> None:
    found = wrong_in(forged(tmp_path / "unsigned.zip", rows_in(members)))
    assert (found.fault, found.position) == (Fault.SIGNATURE, None)
    assert "nobody has signed" in found.message


def test_a_project_without_events_has_nothing_to_sign(tmp_path: Path) -> None:
    report = verify(forged(tmp_path / "empty.zip", []), jobs=1).report
    assert report is not None
    assert (report.events, report.sealed_size) == (0, 0)


def test_a_key_that_only_the_bundle_vouches_for_is_said(bundle: Path, tmp_path: Path) -> None:
    report = verify(bundle, jobs=1).report
    assert report is not None
    assert not report.is_key_brought
    assert any("--key" in remark for remark in report.remarks)
    # Whoever forges everything brings their own key, and only the auditor's can tell.
    copy = forged(tmp_path / "copy.zip", rows_in(unpacked(bundle)), 41, key=STRANGER)
    assert verify(copy, jobs=1).report is not None
    wrong = verify(copy, keys=[VERIFIER], jobs=1).wrong
    assert wrong is not None
    assert (wrong.fault, wrong.position) == (Fault.SIGNATURE, None)


def test_segments_are_held_to_each_other(tmp_path: Path) -> None:
    rows = many_rows(SEGMENT_EVENTS + 600)
    sizes = (7, SEGMENT_EVENTS, SEGMENT_EVENTS + 1, SEGMENT_EVENTS + 600)
    true = forged(tmp_path / "true.zip", rows, *sizes)
    for jobs in (1, 2):
        report = verify(true, keys=[VERIFIER], jobs=jobs).report
        assert report is not None
        assert (report.events, report.checkpoints, report.streams) == (16_984, 4, 3_397)
    for at, column, value, fault in (
        (SEGMENT_EVENTS, 7, rows[SEGMENT_EVENTS - 1][7], Fault.RECORDED_AT),
        (SEGMENT_EVENTS + 1, 2, 9, Fault.VERSION),
        (SEGMENT_EVENTS + 500, 3, rows[5][3], Fault.EVENT_ID),
        (SEGMENT_EVENTS + 500, 9, rows[5][9], Fault.COMMAND),
    ):
        was, rows[at][column] = rows[at][column], value
        found = verify(forged(tmp_path / "false.zip", rows, *sizes), jobs=1).wrong
        rows[at][column] = was
        assert found is not None
        assert (found.fault, found.position) == (fault, at + 1)


def many_rows(count: int) -> Rows:
    return [
        [
            n + 1,
            f"item/patient-{n // 5}",
            n % 5 + 1,
            f"018c1d3a-5b00-7c21-{0x8000 + n % 7:04x}-{n:012x}",
            "LabelSubmitted",
            1,
            1_709_284_500_000_000 + n,
            1_709_284_500_000_000 + n,
            f"observer-{n % 7}",
            f"018c1d3a-5b00-7c22-{0x8000 + n % 7:04x}-{n:012x}",
            None,
            f"018c1d3a-5b00-7c22-{0x8000 + n % 7:04x}-{n:012x}",
            None,
            f'{{"annotator":"observer-{n % 7}","value":{n % 4}}}',
            "",
        ]
        for n in range(count)
    ]


def test_the_key_of_the_tests_is_the_bundles(members: Members) -> None:
    assert KEY.public_key().public_bytes_raw() == VERIFIER.public_key
    assert INSTANCE.encode() in members[checkpoint_name(1, 41)]
