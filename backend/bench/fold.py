"""Folding a ledger into the read models, beside only reading it; and how long answers take.

One project: items with three labels each, all in one batch, under a policy that asks for every
metric. What is measured is what dashboards poll (readiness of a batch now), what auditors ask
(the same as of the past) and how soon a rebuild is through.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from decimal import Decimal
from itertools import batched
from random import Random
from uuid import UUID, uuid4

import asyncpg
import msgspec

from labeltrail.backend.bench.report import Comparison, Latency, Rate
from labeltrail.events import catalogue
from labeltrail.events.identifiers import BatchId, ClassId, ItemId, MemberId, TaskName, TenantId
from labeltrail.events.ledger import read
from labeltrail.events.ledger.append import Append, Appended, Ledger, NewEvent
from labeltrail.events.streams import batch, guideline, policy, project, taxonomy
from labeltrail.events.streams.item import PREFIX, facts
from labeltrail.events.values import Answer, Choice, ClassDefinition, Task, TaskKind
from labeltrail.projections import progress, reads
from labeltrail.projections.rebuild import rebuild
from labeltrail.projections.turn import CaughtUp, take_turn
