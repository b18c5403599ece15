"""The methods, and the parameters of each with defaults and bounds.

Guarantees: `checked` returns parameters within bounds or raises; so no fit meets a number that it
cannot use. Parameters are recorded as JSON and read back by the tag `method`.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated

import msgspec
from msgspec import Meta

from labeltrail.projections.inference.errors import (
    ParameterOutOfBounds,
    ParametersOfAnotherMethod,
)


class Method(StrEnum):
    """How many answers become one.

    AUTOMATIC: Dawid-Skene where there are enough labels for it, one-coin below (see `choice`).
    """

    AUTOMATIC = "AUTOMATIC"
    MAJORITY = "MAJORITY"
    WEIGHTED_VOTE = "WEIGHTED_VOTE"
    ONE_COIN_DAWID_SKENE = "ONE_COIN_DAWID_SKENE"
    DAWID_SKENE = "DAWID_SKENE"
    MACE = "MACE"
    GLAD = "GLAD"
    BRADLEY_TERRY = "BRADLEY_TERRY"


class Rule(StrEnum):
    """PLURALITY: more votes than any other. ABSOLUTE_MAJORITY: more than half of them."""

    PLURALITY = "PLURALITY"
    ABSOLUTE_MAJORITY = "ABSOLUTE_MAJORITY"


class WeightsFrom(StrEnum):
    """Where the weight of a vote comes from.

    GIVEN: by `weights`. GOLD: the annotator's accuracy on gold items, smoothed. AGREEMENT: how
    often the annotator agrees with the plain vote, on items that it decides (Wawa).
    """

    GIVEN = "GIVEN"
    GOLD = "GOLD"
    AGREEMENT = "AGREEMENT"


class MaceFit(StrEnum):
    VARIATIONAL = "VARIATIONAL"
    EM = "EM"


Quorum = Annotated[int, Meta(ge=1, le=10_000)]
Iterations = Annotated[int, Meta(ge=1, le=10_000)]
Tolerance = Annotated[float, Meta(ge=0, le=1)]
PseudoCount = Annotated[float, Meta(ge=0, le=1e6)]
Positive = Annotated[float, Meta(gt=0, le=1e6)]


class _Parameters(msgspec.Struct, frozen=True, kw_only=True, tag_field="method"):
    """`quorum`: fewer votes on an item give no truth."""

    quorum: Quorum = 1


class Automatic(_Parameters, frozen=True, kw_only=True, tag=str(Method.AUTOMATIC)):
    """`labels_min`: labels for each annotator and class, on average, from which the full
    confusion matrices of Dawid-Skene are fitted; one coin for each annotator below."""

    labels_min: Annotated[float, Meta(ge=0, le=1e9)] = 20.0


class Majority(_Parameters, frozen=True, kw_only=True, tag=str(Method.MAJORITY)):
    rule: Rule = Rule.PLURALITY


class WeightedVote(_Parameters, frozen=True, kw_only=True, tag=str(Method.WEIGHTED_VOTE)):
    """
    weights         by annotator, for GIVEN
    weight_missing  of an annotator without one: not given, or nothing to learn it from; with
                    GOLD the prior's mean is taken instead
    prior_correct, prior_wrong  answers that everybody is taken to have given before the first
                    (GOLD): accuracy = (right + prior_correct) / (n + prior_correct + prior_wrong)
    """

    weights_from: WeightsFrom = WeightsFrom.AGREEMENT
    weights: Mapping[str, Annotated[float, Meta(ge=0, le=1e6)]] = {}
    weight_missing: Annotated[float, Meta(ge=0, le=1e6)] = 0.5
    prior_correct: PseudoCount = 4.0
    prior_wrong: PseudoCount = 1.0


class _Em(_Parameters, frozen=True, kw_only=True):
    """
    iterations_max  and not converged then: the answer says so
    tolerance       converged when an iteration gains less than this for each label (nats)
    prior_correct, prior_wrong  answers that every annotator is taken to have given before the
                    first: right ones, and wrong ones spread evenly over the other classes; with
                    Dawid-Skene for each true class. Both 0: maximum likelihood, as printed in 1979
    prior_class     items that every class is taken to have had before the first
    learn_from_single_votes  whether an item with one vote and no gold says how reliable its
                    annotator is: it only confirms itself, so by default it does not
    """

    iterations_max: Iterations = 100
    tolerance: Tolerance = 1e-6
    prior_correct: PseudoCount = 4.0
    prior_wrong: PseudoCount = 1.0
    prior_class: PseudoCount = 1.0
    learn_from_single_votes: bool = False


class OneCoinDawidSkene(_Em, frozen=True, kw_only=True, tag=str(Method.ONE_COIN_DAWID_SKENE)):
    pass


class DawidSkene(_Em, frozen=True, kw_only=True, tag=str(Method.DAWID_SKENE)):
    prior_correct: PseudoCount = 0.8
    prior_wrong: PseudoCount = 0.2


class MaceStart(StrEnum):
    """Starting values of one restart. EVEN: drawn once, the same for every annotator, and even
    habits: so the names of annotators play no part, and what votes leave tied stays tied. DRAWN:
    for every annotator and habit, as published: chance decides what votes leave open."""

    EVEN = "EVEN"
    DRAWN = "DRAWN"


class Mace(_Parameters, frozen=True, kw_only=True, tag=str(Method.MACE)):
    """
    restarts        from different starting values, drawn by the seed; the best objective is kept
    prior_spamming, prior_knowing  Beta prior on knowing the answer (VARIATIONAL)
    prior_strategy  Dirichlet prior on what a spammer says, for each class (VARIATIONAL)
    smoothing       added to expected counts, shared by the classes (EM)
    noise           starting values are drawn from 1 to 2 + noise and normalised
    """

    fit: MaceFit = MaceFit.VARIATIONAL
    start: MaceStart = MaceStart.EVEN
    restarts: Annotated[int, Meta(ge=1, le=1_000)] = 10
    iterations_max: Iterations = 50
    tolerance: Tolerance = 1e-6
    prior_spamming: Positive = 0.5
    prior_knowing: Positive = 0.5
    prior_strategy: Positive = 10.0
    smoothing: Positive = 0.01
    noise: Annotated[float, Meta(ge=0, le=100)] = 0.5


class Glad(_Parameters, frozen=True, kw_only=True, tag=str(Method.GLAD)):
    """
    ability_mean, easiness_mean  of normal priors with standard deviation 1 on the ability and on
                    the logarithm of the easiness; also the starting values
    steps_max, step_tolerance  Newton sweeps within one iteration, and the largest change of a
                    parameter at which they end
    """

    iterations_max: Iterations = 100
    tolerance: Tolerance = 1e-6
    ability_mean: Annotated[float, Meta(ge=-20, le=20)] = 1.0
    easiness_mean: Annotated[float, Meta(ge=-5, le=5)] = 1.0
    steps_max: Annotated[int, Meta(ge=1, le=1_000)] = 25
    step_tolerance: Annotated[float, Meta(ge=0, le=1)] = 1e-3


class BradleyTerry(_Parameters, frozen=True, kw_only=True, tag=str(Method.BRADLEY_TERRY)):
    """
    prior_draws     draws that every candidate is taken to have had against a candidate of
                    strength 0: more than none, so that strengths are finite whatever the answers
    """

    prior_draws: Annotated[float, Meta(gt=0, le=1e6)] = 1.0
    iterations_max: Iterations = 1_000
    tolerance: Tolerance = 1e-10


Parameters = (
    Automatic
    | Majority
    | WeightedVote
    | OneCoinDawidSkene
    | DawidSkene
    | Mace
    | Glad
    | BradleyTerry
)

PARAMETERS: Mapping[Method, type[Parameters]] = {
    Method.AUTOMATIC: Automatic,
    Method.MAJORITY: Majority,
    Method.WEIGHTED_VOTE: WeightedVote,
    Method.ONE_COIN_DAWID_SKENE: OneCoinDawidSkene,
    Method.DAWID_SKENE: DawidSkene,
    Method.MACE: Mace,
    Method.GLAD: Glad,
    Method.BRADLEY_TERRY: BradleyTerry,
}


def checked(method: Method, given: Parameters | None) -> Parameters:
    """The method's defaults, or those given, within bounds.

    Raises ParametersOfAnotherMethod and ParameterOutOfBounds.

    >>> checked(Method.MAJORITY, None)
    Majority(quorum=1, rule=<Rule.PLURALITY: 'PLURALITY'>)
    """
    expected = PARAMETERS[method]
    if given is None:
        return expected()
    if type(given) is not expected:
        raise ParametersOfAnotherMethod(method, type(given).__name__, expected.__name__)
    plain = msgspec.to_builtins(given)
    for name, number in _numbers(plain):
        if not math.isfinite(number):
            raise ParameterOutOfBounds(f"Expected a finite number - at `$.{name}`")
    try:
        within: Parameters = msgspec.convert(plain, expected)
    except msgspec.ValidationError as fault:
        raise ParameterOutOfBounds(str(fault)) from fault
    return within


def read(parameters: bytes) -> Parameters:
    """Parameters as recorded: JSON with the tag `method`."""
    try:
        given: Parameters = msgspec.json.decode(parameters, type=Parameters)
    except msgspec.ValidationError as fault:
        raise ParameterOutOfBounds(str(fault)) from fault
    return given


def _numbers(plain: Mapping[str, object]) -> list[tuple[str, float]]:
    found: list[tuple[str, float]] = []
    for name, each in plain.items():
        if isinstance(each, float):
            found.append((name, each))
        elif isinstance(each, Mapping):
            found += [(f"{name}.{inner}", number) for inner, number in _numbers(each)]
    return found
