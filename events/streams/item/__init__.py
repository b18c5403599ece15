"""The stream of one item: registration, labels, reviews, escalations and adjudication."""

PREFIX = "item/"
