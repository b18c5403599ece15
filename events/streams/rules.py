"""The project-wide rules: who may act, under which taxonomy, guideline, policy and runs.

Six short streams folded into one value. Every decision reads it, so the writer keeps it
between commands and checks its versions when it appends.
"""

import msgspec

from labeltrail.events.envelope import RecordedEvent
from labeltrail.events.identifiers import MemberId
from labeltrail.events.streams import guideline, inference, policy, project, standing, taxonomy
from labeltrail.events.streams.guideline import Guideline
from labeltrail.events.streams.inference import facts as run_facts
from labeltrail.events.streams.inference import runs as completed_runs
from labeltrail.events.streams.inference.runs import Runs
from labeltrail.events.streams.policy import PolicyHistory
from labeltrail.events.streams.project import Project
from labeltrail.events.streams.standing import Standing
from labeltrail.events.streams.taxonomy import Taxonomy

STREAMS = (
    project.STREAM,
    taxonomy.STREAM,
    guideline.STREAM,
    policy.STREAM,
    inference.STREAM,
    standing.STREAM,
)


def _no_versions() -> dict[str, int]:
    return dict.fromkeys(STREAMS, 0)


class Rules(msgspec.Struct, frozen=True, kw_only=True):
    """The rules in force, and the version of each stream that they were read at."""

    project: Project = Project()
    taxonomy: Taxonomy = Taxonomy()
    guideline: Guideline = Guideline()
    policy: PolicyHistory = PolicyHistory()
    inference: Runs = Runs()
    standing: Standing = Standing()
    versions: dict[str, int] = msgspec.field(default_factory=_no_versions)

    @property
    def edition(self) -> int:
        """The terms in force, counted: each policy, taxonomy, run and vote dropped by one."""
        return (
            self.policy.in_force
            + self.taxonomy.in_force
            + self.inference.in_force
            + self.standing.in_force
        )

    @property
    def votes_dropped(self) -> frozenset[MemberId]:
        """Whose votes count for nothing now."""
        if not self.policy.drops_suspended_votes:
            return frozenset()
        return frozenset(self.standing.suspended)


def evolve(rules: Rules, event: RecordedEvent) -> Rules:
    """The rules after an event of one of `STREAMS`; events of other streams change nothing."""
    if event.stream not in STREAMS:
        return rules
    versions = {**rules.versions, event.stream: event.version}
    changed = msgspec.structs.replace(rules, versions=versions)
    match event.fact:
        case (
            project.ProjectCreated()
            | project.MemberAdded()
            | project.MemberDescribed()
            | project.MemberRolesChanged()
            | project.MemberRemoved()
        ) as fact:
            state = project.evolve(rules.project, fact)
            return msgspec.structs.replace(changed, project=state)
        case (
            taxonomy.TaxonomyDrafted()
            | taxonomy.TaxonomyReviewed()
            | taxonomy.TaxonomyPublished()
            | taxonomy.PilotPassed()
        ):
            asked = taxonomy.evolve(rules.taxonomy, event)
            return msgspec.structs.replace(changed, taxonomy=asked)
        case (
            guideline.GuidelineRevised()
            | guideline.GuidelinePublished()
            | guideline.GuidelineClauseClarified()
        ) as fact:
            return msgspec.structs.replace(
                changed, guideline=guideline.evolve(rules.guideline, fact)
            )
        case (
            policy.PolicyPublished()
            | policy.PolicyProposed()
            | policy.PolicyProposalRefused()
            | policy.PolicyProposalWithdrawn()
        ) as fact:
            return msgspec.structs.replace(changed, policy=policy.evolve(rules.policy, event, fact))
        case run_facts.InferenceCompleted():
            in_force = rules.policy.current()
            runs = completed_runs.evolve(
                rules.inference,
                event,
                wanted=in_force.truth_method if in_force is not None else None,
                edition=rules.edition - rules.inference.in_force,
            )
            return msgspec.structs.replace(changed, inference=runs)
        case (
            standing.AnnotatorQualified()
            | standing.AnnotatorSuspended()
            | standing.AnnotatorReinstated()
        ):
            people = standing.evolve(
                rules.standing,
                event,
                drops_votes=rules.policy.drops_suspended_votes,
                edition=rules.edition,
            )
            return msgspec.structs.replace(changed, standing=people)
        case _:
            return changed
