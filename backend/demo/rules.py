"""The rules of the demonstration's project, as inputs of the API's mutations.

The paper prints the numbers 1 to 4 and no definitions, so every word here is illustrative.
"""

from __future__ import annotations

import msgspec

TASK = "fitness"
BATCH = "table-1"
"""The pilot: all that the paper has."""
PRODUCTION = "training-1"
OVERLAP = 5

TASKS: list[dict[str, object]] = [
    {
        "name": TASK,
        "kind": "ORDINAL",
        "question": "How fit is this patient for a general anaesthetic, by the form alone?",
        "classes": [
            {
                "classId": "fit",
                "rank": 1,
                "definition": "No disease that matters to the anaesthetic.",
                "inclusion": ["Healthy but for the complaint that leads to the operation."],
                "exclusion": ["Any disease that is treated every day."],
                "examples": ["Age 24, hernia, plays football twice a week."],
                "counterexamples": ["Age 61, feels well, on tablets for blood pressure: grade 2."],
            },
            {
                "classId": "mild",
                "rank": 2,
                "definition": "A mild disease, under control, that does not limit daily life.",
                "inclusion": ["Asthma without an attack in the last year."],
                "exclusion": ["Breathless on one flight of stairs."],
                "examples": ["Age 61, feels well, on tablets for blood pressure."],
                "counterexamples": ["Chest pain when walking uphill: grade 3."],
            },
            {
                "classId": "severe",
                "rank": 3,
                "definition": "A disease that limits daily life.",
                "inclusion": ["Chest pain or breathlessness on ordinary effort."],
                "exclusion": ["In danger of life at rest."],
                "examples": ["Age 68, chest pain when walking uphill."],
                "counterexamples": ["Breathless in bed, heart failure: grade 4."],
            },
            {
                "classId": "life-threatening",
                "rank": 4,
                "definition": "A disease that endangers life, with or without the operation.",
                "inclusion": ["Heart failure at rest; a recent infarction."],
                "exclusion": ["Stable under treatment for half a year."],
                "examples": ["Age 74, infarction three weeks ago, emergency operation."],
                "counterexamples": ["Infarction six years ago, walks daily: grade 2."],
            },
        ],
    }
]

_WHOLE_FORM = {
    "number": "1",
    "title": "The whole form, and nothing but the form",
    "text": "Read every line. Do not ask the ward, and do not guess what is not written.",
}
_HIGHEST = {
    "number": "2",
    "title": "The highest grade that fits",
    "text": "Where two definitions hold, choose the higher grade.",
}
_ASK = {
    "number": "4",
    "title": "Ask rather than guess",
    "text": "Where the clauses do not settle a form, a reviewer raises an escalation.",
}

CLAUSES_1: list[dict[str, str]] = [
    _WHOLE_FORM,
    _HIGHEST,
    {
        "number": "3",
        "title": "Several diseases",
        "text": "Several diseases are graded by the worst of them.",
    },
    _ASK,
]
CLAUSES_2: list[dict[str, str]] = [
    _WHOLE_FORM,
    _HIGHEST,
    {
        "number": "3",
        "title": "Several diseases",
        "text": "Two diseases that each limit daily life are graded 4. "
        "Otherwise the worst of them decides.",
    },
    {
        "number": "3.1",
        "title": "Treated diseases",
        "text": "A disease that is treated every day is grade 2 or higher, "
        "however well the patient feels.",
    },
    _ASK,
]
CHANGE_NOTE_1 = "First revision."
CHANGE_NOTE_2 = "Clause 3 said too little about several diseases; 3.1 is new, after escalations."

