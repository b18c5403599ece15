"""Whether a person may see what a batch or project adds up to.

A sum tells of its parts: whoever may still label an item of it is blind to the sum as well.
"""

from labeltrail.graphql.access.sight import Sight
from labeltrail.projections.tally import Tally


def sees_sums(sight: Sight, now: Tally) -> bool:
    """`now` counts the items as they stand now, also when the question is about the past.

    A person whose readings of some task count on every item has a standing label on each.
    That is more than is needed (labels after a review do not count), never less.
    """
    if not sight.sees_others or sight.sees_all:
        return sight.sees_others
    if not now.items:
        return True
    return any(task.annotators.get(sight.person, 0) == now.items for task in now.tasks.values())
