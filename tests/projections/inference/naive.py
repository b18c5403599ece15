"""Each method once more, in loops over dictionaries and by its formula alone: the judge of ours.

Nothing is shared with what it judges, and nothing is fast or careful about underflow.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from math import exp, log, prod

from scipy.special import digamma

Row = tuple[str, str, str]
Posterior = dict[str, dict[str, float]]
Answers = dict[str, dict[str, dict[str, float]]]
"""By annotator and true class: what is said."""

FLOOR = 1e-10


def by_item(rows: Iterable[Row]) -> dict[str, list[tuple[str, str]]]:
    found: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
    for item, annotator, said in rows:
        found[item].append((annotator, said))
    return dict(found)


def shares(rows: Iterable[Row], classes: Sequence[str], gold: Mapping[str, str]) -> Posterior:
    found: Posterior = {}
    for item, votes in by_item(rows).items():
        counted = Counter(said for _, said in votes)
        found[item] = {k: counted[k] / len(votes) for k in classes}
    return clamped(found, gold)


def clamped(posterior: Posterior, gold: Mapping[str, str]) -> Posterior:
    return {
        item: {k: float(k == gold[item]) for k in row} if item in gold else row
        for item, row in posterior.items()
    }


def expected(
    rows: Iterable[Row],
    prior: Mapping[str, float],
    chance: Callable[[str, str, str], float],
    gold: Mapping[str, str],
) -> Posterior:
    """`chance(annotator, said, true)`; normalised products."""
    found: Posterior = {}
    for item, votes in by_item(rows).items():
        joint = {k: p * prod(chance(a, said, k) for a, said in votes) for k, p in prior.items()}
        total = sum(joint.values())
        found[item] = {k: each / total for k, each in joint.items()}
    return clamped(found, gold)


def class_prior(posterior: Posterior, classes: Sequence[str], pseudo: float) -> dict[str, float]:
    total = len(posterior) + len(classes) * pseudo
    return {k: (sum(row[k] for row in posterior.values()) + pseudo) / total for k in classes}


def dawid_skene(
    rows: Sequence[Row],
    classes: Sequence[str],
    gold: Mapping[str, str],
    *,
    iterations: int,
    correct: float,
    wrong: float,
    pseudo: float,
) -> Posterior:
    posterior = shares(rows, classes, gold)
    others = max(1, len(classes) - 1)
    for _ in range(iterations):
        counted: defaultdict[tuple[str, str, str], float] = defaultdict(float)
        for item, annotator, said in rows:
            for k in classes:
                counted[annotator, said, k] += posterior[item][k]
        for annotator in {annotator for _, annotator, _ in rows}:
            for k in classes:
                cells = {
                    said: max(
                        counted[annotator, said, k] + (correct if said == k else wrong / others),
                        FLOOR,
                    )
                    for said in classes
                    if correct + wrong or any(row[1:] == (annotator, said) for row in rows)
                }
                for said, cell in cells.items():
                    counted[annotator, said, k] = cell / sum(cells.values())

        def chance(
            a: str, said: str, k: str, table: Mapping[tuple[str, str, str], float] = counted
        ) -> float:
            return table[a, said, k]

        posterior = expected(rows, class_prior(posterior, classes, pseudo), chance, gold)
    return posterior


def one_coin(
    rows: Sequence[Row],
    classes: Sequence[str],
    gold: Mapping[str, str],
    *,
    iterations: int,
    correct: float,
    wrong: float,
    pseudo: float,
) -> Posterior:
    posterior = shares(rows, classes, gold)
    others = max(1, len(classes) - 1)
    for _ in range(iterations):
        right: defaultdict[str, float] = defaultdict(float)
        given: Counter[str] = Counter()
        for item, annotator, said in rows:
            right[annotator] += posterior[item][said]
            given[annotator] += 1
        coin = {a: (right[a] + correct) / (given[a] + correct + wrong) for a in given}

        def chance(a: str, said: str, k: str, coin: Mapping[str, float] = coin) -> float:
            return coin[a] if said == k else (1 - coin[a]) / others

        posterior = expected(rows, class_prior(posterior, classes, pseudo), chance, gold)
    return posterior


def mace(
    rows: Sequence[Row],
    classes: Sequence[str],
    gold: Mapping[str, str],
    *,
    iterations: int,
    states: tuple[float, float],
    priors: tuple[float, float, float],
) -> Posterior:
    """Variational; `states` are the first weights of spamming and knowing, habits even; `priors` of
    spamming, knowing and habits."""
    annotators = {annotator for _, annotator, _ in rows}
    even = {k: 1 / len(classes) for k in classes}
    spamming, knowing = (dict.fromkeys(annotators, each) for each in states)
    habit = {(a, said): 1 / len(classes) for a in annotators for said in classes}

    def chance(a: str, said: str, k: str) -> float:
        return spamming[a] * habit[a, said] + (knowing[a] if said == k else 0.0)

    posterior = expected(rows, even, chance, gold)
    for _ in range(iterations):
        known: defaultdict[str, float] = defaultdict(float)
        spammed: defaultdict[tuple[str, str], float] = defaultdict(float)
        for item, a, said in rows:
            for k in classes:
                knows = knowing[a] / chance(a, said, k) if said == k else 0.0
                known[a] += posterior[item][k] * knows
                spammed[a, said] += posterior[item][k] * (1 - knows)
        for a in annotators:
            habits = {said: spammed[a, said] + priors[2] for said in classes}
            counts = (sum(spammed[a, said] for said in classes) + priors[0], known[a] + priors[1])
            spamming[a] = exp(digamma(counts[0]) - digamma(sum(counts)))
            knowing[a] = exp(digamma(counts[1]) - digamma(sum(counts)))
            for said in classes:
                habit[a, said] = exp(digamma(habits[said]) - digamma(sum(habits.values())))
        posterior = expected(rows, even, chance, gold)
    return posterior


def glad_objective(
    rows: Sequence[Row],
    classes: Sequence[str],
    gold: Mapping[str, str],
    ability: Mapping[str, float],
    log_easiness: Mapping[str, float],
) -> tuple[float, Posterior]:
    """Log-likelihood and log prior up to a constant, and posteriors, of given parameters."""
    others = max(1, len(classes) - 1)
    told = 0.0
    posterior: Posterior = {}
    for item, votes in by_item(rows).items():
        joint = dict.fromkeys(classes, 1 / len(classes))
        for a, said in votes:
            right = 1 / (1 + exp(-ability[a] * exp(log_easiness[item])))
            joint = {
                k: p * (right if k == said else (1 - right) / others) for k, p in joint.items()
            }
        if item in gold:
            joint = {k: p if k == gold[item] else 0.0 for k, p in joint.items()}
        told += log(sum(joint.values()))
        posterior[item] = {k: p / sum(joint.values()) for k, p in joint.items()}
    told -= sum((each - 1) ** 2 for each in ability.values()) / 2
    told -= sum((each - 1) ** 2 for each in log_easiness.values()) / 2
    return told, posterior


def bradley_terry_slope(
    half_wins: Iterable[tuple[str, str, int]], strength: Mapping[str, float], draws: float
) -> dict[str, float]:
    """The derivative of the log-likelihood by each strength: 0 at the maximum."""

    def chance(ahead: float) -> float:
        return 1 / (1 + exp(-ahead))

    slope = {one: draws * (0.5 - chance(each)) for one, each in strength.items()}
    for first, second, half in half_wins:
        surprise = half / 2 - chance(strength[first] - strength[second])
        slope[first] += surprise
        slope[second] -= surprise
    return slope
