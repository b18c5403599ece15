"""The table of 1979 as it is shipped: complete, with the reading of patient 7 that is right."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from labeltrail.backend.demo.facts import GRADES, OBSERVERS, patients

SHARED = Path(__file__).resolve().parents[4] / "shared" / "data" / "dawid_skene"
SHARED_TABLE = SHARED / "ds1979_anaesthetists.json"

READINGS_PER_PATIENT = 7


def test_table_is_complete() -> None:
    table = patients()
    assert [one.number for one in table] == list(range(1, 46))
    for patient in table:
        assert len(patient.readings) == READINGS_PER_PATIENT
        assert len(patient.first_readings()) == OBSERVERS
        by_observer = Counter(one.observer for one in patient.readings)
        assert by_observer == {1: 3, 2: 1, 3: 1, 4: 1, 5: 1}
        assert {one.grade for one in patient.readings} <= set(GRADES)


def test_first_observer_read_patient_7_as_1_2_2() -> None:
    """One public copy has 1, 1, 2, which does not give the error rates that the paper prints."""
    seventh = patients()[6]
    assert [one.grade for one in seventh.readings if one.observer == 1] == [1, 2, 2]


@pytest.mark.skipif(not SHARED_TABLE.exists(), reason="the shared copy of the table is not here")
def test_table_is_that_of_other_copies() -> None:
    other = json.loads(SHARED_TABLE.read_text(encoding="utf-8"))
    ours = [
        [one.patient, one.observer, one.grade]
        for patient in patients()
        for one in sorted(patient.readings, key=lambda reading: (reading.observer, reading.repeat))
    ]
    assert ours == other["labels"]
