"""What truth inference refuses, by type; an item without a truth is an answer, not an error.

InferenceError
├── ParameterOutOfBounds         a parameter is no number within its stated bounds
├── ParametersOfAnotherMethod    the parameters given belong to another method
├── GoldOutsideCategories        a gold value is not in the list of categories
├── WeightsMissing               weights were to be given, or learned from gold, and are not there
├── ValueNotComparable           Bradley-Terry met a value that is no preference and no ranking
├── ValueNotASet                 inference by class met a value that is no set of listed classes
├── ItemNotInferred              the item asked for is not among those of the table
├── TableTooLarge                what would be kept in memory exceeds a stated limit
├── TooMuchWork                  restarts, iterations and the table multiply to too much
└── Stopped                      who asked said so before there was an answer
"""

from __future__ import annotations


class InferenceError(ValueError):
    """The question does not fit the table; the message says what to mend."""


class ParameterOutOfBounds(InferenceError):
    """The message names the parameter and its bounds."""


class ParametersOfAnotherMethod(InferenceError):
    def __init__(self, method: str, given: str, expected: str) -> None:
        super().__init__(f"{method} takes {expected}, not {given}")


class GoldOutsideCategories(InferenceError):
    def __init__(self, item: str, category: str) -> None:
        self.item = item
        self.category = category
        super().__init__(f"the gold value {category!r} of item {item!r} is no listed category")


class WeightsMissing(InferenceError):
    """Neither weights nor gold to learn them from."""


class ValueNotComparable(InferenceError):
    def __init__(self, category: str) -> None:
        self.category = category
        super().__init__(
            f"{category!r} is neither a preference [first, second, outcome] nor a ranking "
            "[[best, tied with it], [next], …]; Bradley-Terry compares candidates"
        )


class ValueNotASet(InferenceError):
    def __init__(self, category: str) -> None:
        self.category = category
        super().__init__(f"{category!r} is no set of the classes listed")


class ItemNotInferred(InferenceError):
    def __init__(self, item: str) -> None:
        self.item = item
        super().__init__(f"item {item!r} is not among the items of this inference")


class TableTooLarge(InferenceError):
    """The message names what multiplies to so much, and the limit."""

    def __init__(self, factors: str, cells: int, cells_max: int) -> None:
        super().__init__(
            f"{factors} are {cells:,}, more than {cells_max:,}; "
            "infer by part, with fewer categories or by another method"
        )


class TooMuchWork(InferenceError):
    """The message names what to lower."""

    def __init__(self, asked: int, asked_max: int) -> None:
        super().__init__(
            f"restarts, iterations, votes and classes multiply to {asked:,} steps, more than "
            f"{asked_max:,}; ask for fewer restarts or iterations, or infer by part"
        )


class Stopped(InferenceError):
    def __init__(self) -> None:
        super().__init__("stopped before there was an answer")
