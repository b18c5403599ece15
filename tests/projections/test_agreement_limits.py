"""What a report of agreement takes on: as much as fits a minute, by what can exist."""

from __future__ import annotations

import numpy as np
import pytest

from labeltrail.projections.agreement.by import By
from labeltrail.projections.agreement.limits import (
    ANSWER,
    COMMAND,
    Limits,
    require_readings,
    require_work,
    work_of,
)
from labeltrail.projections.statistics.coefficient import IntervalAsked
from labeltrail.projections.statistics.errors import TooMuchAsked
from tests.projections.answers_given import Given, readings
from tests.projections.test_agreement_reports import KAPPA, OBSERVED, ROWS, parts

HELD = readings(ROWS)
EVERY = np.ones(len(HELD.item), dtype=np.bool_)
MANY = readings([Given(f"{n % 2_000:04d}", f"{n // 2_000}", "cat") for n in range(10_000)])
OF_MANY = np.ones(len(MANY.item), dtype=np.bool_)


def test_three_measures_of_a_hundred_thousand_items_are_drawn_a_thousand_times() -> None:
    work = work_of(MANY, By.WHOLE, OF_MANY, parts_max=100, measures=3, resamples=1_000)
    assert work == 3 * 1_000 * len(MANY.item), "one part exists, whatever is asked for"
    require_work(work * 50, ANSWER)  # 100,000 items of five readings


@pytest.mark.parametrize("by", [By.PAIR, By.ANNOTATOR, By.DAY, By.CATEGORY, By.GUIDELINE_REVISION])
def test_no_more_parts_than_exist_are_counted(by: By) -> None:
    work = work_of(HELD, by, EVERY, parts_max=100, measures=1, resamples=1)
    assert work <= 1_000 * len(HELD.item)


def test_twenty_measures_of_a_hundred_parts_drawn_ten_thousand_times_are_refused() -> None:
    for by in (By.PAIR, By.DAY, By.CATEGORY, By.SLICE):
        some = readings(
            [Given(f"{n:03d}", f"{n % 40:02d}", "cat", guideline_revision=n) for n in range(200)]
        )
        every = np.ones(len(some.item), dtype=np.bool_)
        work = work_of(some, by, every, parts_max=100, measures=20, resamples=10_000)
        assert work == 20 * 100 * 10_000 * 1_000
        with pytest.raises(TooMuchAsked, match="20,000,000,000"):
            require_work(work, ANSWER)
        require_work(work, COMMAND)


def test_a_report_refuses_before_it_computes() -> None:
    wanted = IntervalAsked(resamples=10_000)
    with pytest.raises(TooMuchAsked, match="ask for fewer"):
        parts(ROWS, By.PAIR, *[OBSERVED] * 20, interval=wanted, limits=Limits(work_max=10**8))


def test_a_report_stops_between_parts_and_measures() -> None:
    looks: list[bool] = []

    def stop() -> bool:
        looks.append(True)
        return len(looks) > 3

    for by in (By.PAIR, By.ITEM, By.ANNOTATOR):
        looks.clear()
        with pytest.raises(TooMuchAsked, match="too long"):
            parts(ROWS, by, OBSERVED, KAPPA if by is By.PAIR else OBSERVED, stop=stop)
        assert len(looks) == 4


def test_too_many_answers_are_refused_by_their_count() -> None:
    require_readings(ANSWER.readings_max, ANSWER)
    with pytest.raises(TooMuchAsked, match="5,000,000 answers"):
        require_readings(ANSWER.readings_max + 1, ANSWER)
