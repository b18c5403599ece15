"""The enumerations about the life of a taxonomy, each value described."""

from labeltrail.events.streams.policy import TaxonomyApproval
from labeltrail.events.streams.taxonomy import (
    Fate,
    PilotBasis,
    TaxonomyObjection,
    TaxonomyVerdict,
)
from labeltrail.graphql.types.described import declare as _declare
from labeltrail.projections.pilot.decomposition import Seat
from labeltrail.projections.pilot.verdict import Cause
from labeltrail.projections.taxonomy_advice.findings import Finding, Ground

_declare(
    Fate,
    "What a new taxonomy version makes of a class of the old one.",
    name="ClassFateKind",
    KEPT="The same class under the same id.",
    RENAMED="The same class under another id.",
    MERGED="Part of a wider class now.",
    SPLIT="Several classes now: old answers do not say which, and are to be given anew.",
    RETIRED="Asked for no more.",
)
_declare(
    TaxonomyVerdict,
    "What a domain expert says of a taxonomy.",
    APPROVED="It can be labeled with.",
    REFUSED="Not so.",
)
_declare(
    TaxonomyObjection,
    "Why an expert refuses a taxonomy.",
    DEFINITION_UNCLEAR="A definition can be read in two ways.",
    CLASSES_OVERLAP="An item may belong to two classes.",
    CLASS_MISSING="Items belong to none.",
    CLASS_NOT_NEEDED="Nobody needs the class, or nobody can tell it.",
    MAPPING_WRONG="Old classes become the wrong new ones.",
    OTHER="Something else; see the note.",
)
_declare(
    PilotBasis,
    "What a pilot passed by.",
    READY="It met every requirement that blocks.",
    CERTIFIED="It has a certificate that nothing has revoked.",
)
_declare(
    TaxonomyApproval,
    "When a domain expert must have approved the taxonomy.",
    NOT_DEMANDED="Never.",
    BEFORE_PRODUCTION="Before a production batch takes items under it.",
    BEFORE_PUBLICATION="Before it is in force.",
)
_declare(
    Finding,
    "What the labels say of a class, or of two.",
    name="ClassFinding",
    CONFUSED="The two meet on the same items more often than by chance.",
    INDISTINGUISHABLE="Who said which of the two is no better than a toss: merge, or define.",
    HARDLY_USED="Hardly anybody uses it.",
    OTHER_SWALLOWS="It takes what belongs nowhere, and that is much.",
)
_declare(
    Ground,
    "Whether advice on classes can be given.",
    name="AdviceGround",
    ENOUGH="It can.",
    TOO_FEW_VALUES="There are too few values.",
    ANSWERS_OPEN="The answers are no short list of classes.",
)
_declare(
    Seat,
    "Where disagreement may sit.",
    name="DisagreementSeat",
    CLASS_PAIR="Between two classes.",
    CLAUSE="On items about which a clause was cited.",
    ANNOTATOR="Between a person and the others.",
)
_declare(
    Cause,
    "Where a pilot's disagreement sits, and so what it asks for.",
    name="PilotCause",
    TAXONOMY="In a pair of classes: define what tells them apart, or merge them.",
    GUIDELINE="In a clause: make it clearer.",
    TRAINING="In a person: train them.",
    SPREAD="In no one of them.",
    NOWHERE="Annotators agree well enough.",
    UNTOLD="There is too little to tell.",
)
