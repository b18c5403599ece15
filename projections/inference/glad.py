"""GLAD: annotators of different ability on items of different difficulty.

    P(said | k) = s where said is k, else (1 - s) / (n_categories - 1)
    s = 1 / (1 + exp(-ability_a * exp(log_easiness_i))),  P(k) = 1 / classes

Source: J. Whitehill, P. Ruvolo, T. Wu, J. Bergsma, J. Movellan, Whose Vote Should Count More, NIPS
2009. Normal priors with standard deviation 1 on ability and log easiness, whose means are also the
starting values. Ability below 0 is adversarial: such votes count against what they say.

Each iteration improves abilities and easinesses in turn by Newton steps, one number at a time
against all others, halved until nothing gets worse: so the objective, log-likelihood plus log
prior, never decreases.
"""

from __future__ import annotations

import math

import msgspec
import numpy as np

from labeltrail.projections.inference.budget import Stop, go_on, never
from labeltrail.projections.inference.climb import climb
from labeltrail.projections.inference.expectation import add_to_rows, normalise
from labeltrail.projections.inference.model import Abilities, Fitted
from labeltrail.projections.inference.parameters import Glad
from labeltrail.projections.inference.votes import Floats, Votes, summed
from labeltrail.projections.statistics.table import Codes

_HALVINGS_MAX = 12
_ROUNDING = 1e-13
_STEP_MAX = 2.0
"""Of one Newton step: the curvature at hand tells little of what lies further away."""


class Skills(msgspec.Struct, frozen=True, eq=False):
    """Shapes (n_annotators,) and (n_items,)."""

    ability: Floats
    log_easiness: Floats


def glad(votes: Votes, parameters: Glad, seed: int, stop: Stop = never) -> Fitted:
    """The seed plays no part. Memory: 16 bytes a cell of the posterior, 80 a vote."""
    first = Skills(
        np.full(votes.n_annotators, parameters.ability_mean),
        np.full(votes.n_items, parameters.easiness_mean),
    )
    chosen = votes.chosen()

    def expect(skills: Skills) -> tuple[Floats, float]:
        return _posterior(votes, skills, parameters)

    def learn(skills: Skills, posterior: Floats) -> Skills:
        return _improved(votes, skills, posterior.ravel()[chosen], parameters, stop)

    skills, posterior, fit = climb(first, learn, expect, votes.n_votes, parameters, stop)
    log_prior = np.full(votes.n_categories, -math.log(max(1, votes.n_categories)))
    return Fitted(
        posterior=posterior,
        class_prior=np.exp(log_prior),
        weight=skills.ability,
        ability=skills.ability,
        easiness=np.exp(skills.log_easiness),
        model=Abilities(log_prior, skills.ability, skills.log_easiness),
        fit=fit,
    )


def _posterior(votes: Votes, skills: Skills, parameters: Glad) -> tuple[Floats, float]:
    """log P(right) - log P(one wrong) is the logit plus log(n_categories - 1)."""
    logit = skills.ability[votes.annotator] * np.exp(skills.log_easiness)[votes.item]
    others = math.log(max(1, votes.n_categories - 1))
    cells = votes.n_items * votes.n_categories
    posterior = summed(votes.chosen(), logit + others, cells)
    posterior = posterior.reshape(votes.n_items, votes.n_categories)
    wrong = summed(votes.item, _softplus(logit) + others, votes.n_items)
    add_to_rows(posterior, -wrong)
    even = np.full(votes.n_categories, -math.log(max(1, votes.n_categories)))
    told = normalise(posterior, even, votes.gold)
    told -= math.fsum((skills.ability - parameters.ability_mean) ** 2) / 2
    return posterior, told - math.fsum((skills.log_easiness - parameters.easiness_mean) ** 2) / 2


def _improved(votes: Votes, skills: Skills, right: Floats, parameters: Glad, stop: Stop) -> Skills:
    """`right`: how likely each vote is right, shape (n_votes,)."""
    ability, log_easiness = skills.ability, skills.log_easiness
    for _ in range(parameters.steps_max):
        go_on(stop)
        easiness = np.exp(log_easiness)[votes.item]
        abler = _stepped(
            ability, _OfAbility(votes.annotator, easiness, right, parameters.ability_mean)
        )
        able = abler[votes.annotator]
        easier = _stepped(
            log_easiness, _OfEasiness(votes.item, able, right, parameters.easiness_mean)
        )
        change = max(_greatest(abler - ability), _greatest(easier - log_easiness))
        ability, log_easiness = abler, easier
        if change <= parameters.step_tolerance:
            break
    return Skills(ability, log_easiness)


class _OfAbility(msgspec.Struct, frozen=True, eq=False):
    """Expected log-likelihood and log prior as a function of numbers that each own some votes.

    logit = number * factor
    """

    owner: Codes
    factor: Floats
    right: Floats
    mean: float

    def logit(self, numbers: Floats) -> Floats:
        return numbers[self.owner] * self.factor

    def slopes(self, logit: Floats) -> tuple[Floats, Floats | None]:
        """First and second derivative of the logit by the number; None: it is 0."""
        return self.factor, None

    def value(self, numbers: Floats, logit: Floats) -> Floats:
        gain = self.right * logit - _softplus(logit)
        likely = summed(self.owner, gain, len(numbers))
        return likely - (numbers - self.mean) ** 2 / 2

    def newton(self, numbers: Floats, logit: Floats) -> Floats:
        """Always uphill: where the function is not concave, the prior's curvature stands in."""
        n = len(numbers)
        chance = 1 / (1 + np.exp(-logit))
        first, second = self.slopes(logit)
        surprise = self.right - chance
        curvature = chance * (1 - chance) * first * first
        if second is not None:
            curvature -= surprise * second
        slope = summed(self.owner, surprise * first, n)
        bent = summed(self.owner, curvature, n) + 1
        step: Floats = (slope - (numbers - self.mean)) / np.maximum(bent, 1)
        return np.clip(step, -_STEP_MAX, _STEP_MAX)


class _OfEasiness(_OfAbility, frozen=True, eq=False):
    """logit = factor * exp(number), so both derivatives are the logit."""

    def logit(self, numbers: Floats) -> Floats:
        return np.exp(numbers)[self.owner] * self.factor

    def slopes(self, logit: Floats) -> tuple[Floats, Floats | None]:
        return logit, logit


def _stepped(numbers: Floats, function: _OfAbility) -> Floats:
    """One Newton step of each number, halved until its part is no worse, at last not taken."""
    logit = function.logit(numbers)
    before = function.value(numbers, logit)
    step = function.newton(numbers, logit)
    for _ in range(_HALVINGS_MAX):
        taken = numbers + step
        after = function.value(taken, function.logit(taken))
        is_worse = after < before - _ROUNDING * (1 + np.abs(before))
        if not is_worse.any():
            return taken
        step = np.where(is_worse, step / 2, step)
    return np.where(is_worse, numbers, taken)


def _softplus(logit: Floats) -> Floats:
    """log(1 + exp(logit)) without overflow."""
    soft: Floats = np.maximum(logit, 0.0)
    soft += np.log1p(np.exp(-np.abs(logit)))
    return soft


def _greatest(changes: Floats) -> float:
    return float(np.abs(changes).max(initial=0.0))
