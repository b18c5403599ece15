"""Under which taxonomy versions the answers of an agreement report were given, and how they came
into the one that it holds for. Pure: agreement across versions is never mixed without saying so.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
import numpy as np

from labeltrail.events.streams.taxonomy import Carried
from labeltrail.projections.columns.readings import Mask, Readings
from labeltrail.projections.wording import counted_noun, listed


class MadeUnder(msgspec.Struct, frozen=True, kw_only=True):
    """First answers given under one version. `split` and `retired` ones play no part: they name
    classes that the version in force does not answer for; the others do.
    """

    taxonomy_version: int
    answers: int
    as_they_are: int
    renamed: int
    merged: int
    split: int
    retired: int

    @property
    def counting(self) -> int:
        return self.as_they_are + self.renamed + self.merged


def made_under(
    readings: Readings, within: Mask, *, with_repeats: bool = False
) -> tuple[MadeUnder, ...]:
    """One for each version that occurs, in order; of the rows `within`."""
    rows = readings.counting(with_repeats=with_repeats) & within
    versions = readings.first_version[rows]
    carried = readings.carried
    how = np.zeros(len(versions), dtype=np.int32) if carried is None else carried[rows]
    found = []
    for version in np.unique(versions).tolist():
        counts = np.bincount(how[versions == version], minlength=len(Carried)).tolist()
        found.append(
            MadeUnder(
                taxonomy_version=version,
                answers=sum(counts),
                as_they_are=counts[Carried.AS_IT_IS],
                renamed=counts[Carried.RENAMED],
                merged=counts[Carried.MERGED],
                split=counts[Carried.SPLIT],
                retired=counts[Carried.RETIRED],
            )
        )
    return tuple(found)


def sentence(made: Sequence[MadeUnder]) -> str | None:
    """What mixing there is; None where all answers were given under one version and stand.

    >>> print(sentence((MadeUnder(taxonomy_version=1, answers=9, as_they_are=4, renamed=0,
    ...     merged=3, split=2, retired=0), MadeUnder(taxonomy_version=2, answers=5,
    ...     as_they_are=5, renamed=0, merged=0, split=0, retired=0))))
    7 answers of version 1 (3 merged; 2 more split, left out) and 5 answers of version 2
    """
    if len(made) < 2 and all(one.as_they_are == one.answers for one in made):
        return None
    return listed([_told(one) for one in made])


def _told(one: MadeUnder) -> str:
    through = [f"{n} {name}" for name, n in (("renamed", one.renamed), ("merged", one.merged)) if n]
    lost = [f"{n} more {name}" for name, n in (("split", one.split), ("retired", one.retired)) if n]
    left = f"{', '.join(lost)}, left out" if lost else ""
    told = "; ".join(part for part in (", ".join(through), left) if part)
    return (
        f"{counted_noun(one.counting, 'answer')} of version {one.taxonomy_version}"
        f"{f' ({told})' if told else ''}"
    )
