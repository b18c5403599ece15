"""Whether equal classes stand side by side in an order, more or less often than chance would do.

Guarantees: from whole counts; absent with the reason where classes do not vary.
"""

from __future__ import annotations

from math import sqrt

import msgspec
import numpy as np
import numpy.typing as npt

from labeltrail.projections.distribution.figure import Figure, Why, absent, computed

RUNS_Z = "runs_z"


class Runs(msgspec.Struct, frozen=True, kw_only=True):
    """
    n_runs      stretches of one class in the order
    expected    on average, if the order were random
    z           below 0: fewer runs, so classes stand together
    p_value     of so few runs or fewer, by dealing the classes anew
    """

    n_runs: int
    expected: float
    z: Figure
    p_value: float
    p_adjusted: float


def runs(in_order: npt.NDArray[np.int64], *, p_value: float = 1.0, p_adjusted: float = 1.0) -> Runs:
    """From classes in an order, shape (n,), n at least 2.

    With n_i items in class i, the number of runs has the mean (n (n + 1) - sum n_i²) / n and the
    variance (sum n_i² (sum n_i² + n (n + 1)) - 2 n sum n_i³ - n³) / (n² (n - 1)). D. E. Barton,
    F. N. David, Multiple runs, Biometrika 44 (1957), 168-178; for two classes A. Wald, J.
    Wolfowitz, Annals of Mathematical Statistics 11 (1940), 147-162.

    >>> found = runs(np.array([0, 0, 0, 1, 1, 1]))  # mean 4, variance 6/5
    >>> found.n_runs, found.expected, round(found.z.value, 4)
    (2, 4.0, -1.8257)
    """
    n = len(in_order)
    counts = [int(one) for one in np.bincount(in_order) if one]
    squares, cubes = sum(one**2 for one in counts), sum(one**3 for one in counts)
    n_runs = 1 + int(np.count_nonzero(in_order[1:] != in_order[:-1]))
    expected = (n * (n + 1) - squares) / n
    variance = (squares * (squares + n * (n + 1)) - 2 * n * cubes - n**3) / (n**2 * (n - 1))
    if variance > 0:
        z = computed((n_runs - expected) / sqrt(variance), RUNS_Z, n_items=n)
    else:
        z = absent(Why.NO_VARIATION, RUNS_Z, n_items=n)
    return Runs(n_runs=n_runs, expected=expected, z=z, p_value=p_value, p_adjusted=p_adjusted)