POLICY: dict[str, object] = {
    "overlap": OVERLAP,
    "quorum": 3,
    "truthMethod": "PLURALITY",
    "reviewTies": True,
    "reviewDisagreements": True,
    "requirements": [
        {"metric": "COVERAGE", "comparison": "AT_LEAST", "threshold": "1"},
        {"metric": "OVERLAP", "comparison": "AT_LEAST", "threshold": "0.9"},
        {
            "metric": "ALPHA_ORDINAL",
            "task": TASK,
            "comparison": "AT_LEAST",
            "threshold": "0.8",
            "itemsMin": 30,
        },
        {
            "metric": "ALPHA_NOMINAL",
            "task": TASK,
            "comparison": "AT_LEAST",
            "threshold": "0.667",
            "itemsMin": 30,
            "severity": "WARN",
        },
        {
            "metric": "ITEMS_WITHOUT_GROUND_TRUTH",
            "task": TASK,
            "comparison": "AT_MOST",
            "threshold": "0",
        },
        {"metric": "OPEN_ESCALATIONS", "comparison": "AT_MOST", "threshold": "0"},
    ],
}

GATED: dict[str, object] = {
    **POLICY,
    "demands": {"pilot": True, "pilotItemsMin": 40},
    "assignment": {"leaseMinutes": 30},
    "people": {
        "goldProposals": [
            {"task": TASK, "annotatorsMin": OVERLAP, "agreementMin": "1", "perClassMax": 1}
        ]
    },
}
CHANGE_NOTE_GATED = "No production before a pilot; items are given out; gold where all five agree."

DEMANDS: list[object] = [
    *msgspec.convert(POLICY["requirements"], list[object]),
    {
        "metric": "CLASS_ITEMS",
        "task": TASK,
        "scope": "EACH_CLASS",
        "comparison": "AT_LEAST",
        "threshold": "4",
    },
]
DEMANDING: dict[str, object] = {**GATED, "requirements": DEMANDS}
CHANGE_NOTE_DEMANDING = "A grade with fewer than four patients cannot be learned."

GOLDS = 3
"""So many grades have a patient on whom all agree: nobody agrees on any as grade 3."""

QUESTIONS = {
    2: "Two diseases limit this patient's life. By the worst of them 3, or both together 4?",
    4: "Treated daily and free of complaints. Is that grade 1 or grade 2?",
    36: "Two limiting diseases again. Does clause 3 really mean the worst of them alone?",
}
"""What the reviewer could not settle, by patient."""

RATIONALES = {
    2: "Revision 2, clause 3: two diseases that each limit daily life are graded 4.",
    4: "Revision 2, clause 3.1: a disease that is treated every day is grade 2 or higher.",
    36: "Revision 2, clause 3 settles it: 4, which three of the five had chosen.",
}
ADJUDICATED = {2: 4, 4: 2}
"""The adjudicator's grades: also the paper's own estimates."""

PRECEDENT = 2
"""The question whose answer is kept to be followed, and in FOLLOWING the one that follows it."""
FOLLOWING = 36
SUMMARY: dict[str, object] = {
    "question": "Two diseases that each limit daily life: the worst of them, or both together?",
    "answer": "Both together: grade 4.",
    "classes": [{"task": TASK, "classId": one} for one in ("severe", "life-threatening")],
}

RELABELED = {12: (1, 3), 14: (4, 2), 20: (3, 2)}
"""What the authors of rejected labels say under revision 2: patient -> (observer, grade)."""
TARGETED, TARGETED_GRADE = 46, 4
"""A patient more, for the grade that has too few."""
LATE = (36, 1, 3)
"""A reading that is revised after the batch was certified: patient, observer, grade."""
LATE_GRADE = 4
LATE_RATIONALE = "The form names both diseases; clause 3 of revision 2 makes that grade 4."

CLAUSE_OF = {2: "3", 4: "3.1", 36: "3"}
"""The clause of revision 2 that answers each question."""

VERDICTS: dict[int, tuple[int, str, int | None]] = {
    12: (1, "REJECTED", None),
    14: (4, "REJECTED", None),
    20: (3, "REJECTED", None),
    39: (3, "CORRECTED", 3),
}
"""The reviewer's verdicts on labels far from the others': patient -> (observer, verdict, grade)."""
