"""Annotators by team, vendor or any attribute of members: how each part of them works.

Pure. A figure of a part pools the labels of its people; the worst part is that with the lowest
share among those with enough of them. Who has no such attribute is the part "".
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec
import numpy as np

from labeltrail.events.values import Task
from labeltrail.projections.agreement.measures import Measure, natural, score
from labeltrail.projections.annotators.accuracy import is_right
from labeltrail.projections.annotators.figures import Figure, LackCode, Share, figure
from labeltrail.projections.annotators.material import HeldAgainst, Material, Rows
from labeltrail.projections.annotators.pace import PACE
from labeltrail.projections.annotators.proportions import share
from labeltrail.projections.columns.readings import Mask, Standing
from labeltrail.projections.statistics.score import Score
from labeltrail.projections.statistics.table import ReadingTable

UNNAMED = ""


class Team(msgspec.Struct, frozen=True, kw_only=True):
    """
    key        the attribute's value; "" of those without one
    labels     that stand, in the question asked
    gold       right by gold in force when they were given; `truth` by what is true of the item
    approved   of labels that were reviewed, those that were approved
    agreement  among its own people, by coefficients that fit the kind of task, from so many
               `values` on items that two of them answered
    pace       median of seconds over what labels of the item usually take
    """

    key: str
    annotators: tuple[str, ...]
    labels: int
    gold: Share
    truth: Share
    approved: Share
    agreement: tuple[Score, ...]
    values: int
    pace: Figure


def teams(
    material: Material,
    chosen: Mask,
    task: Task,
    team_of: Mapping[str, str],
    measures: Sequence[Measure] = (),
) -> tuple[Team, ...]:
    """In the order of their keys. `chosen` are rows of the readings; `team_of` by annotator."""
    readings = material.readings
    keys = [team_of.get(one, UNNAMED) for one in readings.annotators]
    found = []
    for key in sorted({keys[code] for code in np.unique(readings.annotator[chosen])}):
        codes = [code for code, one in enumerate(keys) if one == key]
        of_team = chosen & np.isin(readings.annotator, np.array(codes, dtype=np.int32))
        found.append(_team(material, of_team, task, key, measures or natural(task.kind)))
    return tuple(found)


def worst(found: Sequence[Team], against: HeldAgainst, *, labels_min: int = 1) -> Team | None:
    """With the lowest share right, among those with enough labels to say."""

    def right(team: Team) -> Share:
        return team.gold if against is HeldAgainst.GOLD_THEN else team.truth

    held = [one for one in found if right(one).n >= max(1, labels_min)]
    return min(held, key=lambda one: (right(one).hits / right(one).n, one.key), default=None)


def _team(
    material: Material, of_team: Mask, task: Task, key: str, measures: Sequence[Measure]
) -> Team:
    readings = material.readings
    stands = of_team & material.stands
    counted = np.flatnonzero(of_team & material.counts)
    reviewed = stands & (readings.standing != Standing.NO_REVIEW)
    approved = reviewed & (readings.standing == Standing.APPROVED)
    codes = np.unique(readings.annotator[of_team])
    table, exclusions = readings.first(material.categories, of_team)
    scores = tuple(
        msgspec.structs.replace(one, exclusions={**one.exclusions, **exclusions})
        for one in (score(table, measure, task) for measure in measures)
    )
    return Team(
        key=key,
        annotators=tuple(readings.annotators[code] for code in codes.tolist()),
        labels=int(np.count_nonzero(stands)),
        gold=_right(material, counted, HeldAgainst.GOLD_THEN),
        truth=_right(material, counted, HeldAgainst.TRUTH),
        approved=share(
            int(np.count_nonzero(approved)),
            int(np.count_nonzero(reviewed)),
            lack=LackCode.NO_REFERENCE,
        ),
        agreement=scores,
        values=paired_values(table),
        pace=_pace(material, np.flatnonzero(stands)),
    )


def paired_values(table: ReadingTable) -> int:
    """Values on items that have two or more."""
    each = table.values_per_item()
    return int(each[each >= 2].sum())


def _right(material: Material, rows: Rows, against: HeldAgainst) -> Share:
    held, right = is_right(material, rows, against)
    return share(int(np.count_nonzero(right)), len(held), lack=LackCode.NO_REFERENCE)


def _pace(material: Material, rows: Rows) -> Figure:
    spent = material.readings.seconds_spent[rows]
    usual = material.item_seconds[material.readings.item[rows]]
    compared = np.isfinite(spent) & (usual > 0)
    if not compared.any():
        return figure(LackCode.NO_SECONDS, 0, PACE)
    ratio = float(np.median(spent[compared] / usual[compared]))
    return figure(ratio, int(np.count_nonzero(compared)), PACE)
