"""What can be done. Each mutation is one command, decided by the domain and by nothing here."""

import strawberry

from labeltrail.graphql.mutations.certificate import CertificateMutations
from labeltrail.graphql.mutations.escalations import EscalationMutations
from labeltrail.graphql.mutations.gold import GoldMutations
from labeltrail.graphql.mutations.inference import InferenceMutations
from labeltrail.graphql.mutations.items import ItemMutations
from labeltrail.graphql.mutations.labels import LabelMutations
from labeltrail.graphql.mutations.people import PeopleMutations
from labeltrail.graphql.mutations.pilots import PilotMutations
from labeltrail.graphql.mutations.project import ProjectMutations
from labeltrail.graphql.mutations.reviews import ReviewMutations
from labeltrail.graphql.mutations.rules import RuleMutations
from labeltrail.graphql.mutations.settling import SettlingMutations
from labeltrail.graphql.mutations.slices import SliceMutations
from labeltrail.graphql.mutations.taxonomies import TaxonomyMutations
from labeltrail.graphql.mutations.work import WorkMutations


@strawberry.type(
    description="What can be done. A mutation is refused as a whole or committed as a whole, and"
    " sent again with its command id it is answered as before."
)
class Mutation(
    ProjectMutations,
    RuleMutations,
    TaxonomyMutations,
    PilotMutations,
    ItemMutations,
    LabelMutations,
    ReviewMutations,
    EscalationMutations,
    SettlingMutations,
    GoldMutations,
    PeopleMutations,
    InferenceMutations,
    CertificateMutations,
    SliceMutations,
    WorkMutations,
):
    pass
