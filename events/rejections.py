"""Refusals: the rule that was broken, how to mend it, and where in the input the fault lies.

A rejection is a value, returned and never raised. Its rule is a stable code that clients
may branch on; its message is for people and may change.
"""

from enum import Enum

import msgspec

Path = tuple[str | int, ...]
"""Where in the command the fault lies: field names and list indexes, outermost first."""


class Kind(Enum):
    """What a client can do about a rejection."""

    INVALID = "mend the input"
    NOT_FOUND = "name something that exists"
    FORBIDDEN = "ask somebody with the role"
    REFUSED = "a rule of the project forbids it as things stand"


class Rule(Enum):
    """The rules that refuse, each with the kind of its refusal."""

    IDENTIFIER_MALFORMED = Kind.INVALID
    TEXT_EMPTY = Kind.INVALID
    TEXT_TOO_LONG = Kind.INVALID
    TEXT_MALFORMED = Kind.INVALID
    TOO_MANY = Kind.INVALID
    NOTHING_GIVEN = Kind.INVALID
    DUPLICATE_GIVEN = Kind.INVALID
    NUMBER_OUT_OF_RANGE = Kind.INVALID
    DIGEST_MALFORMED = Kind.INVALID
    TIME_IN_FUTURE = Kind.INVALID
    TIME_BACKDATED = Kind.INVALID
    VALUE_KIND_MISMATCH = Kind.INVALID
    CLASS_UNKNOWN = Kind.INVALID
    RANK_OFF_SCALE = Kind.INVALID
    TOO_FEW_CHOSEN = Kind.INVALID
    TOO_MANY_CHOSEN = Kind.INVALID
    CLASSES_EXCLUSIVE = Kind.INVALID
    PATH_BROKEN = Kind.INVALID
    PATH_NOT_AT_LEAF = Kind.INVALID
    NUMBER_MALFORMED = Kind.INVALID
    NUMBER_OFF_STEP = Kind.INVALID
    RANKING_INCOMPLETE = Kind.INVALID
    TIE_NOT_ALLOWED = Kind.INVALID
    CANDIDATES_EQUAL = Kind.INVALID
    CONSTRAINT_MALFORMED = Kind.INVALID
    CONSTRAINT_TOO_COSTLY = Kind.INVALID
    CONSTRAINT_NOT_EVALUATED = Kind.INVALID
    CONSTRAINT_VIOLATED = Kind.INVALID
    CANNOT_TELL_NOT_ALLOWED = Kind.INVALID
    TASK_UNKNOWN = Kind.INVALID
    TASK_MALFORMED = Kind.INVALID
    CLAUSE_UNKNOWN = Kind.INVALID
    POLICY_CONTRADICTORY = Kind.INVALID
    CLASS_UNMAPPED = Kind.INVALID
    MAPPING_CONTRADICTORY = Kind.INVALID
    TAXONOMY_REVIEW_CONTRADICTORY = Kind.INVALID
    INTERVAL_NOT_AVAILABLE = Kind.INVALID
    CORRECTION_MISMATCH = Kind.INVALID
    GOLD_VALUE_DIFFERS = Kind.INVALID
    FIGURES_BY_RULE_ONLY = Kind.INVALID
    METHOD_COUNTED_LIVE = Kind.INVALID
    METHOD_NOT_FOR_TASK = Kind.INVALID
    METHOD_TOO_COSTLY = Kind.INVALID
    COUNTS_DO_NOT_ADD_UP = Kind.INVALID
    MEMBER_IS_NO_MODEL = Kind.INVALID

    PROJECT_UNKNOWN = Kind.NOT_FOUND
    MEMBER_UNKNOWN = Kind.NOT_FOUND
    ITEM_UNKNOWN = Kind.NOT_FOUND
    LABEL_UNKNOWN = Kind.NOT_FOUND
    ESCALATION_UNKNOWN = Kind.NOT_FOUND
    GOLD_UNKNOWN = Kind.NOT_FOUND
    BATCH_UNKNOWN = Kind.NOT_FOUND
    TAXONOMY_VERSION_UNKNOWN = Kind.NOT_FOUND
    GUIDELINE_REVISION_UNKNOWN = Kind.NOT_FOUND
    RUN_UNKNOWN = Kind.NOT_FOUND
    AUDIT_UNKNOWN = Kind.NOT_FOUND
    MODEL_UNKNOWN = Kind.NOT_FOUND

    ACTOR_NOT_MEMBER = Kind.FORBIDDEN
    TAXONOMY_DRAFT_UNKNOWN = Kind.NOT_FOUND
    ROLE_MISSING = Kind.FORBIDDEN
    ON_BEHALF_NOT_ALLOWED = Kind.FORBIDDEN
    NOT_INSTANCE_ADMIN = Kind.FORBIDDEN

    COMMAND_ID_REUSED = Kind.REFUSED
    WORDS_ERASED = Kind.REFUSED
    ERASED_MEANWHILE = Kind.REFUSED
    PROJECT_EXISTS = Kind.REFUSED
    MEMBER_EXISTS = Kind.REFUSED
    MEMBER_ID_RESERVED = Kind.REFUSED
    LAST_MANAGER = Kind.REFUSED
    SERVICE_DOES_NOT_JUDGE = Kind.REFUSED
    TAXONOMY_MISSING = Kind.REFUSED
    GUIDELINE_MISSING = Kind.REFUSED
    TAXONOMY_NOT_IN_FORCE = Kind.REFUSED
    GUIDELINE_NOT_IN_FORCE = Kind.REFUSED
    GUIDELINE_ALREADY_PUBLISHED = Kind.REFUSED
    ITEM_EXISTS = Kind.REFUSED
    LABEL_EXISTS = Kind.REFUSED
    REPEAT_OUT_OF_ORDER = Kind.REFUSED
    LABEL_RETRACTED = Kind.REFUSED
    LABEL_SUPERSEDED = Kind.REFUSED
    TAXONOMY_NOT_APPROVED = Kind.REFUSED
    TAXONOMY_DRAFT_SUPERSEDED = Kind.REFUSED
    REVIEWER_DRAFTED_TAXONOMY = Kind.REFUSED
    PILOT_NOT_PASSED = Kind.REFUSED
    BATCH_IS_NO_PILOT = Kind.REFUSED
    PILOT_JUDGED_UNDER_OLD_RULES = Kind.REFUSED
    PILOT_PASSED_ALREADY = Kind.REFUSED
    PILOT_TOO_SMALL = Kind.REFUSED
    PILOT_NOT_READY = Kind.REFUSED
    ITEM_ALREADY_LABELED = Kind.REFUSED
    ITEM_ALREADY_SKIPPED = Kind.REFUSED
    REVIEW_ALREADY_REQUESTED = Kind.REFUSED
    REVIEWER_IS_AUTHOR = Kind.REFUSED
    ALREADY_REVIEWED = Kind.REFUSED
    ADJUDICATOR_LABELED_ITEM = Kind.REFUSED
    GOLD_SETTER_LABELED_ITEM = Kind.REFUSED
    APPROVER_PROPOSED_GOLD = Kind.REFUSED
    IMPORTER_DECIDES_GOLD = Kind.REFUSED
    GOLD_NOT_PROPOSED = Kind.REFUSED
    GOLD_NOT_ACTIVE = Kind.REFUSED
    GOLD_ENDED = Kind.REFUSED
    GOLD_EXISTS = Kind.REFUSED
    ESCALATION_NOT_OPEN = Kind.REFUSED
    WITHDRAWER_DID_NOT_RAISE = Kind.REFUSED
    ANNOTATOR_SUSPENDED = Kind.REFUSED
    ANNOTATOR_NOT_QUALIFIED = Kind.REFUSED
    ANNOTATOR_DECIDES_THEMSELF = Kind.REFUSED
    ALREADY_QUALIFIED = Kind.REFUSED
    ALREADY_SUSPENDED = Kind.REFUSED
    NOT_SUSPENDED = Kind.REFUSED
    BATCH_EXISTS = Kind.REFUSED
    BATCH_CLOSED = Kind.REFUSED
    ITEM_ALREADY_IN_BATCH = Kind.REFUSED
    NOTHING_TO_INFER = Kind.REFUSED
    RUN_COMPLETED = Kind.REFUSED
    RUN_SUPERSEDED = Kind.REFUSED
    RUN_NOT_REPRODUCED = Kind.REFUSED
    ITEM_ALREADY_IN_SPLIT = Kind.REFUSED
    ITEM_IN_ANOTHER_SPLIT = Kind.REFUSED
    BENCHMARK_FROZEN = Kind.REFUSED
    NOTHING_TO_AUDIT = Kind.REFUSED
    ITEM_NOT_IN_AUDIT = Kind.REFUSED
    ITEM_ALREADY_AUDITED = Kind.REFUSED
    AUDITOR_JUDGED_ITEM = Kind.REFUSED
    MODEL_VERSION_EXISTS = Kind.REFUSED

    def __new__(cls, kind: Kind) -> "Rule":
        # Members share kinds, so the value must be something else or Enum would alias them.
        rule = object.__new__(cls)
        rule._value_ = len(cls.__members__)
        rule.kind = kind
        return rule

    kind: Kind

    @property
    def code(self) -> str:
        return self.name


class Rejection(msgspec.Struct, frozen=True):
    """A command that was not admitted. Nothing of it was written."""

    rule: Rule
    message: str
    path: Path = ()

    def under(self, *prefix: str | int) -> "Rejection":
        """The same rejection seen from an enclosing input."""
        return Rejection(self.rule, self.message, (*prefix, *self.path))
