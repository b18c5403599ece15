"""Slices of a project: the items that have a value of an attribute."""

import strawberry


@strawberry.input(description="The items that carry an attribute with this value.")
class SliceInput:
    attribute: str = strawberry.field(description="The attribute's name.")
    value: str = strawberry.field(description="The attribute's value.")
