"""A wrong variable is named, with what would be right; a right one has its type."""

from __future__ import annotations

from pathlib import Path

import pytest

from labeltrail.backend.settings import Settings, SettingsError


def test_an_empty_environment_is_enough() -> None:
    assert Settings.from_environment({"HOME": "/home/ada"}) == Settings()


def test_each_variable_sets_its_field() -> None:
    settings = Settings.from_environment(
        {
            "LABELTRAIL_DATABASE_URL": "postgresql://ada@db.example/labels",
            "LABELTRAIL_DATA_DIR": "~/labels",
            "LABELTRAIL_HOST": "::1",
            "LABELTRAIL_PORT": "8100",
            "LABELTRAIL_PROFILE": "production",
            "LABELTRAIL_POOL_SIZE_MAX": "4",
            "LABELTRAIL_POOL_WAIT_SECONDS_MAX": "2.5",
            "LABELTRAIL_REQUESTS_MAX": "100",
            "LABELTRAIL_REQUEST_MEGABYTES_MAX": "64",
            "LABELTRAIL_LEASE_SECONDS": "2.5",
            "LABELTRAIL_OUTBOX_URL": "https://example.org/hook",
        }
    )
    assert settings == Settings(
        database_url="postgresql://ada@db.example/labels",
        data_dir=Path.home() / "labels",
        host="::1",
        port=8100,
        profile="production",
        pool_size_max=4,
        pool_wait_seconds_max=2.5,
        requests_max=100,
        request_megabytes_max=64,
        lease_seconds=2.5,
        outbox_url="https://example.org/hook",
    )


def test_an_empty_variable_counts_as_absent() -> None:
    assert Settings.from_environment({"LABELTRAIL_DATABASE_URL": ""}).database_url is None


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("LABELTRAIL_PORT", "eighty", r"LABELTRAIL_PORT='eighty'.*int"),
        ("LABELTRAIL_PORT", "0", r"LABELTRAIL_PORT='0'.*>= 1"),
        ("LABELTRAIL_PORT", "65536", r"LABELTRAIL_PORT='65536'.*<= 65535"),
        ("LABELTRAIL_POOL_SIZE_MAX", "0", r"LABELTRAIL_POOL_SIZE_MAX='0'.*>= 1"),
        ("LABELTRAIL_ORIGIN", "our labels", r"LABELTRAIL_ORIGIN='our labels'.*matching regex"),
        ("LABELTRAIL_ORIGIN", "labels/", r"LABELTRAIL_ORIGIN='labels/'.*matching regex"),
        ("LABELTRAIL_PROFILE", "prod", r"LABELTRAIL_PROFILE='prod'.*development.*production"),
        ("LABELTRAIL_DATABSE_URL", "x", r"LABELTRAIL_DATABSE_URL.*did you mean LABELTRAIL_DATAB"),
        ("LABELTRAIL_COLOUR", "red", r"LABELTRAIL_COLOUR is not a setting.*LABELTRAIL_HOST"),
    ],
)
def test_a_wrong_variable_is_named(name: str, value: str, said: str) -> None:
    with pytest.raises(SettingsError, match=said):
        Settings.from_environment({name: value})


@pytest.mark.parametrize("url", ["mysql://ada:lovelace@db/labels", "lovelace", "http://[lovelace"])
def test_a_wrong_address_is_named_without_its_password(url: str) -> None:
    with pytest.raises(SettingsError, match=r"LABELTRAIL_DATABASE_URL.*postgresql://") as refused:
        Settings.from_environment({"LABELTRAIL_DATABASE_URL": url})
    assert "lovelace" not in str(refused.value)
