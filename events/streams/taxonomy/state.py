"""The taxonomy stream folded: versions and drafts, what experts said, which pilots passed."""

import msgspec

from labeltrail.events.constraints import Constraint, ItemFacts, constraints_fault
from labeltrail.events.envelope import RecordedEvent
from labeltrail.events.identifiers import EventId, MemberId, TaskName
from labeltrail.events.rejections import Rejection
from labeltrail.events.streams.taxonomy import facts
from labeltrail.events.streams.taxonomy.lineage import Lineage
from labeltrail.events.streams.taxonomy.mapping import Mapping
from labeltrail.events.values import Answers, Task, answers_fault


class Author(msgspec.Struct, frozen=True, kw_only=True):
    """`actor` called for `person`, or is the same."""

    person: MemberId
    actor: MemberId


class TaxonomyReview(msgspec.Struct, frozen=True, kw_only=True):
    """The event that recorded a review, and what it said."""

    event_id: EventId
    position: int
    actor: MemberId
    said: facts.TaxonomyReviewed


class TaxonomyDraft(msgspec.Struct, frozen=True, kw_only=True):
    """What was drafted and what became of it."""

    drafted: facts.TaxonomyDrafted
    author: Author
    position: int
    reviews: tuple[TaxonomyReview, ...] = ()
    published_version: int | None = None


class Published(msgspec.Struct, frozen=True, kw_only=True):
    """How a version came into force. `reviews` are those of its draft and of itself, in order."""

    position: int
    author: Author
    draft: int | None
    reviews: tuple[TaxonomyReview, ...] = ()

    @property
    def is_approved(self) -> bool:
        return approves(self.reviews)


def approves(reviews: tuple[TaxonomyReview, ...]) -> bool:
    """Whether the last word of an expert is an approval."""
    return bool(reviews) and reviews[-1].said.verdict is facts.TaxonomyVerdict.APPROVED


class Taxonomy(msgspec.Struct, frozen=True, kw_only=True):
    """Every version ever published; labels keep the version that they were made under.

    `constraints`, `mappings` and `published` are those of each version, in their order.
    """

    versions: tuple[tuple[Task, ...], ...] = ()
    constraints: tuple[tuple[Constraint, ...], ...] = ()
    mappings: tuple[Mapping, ...] = ()
    published: tuple[Published, ...] = ()
    drafts: tuple[TaxonomyDraft, ...] = ()
    pilots: tuple[facts.PilotPassed, ...] = ()

    @property
    def in_force(self) -> int:
        """The number of the version in force; 0 before the first."""
        return len(self.versions)

    def tasks(self, version: int) -> dict[TaskName, Task]:
        """The tasks of a published version, by name. KeyError-free: 0 has none."""
        return {t.name: t for t in self.versions[version - 1]} if version else {}

    def current(self) -> dict[TaskName, Task]:
        return self.tasks(self.in_force)

    def lineage(self, version: int) -> Lineage | None:
        """How older answers read under a version; None where all read as they are."""
        began = [one.position for one in self.published[:version]]
        found = Lineage(self.versions[:version], self.mappings[:version], began)
        return None if found.changes_nothing else found

    def pilots_passed(self, version: int) -> list[facts.PilotPassed]:
        return [one for one in self.pilots if one.taxonomy_version == version]

    def answers_fault(self, version: int, answers: Answers, item: ItemFacts) -> Rejection | None:
        """Why the answers are none under a published version: of each alone, then together."""
        fault = answers_fault(self.tasks(version), answers)
        if fault is not None or not version:
            return fault
        return constraints_fault(self.constraints[version - 1], answers, item)


def evolve(state: Taxonomy, event: RecordedEvent) -> Taxonomy:
    """The taxonomy after an event of its stream."""
    replace = msgspec.structs.replace
    actor = MemberId(event.actor)
    match event.fact:
        case facts.TaxonomyDrafted() as fact:
            author = Author(person=fact.drafted_by, actor=actor)
            draft = TaxonomyDraft(drafted=fact, author=author, position=event.position)
            return replace(state, drafts=(*state.drafts, draft))
        case facts.TaxonomyReviewed() as fact:
            review = TaxonomyReview(
                event_id=EventId(event.event_id), position=event.position, actor=actor, said=fact
            )
            return _reviewed(state, review)
        case facts.TaxonomyPublished() as fact:
            return _published(state, event, fact)
        case facts.PilotPassed() as fact:
            return replace(state, pilots=(*state.pilots, fact))
        case _:
            raise TypeError(f"{event.type} at position {event.position} is none of the taxonomy")


def _published(state: Taxonomy, event: RecordedEvent, fact: facts.TaxonomyPublished) -> Taxonomy:
    actor = MemberId(event.actor)
    drafts = list(state.drafts)
    reviews: tuple[TaxonomyReview, ...] = ()
    if fact.draft is not None:
        draft = drafts[fact.draft - 1]
        reviews = draft.reviews
        drafts[fact.draft - 1] = msgspec.structs.replace(
            draft, published_version=fact.taxonomy_version
        )
    published = Published(
        position=event.position,
        author=Author(person=fact.published_by or actor, actor=actor),
        draft=fact.draft,
        reviews=reviews,
    )
    return msgspec.structs.replace(
        state,
        versions=(*state.versions, fact.tasks),
        constraints=(*state.constraints, fact.constraints),
        mappings=(*state.mappings, fact.mapping),
        published=(*state.published, published),
        drafts=tuple(drafts),
    )


def _reviewed(state: Taxonomy, review: TaxonomyReview) -> Taxonomy:
    replace = msgspec.structs.replace
    drafts, published = list(state.drafts), list(state.published)
    version = review.said.taxonomy_version
    if review.said.draft is not None:
        draft = drafts[review.said.draft - 1]
        drafts[review.said.draft - 1] = replace(draft, reviews=(*draft.reviews, review))
        version = draft.published_version
    if version is not None:
        known = published[version - 1]
        published[version - 1] = replace(known, reviews=(*known.reviews, review))
    return replace(state, drafts=tuple(drafts), published=tuple(published))
