"""People of the owl archive whose standing changes: facts and policies for the tests."""

from __future__ import annotations

from decimal import Decimal

from labeltrail.events.identifiers import ItemId
from labeltrail.events.streams import policy, standing
from labeltrail.events.streams.policy import Bound
from labeltrail.events.streams.policy.people import (
    GoldProposing,
    GoldTest,
    People,
    Signal,
    SuspensionRule,
)
from tests.events.owls import INES, MIRA, OSKAR, SPECIES, words

TEST_ITEMS = tuple(ItemId(f"test-{number}") for number in range(1, 6))
OWL_TEST = GoldTest(task=SPECIES, items=TEST_ITEMS, accuracy_min=Decimal("0.8"), answers_min=4)
BELOW_HALF = SuspensionRule(
    signal=Signal.GOLD_ACCURACY,
    threshold=Decimal("0.5"),
    last=20,
    answers_min=5,
    task=SPECIES,
    bound=Bound.INTERVAL,
)
STRICT = People(tests=(OWL_TEST,), suspensions=(BELOW_HALF,), suspended_vote=False)

PASSED = standing.PassedTest(
    answered=5,
    right=4,
    bound=Bound.POINT,
    observed=Decimal("0.8"),
    accuracy_min=Decimal("0.8"),
    position=412,
)
FIGURES = standing.Figures(
    observed=Decimal("0.30"),
    threshold=Decimal("0.5"),
    bound=Bound.INTERVAL,
    answers=20,
    position=512,
    task=SPECIES,
)
QUALIFIED = standing.AnnotatorQualified(
    annotator=OSKAR,
    qualified_by=MIRA,
    policy_version=2,
    task=SPECIES,
    test=PASSED,
    note=words(),
)
SUSPENDED = standing.AnnotatorSuspended(
    annotator=OSKAR,
    suspended_by=MIRA,
    cause=standing.SuspensionCause.GOLD_ACCURACY,
    policy_version=2,
    figures=FIGURES,
    note=words(),
)
REINSTATED = standing.AnnotatorReinstated(
    annotator=OSKAR, reinstated_by=MIRA, note=words(2), requalify=True
)
NOTED = standing.AnnotatorNoted(
    annotator=OSKAR,
    noted_by=MIRA,
    note_kind=standing.NoteKind.RETRAINED,
    clauses=("1", "2"),
    guideline_revision=2,
    task=SPECIES,
    note=words(3),
)
PROPOSED = policy.PolicyProposed(
    proposal=1,
    proposed_by=MIRA,
    base_version=2,
    policy=policy.Policy(
        overlap=3,
        quorum=2,
        people=People(
            tests=(OWL_TEST,),
            suspensions=(BELOW_HALF,),
            grace_answers=10,
            suspended_vote=False,
            two_persons=True,
            exposures_max=3,
            gold_proposals=(
                GoldProposing(
                    task=SPECIES,
                    annotators_min=3,
                    agreement_min=Decimal("0.9"),
                    per_class_max=20,
                    share=Decimal("0.25"),
                    seed=1847,
                ),
            ),
        ),
    ),
    change_note="As agreed in May",
    weakens=("disagreements go to review no more",),
)
REFUSED = policy.PolicyProposalRefused(proposal=1, refused_by=INES, note=words())
WITHDRAWN = policy.PolicyProposalWithdrawn(proposal=1, withdrawn_by=MIRA)
EXAMPLES = (QUALIFIED, SUSPENDED, REINSTATED, NOTED, PROPOSED, REFUSED, WITHDRAWN)
COMMANDS = (
    policy.ProposePolicy(policy=PROPOSED.policy, change_note="As agreed in May"),
    policy.ApprovePolicy(proposal=1),
    policy.RefusePolicy(proposal=1),
    policy.WithdrawPolicyProposal(proposal=1),
    standing.QualifyAnnotator(annotator=OSKAR, note=words()),
    standing.SuspendAnnotator(
        annotator=OSKAR, cause=standing.SuspensionCause.CONDUCT, note=words()
    ),
    standing.ReinstateAnnotator(annotator=OSKAR, note=words()),
    standing.NoteAnnotator(annotator=OSKAR, note_kind=standing.NoteKind.WARNED),
)
"""One of each that is about people."""
