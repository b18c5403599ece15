"""A. P. Dawid and A. M. Skene, Maximum Likelihood Estimation of Observer Error-Rates Using the EM
Algorithm, Applied Statistics 28 (1979) 20-28: tables 1, 2 and 4, as printed.

45 patients, five anaesthetists, fitness for anaesthesia from 1 to 4; the first of them saw each
form three times.
"""

from __future__ import annotations

PATIENTS = """
111 1 1 1 1|333 4 3 3 4|112 2 1 2 2|222 3 1 2 1|222 3 2 2 2|222 3 3 2 2|122 2 1 1 1|333 3 4 3 3
222 2 2 2 3|232 2 2 2 3|444 4 4 4 4|222 3 3 4 3|111 1 1 1 1|222 3 2 1 2|121 1 1 1 1|111 2 1 1 1
111 1 1 1 1|111 1 1 1 1|222 2 2 2 1|222 1 3 2 2|222 2 2 2 2|222 2 2 2 1|222 3 2 2 2|221 2 2 2 2
111 1 1 1 1|111 1 1 1 1|232 2 2 2 2|111 1 1 1 1|111 1 1 1 1|112 1 1 2 1|111 1 1 1 1|333 3 2 3 3
111 1 1 1 1|222 2 2 2 2|222 3 2 3 2|433 4 3 4 3|221 2 2 3 2|232 3 2 3 3|333 3 4 3 2|111 1 1 1 1
111 1 1 1 1|121 2 1 1 1|232 2 2 2 2|121 1 1 1 1|222 2 2 2 2
"""
"""Table 1: by patient, the first observer's three answers, then those of observers 2 to 5."""

CLASSES = ("1", "2", "3", "4")

MARGINALS = (0.40, 0.42, 0.11, 0.07)

ERROR_RATES = {
    "observer 1": (
        (0.89, 0.11, 0, 0),
        (0.07, 0.88, 0.05, 0),
        (0, 0.34, 0.66, 0),
        (0, 0, 0.56, 0.44),
    ),
    "observer 2": ((0.83, 0.17, 0, 0), (0.05, 0.63, 0.31, 0), (0, 0, 1, 0), (0, 0, 0, 1)),
    "observer 3": ((1, 0, 0, 0), (0.11, 0.79, 0.11, 0), (0, 0.4, 0.2, 0.4), (0, 0, 0.67, 0.33)),
    "observer 4": ((0.94, 0.06, 0, 0), (0.05, 0.84, 0.1, 0), (0, 0, 0.8, 0.2), (0, 0, 0.33, 0.67)),
    "observer 5": ((1, 0, 0, 0), (0.16, 0.73, 0.11, 0), (0, 0.21, 0.79, 0), (0, 0, 0.33, 0.67)),
}
"""Table 2: rows the true class, columns what was said."""

LEADING = "142222132243121111222222112111131224233111212"
"""Table 4: by patient, the class with the greatest posterior."""

UNSURE = {7: {"1": 0.98, "2": 0.02}, 35: {"2": 0.95, "3": 0.05}, 38: {"2": 0.02, "3": 0.98}}
"""Table 4: the patients whose printed posteriors are not 1 and 0."""


def readings() -> list[tuple[str, str, str]]:
    """As (patient, observer, class)."""
    found = []
    forms = PATIENTS.replace("\n", "|").strip("|").split("|")
    for number, form in enumerate(forms, start=1):
        thrice, *once = form.split()
        answers = [("observer 1", said) for said in thrice]
        answers += [(f"observer {n}", said) for n, said in enumerate(once, start=2)]
        found += [(patient(number), observer, said) for observer, said in answers]
    return found


def patient(number: int) -> str:
    return f"patient {number:02}"
