"""The deployment files name commands, settings and defaults that exist."""

import re
from pathlib import Path

from asan.cli import app
from asan.kit.settings import Settings
from asan.warehouse.engines.postgres.address import address_of

DEPLOY = Path(__file__).parents[2] / "deploy"


def test_the_unit_starts_a_command_that_exists_with_settings_that_exist() -> None:
    unit = (DEPLOY / "asan.service").read_text()
    commands = {command.name or command.callback.__name__ for command in app.registered_commands if command.callback}
    assert re.findall(r"^ExecStart=\S+/asan (\w+)$", unit, re.MULTILINE)[0] in commands
    settings = {
        name.removeprefix("ASAN_").lower() for name in re.findall(r"^Environment=(ASAN_\w+)=", unit, re.MULTILINE)
    }
    assert settings
    assert settings <= set(Settings.model_fields)


def test_the_proxy_passes_to_the_default_address_and_takes_the_default_upload() -> None:
    proxy = (DEPLOY / "nginx.conf").read_text()
    default = Settings.model_fields
    assert f"proxy_pass http://{default['host'].default}:{default['port'].default};" in proxy
    assert f"client_max_body_size {default['upload_megabytes'].default}m;" in proxy
    assert "proxy_buffering off;" in proxy


def test_the_shared_lake_names_settings_that_exist_and_no_secret() -> None:
    lines = [line for line in (DEPLOY / "shared-lake.env").read_text().splitlines() if not line.startswith("#")]
    given = dict(line.split("=", 1) for line in lines)
    named = {name.removeprefix("ASAN_").lower() for name in given}
    assert named <= set(Settings.model_fields)
    assert {"lake_catalog", "lake_data"} <= named
    assert given["ASAN_S3_SECRET"] == "CHANGE-ME"
    assert ":CHANGE-ME@" in given["ASAN_LAKE_CATALOG"]


def test_the_cdm_in_place_is_an_address_without_a_secret() -> None:
    lines = [line for line in (DEPLOY / "cdm-in-place.env").read_text().splitlines() if not line.startswith("#")]
    given = dict(line.split("=", 1) for line in lines)
    assert set(given) == {"ASAN_CDM"}
    address = address_of(given["ASAN_CDM"])
    assert (address.cdm_schema, address.vocabulary_schema) == ("cdm", "vocabulary")
    assert address.parameters["password"] == "CHANGE-ME"
    assert address.parameters["sslmode"] == "verify-full"
