"""The one place that reads the environment.

Guarantees: `Settings.from_environment()` gives checked values or a `SettingsError` that names the
variable and says what would be right; a misspelt LABELTRAIL_… variable is an error, not a silent
default. No message repeats a database address, which may hold a password.
(OpenTelemetry reads its own OTEL_… variables itself; here only whether there are any.)
"""

from __future__ import annotations

import difflib
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal, get_args
from urllib.parse import urlsplit

import msgspec

PREFIX = "LABELTRAIL_"
TESTS_ONLY = frozenset({"LABELTRAIL_TEST_DATABASE_URL"})  # read by tests/conftest.py

OTLP_ENDPOINTS = (
    "OTEL_EXPORTER_OTLP_ENDPOINT",
    "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT",
    "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT",
)

Port = Annotated[int, msgspec.Meta(ge=1, le=65535)]
Profile = Literal["development", "production"]
PoolSize = Annotated[int, msgspec.Meta(ge=1, le=1000)]
Requests = Annotated[int, msgspec.Meta(ge=1, le=1_000_000)]
Megabytes = Annotated[int, msgspec.Meta(ge=8, le=1_000_000)]
WaitSeconds = Annotated[float, msgspec.Meta(gt=0, le=600)]
Origin = Annotated[str, msgspec.Meta(pattern=r"^[^\s+/]+(/[^\s+/]+)*$", max_length=200)]
OutboxUrl = Annotated[str, msgspec.Meta(pattern=r"^https?://[^\s/]+")]
LeaseSeconds = Annotated[float, msgspec.Meta(ge=1, le=3600)]


class SettingsError(ValueError):
    """A LABELTRAIL_… variable is wrong; the message names it."""


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """One field for each variable: `data_dir` is LABELTRAIL_DATA_DIR, and so on.

    database_url            a PostgreSQL server; without it an embedded one is started
    migration_database_url  the same database as a role that may change the schema
    service_role            the role that gets the service's rights when the schema is migrated
    data_dir                folder of the embedded server, by default below the working directory
    host, port              where `labeltrail serve` listens
    subject_key_file        the instance's key, under which the keys of people are kept
    origin                  the name under which checkpoints are published; one per database
    signing_key_file        the key that signs them; by default in data_dir, made on first use
    anchor_file             each checkpoint is appended here too, outside the database
    anchor_command          each checkpoint is given to this command too, on its standard input
    profile                 production turns the development aids (GraphiQL) off
    pool_size_max           database connections of one process
    pool_wait_seconds_max   so long a request waits for one of them, then it is told OVERLOADED
    requests_max            requests under way at once in one process; more are told OVERLOADED
    request_megabytes_max   the same for their bodies; half as much may wait to be committed
    outbox_url              told of each change of ground truth, by a POST; nobody by default
    lease_seconds           so long after a worker died, another goes on with its projects
    """

    database_url: str | None = None
    migration_database_url: str | None = None
    service_role: str | None = None
    data_dir: Path = Path(".labeltrail")
    host: str = "127.0.0.1"
    port: Port = 8000
    subject_key_file: Path | None = None
    origin: Origin = "labeltrail.local"
    signing_key_file: Path | None = None
    anchor_file: Path | None = None
    anchor_command: str | None = None
    profile: Profile = "development"
    pool_size_max: PoolSize = 16
    pool_wait_seconds_max: WaitSeconds = 10.0
    requests_max: Requests = 4_096
    request_megabytes_max: Megabytes = 256
    outbox_url: OutboxUrl | None = None
    lease_seconds: LeaseSeconds = 30.0

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> Settings:
        """An empty variable counts as absent, as in a compose file's `${NAME:-}`."""
        read = os.environ if environment is None else environment
        given = {
            name: value
            for name, value in read.items()
            if name.startswith(PREFIX) and name not in TESTS_ONLY and value
        }
        for name, value in given.items():
            _check(name, value)
        values = {field(name): value for name, value in given.items()}
        return msgspec.convert(values, cls, strict=False, dec_hook=_as_path)


def otlp_is_configured(environment: Mapping[str, str] | None = None) -> bool:
    """Whether OpenTelemetry's own variables say where to send traces and metrics."""
    read = os.environ if environment is None else environment
    is_off = read.get("OTEL_SDK_DISABLED", "").strip().lower() == "true"
    return not is_off and any(read.get(name) for name in OTLP_ENDPOINTS)


def variable(name: str) -> str:
    """The environment variable of a field of `Settings`."""
    return PREFIX + name.upper()


def field(name: str) -> str:
    """The field of `Settings` of an environment variable."""
    return name.removeprefix(PREFIX).lower()


def _check(name: str, value: str) -> None:
    known = Settings.__struct_fields__
    if field(name) not in known:
        close = difflib.get_close_matches(field(name), known, n=1, cutoff=0.8)
        every = ", ".join(variable(each) for each in known)
        hint = f"did you mean {variable(close[0])}?" if close else f"known are {every}"
        raise SettingsError(f"{name} is not a setting of Labeltrail: {hint}")
    if name.endswith("_DATABASE_URL"):
        _check_database_url(name, value)
    try:
        msgspec.convert({field(name): value}, Settings, strict=False, dec_hook=_as_path)
    except msgspec.ValidationError as error:
        reason = str(error).partition(" - at ")[0]
        if field(name) == "profile":
            reason = f"choose {' or '.join(get_args(Profile))}"
        raise SettingsError(f"{name}={value!r} is wrong: {reason}") from None


def _check_database_url(name: str, value: str) -> None:
    try:
        scheme = urlsplit(value).scheme
    except ValueError:
        scheme = ""
    if scheme not in ("postgresql", "postgres"):
        raise SettingsError(
            f"{name} is wrong: expected postgresql://user:password@host:5432/database"
        )


def _as_path(kind: type, text: object) -> Path:
    if kind is not Path:
        raise NotImplementedError(f"no setting has the type {kind}")
    return Path(str(text)).expanduser()
