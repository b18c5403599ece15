"""What constraints of the taxonomy may read of an item."""

from labeltrail.events.constraints import ItemFacts
from labeltrail.events.streams.item.state import Item


def item_facts(state: Item) -> ItemFacts:
    known = state.registered
    if known is None:
        return ItemFacts()
    return ItemFacts(modality=str(known.modality), source=known.source, attributes=known.attributes)
