"""Answers as columns, as they read under a later taxonomy version than they were given under.

Pure. The same as `Terms.read` does for one item, for a whole task at once: tests hold the two to
each other. Each different pair of version and category is carried once.
"""

from __future__ import annotations

import msgspec
import numpy as np
import numpy.typing as npt

from labeltrail.events.identifiers import TaskName
from labeltrail.events.streams.taxonomy import Carried, Lineage
from labeltrail.projections.columns.readings import NONE, Readings
from labeltrail.projections.statistics.table import Codes


def under(readings: Readings, task: TaskName, lineage: Lineage | None) -> Readings:
    """The very same where all read as they are. `carried` tells of each independent answer how it
    came into the version.
    """
    if lineage is None or not np.any(_changing(readings, task, lineage)):
        return readings
    reader = _Reader(readings, task, lineage)
    first = readings.first_version
    value, _ = reader.read(readings.value, readings.taxonomy_version)
    independent, carried = reader.read(readings.independent, first)
    suggested, _ = reader.read(readings.suggested, readings.taxonomy_version)
    values, (value, independent, suggested) = _listed(reader.texts, (value, independent, suggested))
    return msgspec.structs.replace(
        readings,
        values=values,
        value=value,
        independent=independent,
        suggested=suggested,
        carried=carried,
    )


def _changing(readings: Readings, task: TaskName, lineage: Lineage) -> npt.NDArray[np.bool_]:
    versions = np.unique(np.concatenate([readings.taxonomy_version, readings.first_version]))
    return np.array([lineage.changes(task, version) for version in versions.tolist()] or [False])


class _Reader:
    """Carries categories; under construction, never handed out."""

    def __init__(self, readings: Readings, task: TaskName, lineage: Lineage) -> None:
        self._readings, self._task, self._lineage = readings, task, lineage
        self.texts: list[str] = list(readings.values)
        self._place = {text: n for n, text in enumerate(self.texts)}

    def read(self, codes: Codes, versions: Codes) -> tuple[Codes, Codes]:
        """Codes into `texts`, and how each was carried."""
        pairs = np.stack([versions, codes])
        held, which = np.unique(pairs, axis=1, return_inverse=True)
        found = [self._one(version, code) for version, code in held.T.tolist()]
        read = np.array([code for code, _ in found], dtype=np.int32)
        carried = np.array([how for _, how in found], dtype=np.int32)
        rows = which.reshape(-1)
        return read[rows], carried[rows]

    def _one(self, version: int, code: int) -> tuple[int, int]:
        if code == NONE:
            return NONE, int(Carried.AS_IT_IS)
        told = self._readings.values[code]
        text, carried = self._lineage.read_category(self._task, version, told)
        if text not in self._place:
            self._place[text] = len(self.texts)
            self.texts.append(text)
        return self._place[text], int(carried)


def _listed(
    texts: list[str], columns: tuple[Codes, Codes, Codes]
) -> tuple[tuple[str, ...], tuple[Codes, Codes, Codes]]:
    """Only the texts that occur, sorted, and the columns as codes into them."""
    occurs = np.unique(np.concatenate(columns))
    kept = sorted(texts[code] for code in occurs.tolist() if code != NONE)
    place = {text: n for n, text in enumerate(kept)}
    codes = np.array([place.get(text, NONE) for text in texts] + [NONE], dtype=np.int32)
    value, independent, suggested = (codes[column] for column in columns)
    return tuple(kept), (value, independent, suggested)
