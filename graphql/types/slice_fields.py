"""What a project answers of quotas, costs, splits, audits, teams, retraining and models."""

import contextlib
from collections.abc import Iterator

import strawberry

from labeltrail.events.identifiers import BatchId, MemberId, TaskName
from labeltrail.graphql.errors import Code, CodedError, bad_input
from labeltrail.graphql.reading import position_of
from labeltrail.graphql.types import annotator_fields, distribution_sets, paging
from labeltrail.graphql.types.asof import AsOf, AsOfInput
from labeltrail.graphql.types.audits import Audit
from labeltrail.graphql.types.balance import ErrorCosts, QuotaProgress, QuotaReport
from labeltrail.graphql.types.distribution_sets import ResamplingInput, resampling
from labeltrail.graphql.types.models import Model
from labeltrail.graphql.types.named_batch import named_batch
from labeltrail.graphql.types.paging import CursorKey, Edge
from labeltrail.graphql.types.scoped import Scoped
from labeltrail.graphql.types.splits import Contamination, ContaminationConnection, Splits
from labeltrail.graphql.types.sums import sees_known_sums
from labeltrail.graphql.types.teams import RetrainingEffects, Teams
from labeltrail.projections.annotators.material import HeldAgainst
from labeltrail.projections.audits import answers as audits
from labeltrail.projections.distribution.duplicates import DISTANCE, DISTANCE_MAX
from labeltrail.projections.fold import PROJECT_SCOPE
from labeltrail.projections.models import answers as models
from labeltrail.projections.slices import balance, people
from labeltrail.projections.slices.balance import TooManyQuotas
from labeltrail.projections.slices.people import CostsAgainst, NotOfTask
from labeltrail.projections.slices.quotas import worst
from labeltrail.projections.splits import answers as splits
from labeltrail.projections.splits import contamination

RESAMPLES_MAX = 2_000
BLINDNESS = " Null, with the error BLIND, while there is an item here that you may still label."


