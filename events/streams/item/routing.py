"""The policy's routing to review: what follows when a label changes an item's votes.

The votes before and after are counted as the read models count them, so nothing is routed for
a tie that no reader sees.
"""

from collections.abc import Iterator

import msgspec

from labeltrail.events.identifiers import SYSTEM, TaskName
from labeltrail.events.streams.item import facts
from labeltrail.events.streams.item.ballots import ballots, leaders, tally
from labeltrail.events.streams.item.state import Item, Label
from labeltrail.events.streams.outcome import Emitted
from labeltrail.events.streams.policy import Policy
from labeltrail.events.streams.rules import Rules


def routed(state: Item, changed: Label, rules: Rules) -> Iterator[Emitted[facts.ItemFact]]:
    """Requests for review once `changed` stands where the item had no label or an older one."""
    policy = rules.policy.current()
    if policy is None:
        return
    after = msgspec.structs.replace(state, labels={**state.labels, changed.label_id: changed})
    former = state.labels.get(changed.label_id)
    tasks = dict.fromkeys((*(former.answers if former is not None else ()), *changed.answers))
    pending = {request.task for request in state.review_requests}
    for task in tasks:
        cause = _cause(state, after, task, policy)
        if cause is not None and task not in pending:
            request = facts.ReviewRequested(
                cause=cause,
                requested_by=SYSTEM,
                task=task,
                policy_version=rules.policy.in_force,
            )
            yield Emitted(fact=request, by=SYSTEM, after=0)


def _cause(before: Item, after: Item, task: TaskName, policy: Policy) -> facts.ReviewCause | None:
    """Why the change sends the task's answers to a reviewer, or None when it does not."""
    cast = ballots(after, task, models_vote=policy.models_vote)
    if cast == ballots(before, task, models_vote=policy.models_vote) or len(cast) < policy.overlap:
        return None
    votes = tally(cast)
    if policy.review_ties and len(leaders(votes)) > 1:
        return facts.ReviewCause.TIE
    if policy.review_disagreements and len(votes) > 1:
        return facts.ReviewCause.DISAGREEMENT
    return None
