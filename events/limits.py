"""Every named limit of what a command may hold. Reaching one is a typed rejection."""

from datetime import timedelta

IDENTIFIER_LENGTH_MAX = 200
TITLE_LENGTH_MAX = 300
TEXT_LENGTH_MAX = 10_000  # one definition, clause, reason or inline item text, in characters
TASKS_MAX = 50
CLASSES_MAX = 1_000  # per task
HOTKEY_LENGTH_MAX = 20
RANK_MAX = 1_000_000  # either side of 0
NUMBER_DIGITS_MAX = 18  # of a number, before the point
NUMBER_DECIMALS_MAX = 12  # after it
EXCLUSIVE_GROUPS_MAX = 100  # of one multilabel task
CONSTRAINTS_MAX = 100  # of one taxonomy
CONSTRAINT_LENGTH_MAX = 1_000  # of an expression, in characters
CONSTRAINT_DEPTH_MAX = 2  # comprehensions inside each other
CONSTRAINT_ELEMENTS_MAX = 64  # of the sets, paths and rankings that one reads together
CONSTRAINT_WORK_MAX = 500_000  # of all of a taxonomy, in tokens evaluated at worst
LINES_MAX = 100  # inclusion criteria, examples and so on, of one class
CLAUSES_MAX = 1_000
CLAUSES_CITED_MAX = 20  # by one decision
DEMANDS_MAX = 100  # for a change of the guideline, answered by one revision
OWNERS_MAX = 50  # of one level of escalation
LEVEL_HOURS_MAX = 24 * 366
COMMENTS_MAX = 200  # on one escalation
CLASSES_INVOLVED_MAX = 20  # in one precedent
REQUIREMENTS_MAX = 100  # of one policy, with all their parts
WAIVER_DAYS_MAX = 3_660
CERTIFIED_ITEMS_MAX = 20_000  # of one batch: the append looks each of them up
REQUIREMENT_PARTS_MAX = 50  # of one requirement
REQUIREMENT_DEPTH_MAX = 4  # parts of parts
RESAMPLES_MIN, RESAMPLES_MAX = 50, 10_000  # of one requirement's interval
SEED_MAX = 2**31 - 1  # of one requirement
ROUTING_RULES_MAX = 50
ROUTING_NAMES_MAX = 1_000  # classes or annotators of one condition
CONDITIONS_MAX = 10  # of one rule
REVIEW_CLAIM_MINUTES_MAX = 7 * 24 * 60
OVERLAP_MAX = 1_000
THRESHOLD_MAX = 1_000_000_000
THRESHOLD_DECIMALS_MAX = 12
EVIDENCE_ITEMS_MAX = 1_000_000_000
ATTRIBUTES_MAX = 50
ITEMS_PER_COMMAND_MAX = 1_000
LABELS_PER_ITEM_MAX = 10_000
LABELS_CITED_MAX = 100  # as evidence against one gold
GOLDS_PER_ITEM_MAX = 1_000
EVENT_BYTES_MAX = 1_048_576  # of one event's body; the ledger's table keeps it, too
TEST_ITEMS_MAX = 500  # of one gold test
SUSPENSION_RULES_MAX = 50  # of one policy
ANSWERS_WATCHED_MAX = 10_000  # of one annotator, by one rule
PROPOSED_PER_CLASS_MAX = 1_000  # items that one rule has waiting or in force as gold
POLICY_PROPOSALS_OPEN_MAX = 20
SECONDS_SPENT_MAX = 7 * 24 * 3600
INFERENCE_LABELS_MAX = 2_000_000  # of one run, which holds them in memory
INFERENCE_ANNOTATORS_MAX = 5_000  # of one run, whose event names them all
INFERENCE_CHUNK_ITEMS_MAX = 500  # outcomes recorded in one append
INFERENCE_SEED_MAX = 2**63 - 1
ASSIGNMENTS_PER_ITEM_MAX = 10_000
OPEN_CLAIMS_MAX = 50  # held by one annotator at a time, each read by every claim
CLAIMS_MAX = 1_000_000_000
CLAIM_MINUTES_MAX = 31 * 24 * 60
CLAIM_SEED_MAX = 2**63 - 1
PRIORITIES_MAX = 1_000  # batches that a policy names a priority of
PRIORITY_MAX = 1_000_000  # either side of 0

BACKDATING_MAX = timedelta(minutes=5)  # an importer may go further back
CLOCK_SKEW_MAX = timedelta(minutes=1)