@strawberry.type
class Sliced(Scoped):
    """Not a type of the schema: the fields of a project about how it is cut."""

    @strawberry.field(
        description="How far the policy's quotas are met; of one batch, if it is named." + BLINDNESS
    )
    async def quotas(
        self, batch_id: strawberry.ID | None = None, as_of: AsOfInput | None = None
    ) -> QuotaReport | None:
        position = await position_of(self.scope, as_of)
        among = await self._among(batch_id, position, "quotas")
        if among is None:
            return None
        with answered_with_codes():
            found = await balance.balance(
                self.scope.pool,
                self.scope.project_id,
                batch_id=_batch(among),
                position=position,
            )
        last = worst(found.quotas)
        return QuotaReport(
            scope=self.scope,
            quotas=[QuotaProgress.of(self.scope, one) for one in found.quotas],
            worst=None if last is None else QuotaProgress.of(self.scope, last),
            as_of=AsOf.of(self.scope, found.holds_for),
        )

    @strawberry.field(
        description="What errors cost, weighed by the policy: of answers against gold, or of what"
        " was accepted against audits." + BLINDNESS
    )
    async def error_costs(
        self,
        task: str,
        against: CostsAgainst = CostsAgainst.ANSWERS,
        batch_id: strawberry.ID | None = None,
        interval: ResamplingInput | None = None,
        as_of: AsOfInput | None = None,
    ) -> ErrorCosts | None:
        position, how = await position_of(self.scope, as_of), resampling(interval)
        among = await self._among(batch_id, position, "costs")
        if among is None:
            return None
        wanted = how.resamples if interval is not None else 0
        if wanted and not 50 <= wanted <= RESAMPLES_MAX:
            raise bad_input(f"ask for 50 to {RESAMPLES_MAX} resamples, not {wanted}")
        with answered_with_codes():
            found = await people.error_costs(
                self.scope.pool,
                self.scope.project_id,
                TaskName(task),
                against,
                batch_id=_batch(among),
                resamples=wanted,
                seed=how.seed,
                level=how.level,
                position=position,
            )
        return ErrorCosts.of(self.scope, found)

    @strawberry.field(description="How many items each split has." + BLINDNESS)
    async def splits(self, as_of: AsOfInput | None = None) -> Splits | None:
        position = await position_of(self.scope, as_of)
        if await self._among(None, position, "splits") is None:
            return None
        with answered_with_codes():
            found = await splits.split_counts(
                self.scope.pool, self.scope.project_id, position=position
            )
        return Splits.of(self.scope, found)

    @strawberry.field(
        description="What has got from one split into another: twins, groups, and what changed of"
        " the benchmark, the worst first." + BLINDNESS
    )
    async def split_contamination(
        self,
        first: int | None = None,
        after: str | None = None,
        last: int | None = None,
        before: str | None = None,
        distance: int = DISTANCE,
        as_of: AsOfInput | None = None,
    ) -> ContaminationConnection | None:
        if not 0 <= distance <= DISTANCE_MAX:
            raise bad_input(f"a distance is 0 to {DISTANCE_MAX} bits, not {distance}")
        position = await position_of(self.scope, as_of)
        pages = (first, after, last, before)
        listing = f"contamination within {distance}"
        wanted = paging.asked(self.scope, listing, *pages, position=position)
        if await self._among(None, wanted.position, "contamination") is None:
            return None
        with answered_with_codes():
            found = await splits.contaminated(
                self.scope.pool,
                self.scope.project_id,
                distance=distance,
                position=wanted.position,
            )
        shown = paging.held(found.found, wanted, _key_of)

        async def count() -> int:
            return len(found.found)

        return ContaminationConnection(
            **paging.parts(
                wanted,
                shown,
                _key_of,
                lambda one: Contamination.of(self.scope, one),
                Edge[Contamination],
            ),
            counter=count,
            as_of=AsOf.of(self.scope, found.holds_for),
        )

    @strawberry.field(description="Audits with their results, in the order of their plans.")
    async def audits(self, as_of: AsOfInput | None = None) -> list[Audit] | None:
        position = await position_of(self.scope, as_of)
        if await self._among(None, position, "audits") is None:
            return None
        with answered_with_codes():
            found = await audits.audits_of(
                self.scope.pool, self.scope.project_id, position=position
            )
        return [Audit.of(self.scope, one, found.holds_for) for one in found.audits]

    @strawberry.field(
        description="The audit of a batch of its kind, with its result at the level of its plan, or"
        " at another." + BLINDNESS
    )
    async def audit(
        self,
        batch_id: strawberry.ID,
        level: float | None = None,
        as_of: AsOfInput | None = None,
    ) -> Audit | None:
        sure = None if level is None else distribution_sets.level_of(level)
        position = await position_of(self.scope, as_of)
        if await self._among(None, position, "audits") is None:
            return None
        with answered_with_codes():
            holds_for, found = await audits.audit_of(
                self.scope.pool, self.scope.project_id, BatchId(batch_id), position=position
            )
        return None if found is None else Audit.of(self.scope, found, holds_for, sure)

    @strawberry.field(
        description="Annotators by an attribute of theirs, such as team or vendor." + BLINDNESS
    )
    async def teams(
        self,
        task: str,
        attribute: str,
        batch_id: strawberry.ID | None = None,
        against: HeldAgainst = HeldAgainst.GOLD_THEN,
        labels_min: int = 1,
        as_of: AsOfInput | None = None,
    ) -> Teams | None:
        if labels_min < 1:
            raise bad_input(f"labelsMin is at least 1, not {labels_min}")
        position = await position_of(self.scope, as_of)
        among = await self._among(batch_id, position, "teams")
        if among is None:
            return None
        with answered_with_codes():
            found = await people.teams_of(
                self.scope.pool,
                self.scope.project_id,
                TaskName(task),
                attribute,
                batch_id=_batch(among),
                against=against,
                labels_min=labels_min,
                position=position,
            )
        return Teams.of(self.scope, found)

    @strawberry.field(
        description="How often annotators are right before and after they were retrained, and"
        " around guideline revisions if they are asked for." + BLINDNESS
    )
    async def retraining(
        self,
        task: str,
        annotator: strawberry.ID | None = None,
        with_revisions: bool = False,
        against: HeldAgainst = HeldAgainst.GOLD_THEN,
        as_of: AsOfInput | None = None,
    ) -> RetrainingEffects | None:
        position = await position_of(self.scope, as_of)
        if await self._among(None, position, "retraining") is None:
            return None
        with answered_with_codes():
            found = await people.effects_of(
                self.scope.pool,
                self.scope.project_id,
                TaskName(task),
                annotator=MemberId(annotator) if annotator is not None else None,
                with_revisions=with_revisions,
                against=against,
                position=position,
            )
        return RetrainingEffects.of(self.scope, found)

    @strawberry.field(
        description="Models and labeling functions, by id, or the one that is named." + BLINDNESS
    )
    async def models(
        self, model_id: strawberry.ID | None = None, as_of: AsOfInput | None = None
    ) -> list[Model] | None:
        position = await position_of(self.scope, as_of)
        if await self._among(None, position, "models") is None:
            return None
        with answered_with_codes():
            found = await models.models_of(
                self.scope.pool, self.scope.project_id, position=position
            )
        return [
            Model.of(self.scope, one, model, found.wanted, found.holds_for)
            for one, model in found.models.items()
            if model_id in (None, one)
        ]

    async def _among(self, batch_id: str | None, position: int | None, what: str) -> str | None:
        """The scope asked about; None before it is known. Raises BLIND, BAD_USER_INPUT."""
        among = await named_batch(self.scope, batch_id, position) or PROJECT_SCOPE
        return among if await sees_known_sums(self.scope, among, what) else None


def _batch(among: str) -> BatchId | None:
    return BatchId(among) if among != PROJECT_SCOPE else None


def _key_of(one: contamination.Contamination) -> CursorKey:
    return (one.leak.value, one.key)


@contextlib.contextmanager
def answered_with_codes() -> Iterator[None]:
    """Turn what cannot be told into errors with a code."""
    try:
        with annotator_fields.counted(), distribution_sets.counted():
            yield
    except TooManyQuotas as many:
        raise CodedError(Code.TOO_COMPLEX, str(many)) from None
    except NotOfTask as unfit:
        raise bad_input(str(unfit)) from None
