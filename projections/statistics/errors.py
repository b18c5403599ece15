"""What the statistics refuse to compute, by type; an undefined score is an answer, not an error.

StatisticsError
├── CategoriesUnusable     the list of categories is empty or names one twice
├── CategoryOutsideList    a counted value is not in the list
├── CategoryNotANumber     interval and ratio distances need numbers as category ids
├── CategoryUnreadable     a category is no set, ranking, preference or class of the hierarchy
├── WeightsUnusable        the weights or distances do not fit the categories
├── QuestionUnfit          the coefficient knows no such distance, weights, pair or interval
├── TooMuchAsked           more work, or readings, or time than one answer takes
├── TooFewAnnotators       fewer annotators stated than values counted on one item
└── CountsInconsistent     the counts are no sum of items (damaged, or more removed than added)
"""

from __future__ import annotations


class StatisticsError(ValueError):
    """The question does not fit the counts; the message says what to mend."""


class CategoriesUnusable(StatisticsError):
    """The list of categories is empty or names one twice."""


class CategoryOutsideList(StatisticsError):
    """A counted value is missing from the list of categories."""

    def __init__(self, category: str) -> None:
        self.category = category
        super().__init__(
            f"category {category!r} was counted but is not in the list of categories; "
            "list every class that the labels may name, retired ones too"
        )


class CategoryNotANumber(StatisticsError):
    """An interval or ratio distance met a category id that is no (allowed) decimal number."""

    def __init__(self, category: str, expected: str) -> None:
        self.category = category
        super().__init__(f"category {category!r} is not {expected}")


class CategoryUnreadable(StatisticsError):
    """A distance between sets, rankings, preferences or classes met something else."""

    def __init__(self, category: str, expected: str) -> None:
        self.category = category
        super().__init__(f"category {category!r} is not {expected}")


class WeightsUnusable(StatisticsError):
    """Weights or distances of one's own: wrong in size, negative, or unequal to itself."""


class QuestionUnfit(StatisticsError):
    """The coefficient takes no such distance, weights, annotators or interval."""


class TooMuchAsked(StatisticsError):
    """It could be computed, but not for one answer; the message says how to ask for less."""


class TooFewAnnotators(StatisticsError):
    """Fewer annotators are stated than one item has values."""

    def __init__(self, stated: int, needed: int) -> None:
        self.stated = stated
        self.needed = needed
        super().__init__(f"{stated} annotators stated, but one item has {needed} values")


class CountsInconsistent(StatisticsError):
    """The integers contradict each other, so they are no sum of items."""
