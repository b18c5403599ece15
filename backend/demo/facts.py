"""The labels of Dawid & Skene (1979), as printed, and what was published about them.

A. P. Dawid and A. M. Skene, "Maximum Likelihood Estimation of Observer Error-Rates Using the EM
Algorithm", Applied Statistics 28 (1979), pages 20-28, Table 1: 45 patients, graded 1 to 4 for
their fitness for a general anaesthetic by five anaesthetists, the first of them three times.
`estimate` is the grade with the greatest probability in Table 4, the paper's own answer.

One public copy has 1, 1, 2 for observer 1 on patient 7. With the 1, 2, 2 that stands here the
printed error rates and probabilities come out, with the other they do not.
"""

from __future__ import annotations

import csv
from importlib.resources import files

import msgspec

CITATION = "Dawid & Skene (1979), Applied Statistics 28, pages 20-28, Table 1"
GRADES = (1, 2, 3, 4)
OBSERVERS = 5

ALPHA_NOMINAL_REFERENCE = 0.584
ALPHA_ORDINAL_REFERENCE = 0.812
"""Krippendorff's alpha of the first readings, by the reference package `krippendorff` 0.9."""

_READINGS = {
    "observer_1_first": (1, 1),
    "observer_1_second": (1, 2),
    "observer_1_third": (1, 3),
    "observer_2": (2, 1),
    "observer_3": (3, 1),
    "observer_4": (4, 1),
    "observer_5": (5, 1),
}
"""The columns of the table: (observer, which of that observer's readings)."""


class Reading(msgspec.Struct, frozen=True, kw_only=True):
    """One grade that one anaesthetist gave one patient."""

    patient: int
    observer: int
    repeat: int
    grade: int


class Patient(msgspec.Struct, frozen=True, kw_only=True):
    """One row of the table."""

    number: int
    readings: tuple[Reading, ...]
    estimate: int

    def first_readings(self) -> list[int]:
        """The grades that the five observers gave at first, in their order."""
        return [reading.grade for reading in self.readings if reading.repeat == 1]


def patients() -> list[Patient]:
    """The table, row by row."""
    text = files(__package__).joinpath("anaesthetists.csv").read_text(encoding="utf-8")
    return [_patient(row) for row in csv.DictReader(text.splitlines())]


def _patient(row: dict[str, str]) -> Patient:
    number = int(row["patient"])
    readings = tuple(
        Reading(patient=number, observer=observer, repeat=repeat, grade=int(row[column]))
        for column, (observer, repeat) in _READINGS.items()
    )
    return Patient(number=number, readings=readings, estimate=int(row["estimate"]))
