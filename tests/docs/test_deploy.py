"""The deployment files name commands, settings and defaults that exist."""

import json
import re
from pathlib import Path

from asan.cli import app
from asan.gateway.principal import ROLES
from asan.kit.identity_provider import IdentityProvider
from asan.kit.settings import Settings
from asan.modules.security.middleware import OPEN
from asan.modules.security.oidc.people import words_at
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


def test_the_realm_has_a_client_that_the_defaults_fit() -> None:
    realm = json.loads((DEPLOY / "keycloak" / "asan-realm.json").read_text())
    (client,) = realm["clients"]
    assert client["secret"] == "CHANGE-ME"
    assert (client["standardFlowEnabled"], client["implicitFlowEnabled"]) == (True, False)
    assert not client["directAccessGrantsEnabled"]
    attributes = client["attributes"]
    assert attributes["pkce.code.challenge.method"] == "S256"
    # Every address is one that this server answers, for a provider called keycloak.
    called = {client["redirectUris"][0]: "GET", attributes["backchannel.logout.url"]: "POST"}
    for address, method in called.items():
        path = address.removeprefix(client["rootUrl"])
        assert (method, path.replace("/keycloak/", "/{provider}/")) in OPEN
    assert attributes["post.logout.redirect.uris"] == f"{client['rootUrl']}/sign-in"
    assert {role["name"] for role in realm["roles"]["client"]["asan"]} == set(ROLES)
    given = {role for group in realm["groups"] for role in group["clientRoles"]["asan"]}
    assert given <= set(ROLES)


def test_the_realm_puts_roles_and_groups_where_the_defaults_look() -> None:
    (client,) = json.loads((DEPLOY / "keycloak" / "asan-realm.json").read_text())["clients"]
    config = IdentityProvider(issuer="https://sso.hospital.example/realms/hospital", client_id=client["clientId"])
    claims = {}
    for mapper in client["protocolMappers"]:
        # Keycloak leaves roles out of ID tokens unless it is told to put them there.
        assert mapper["config"]["id.token.claim"] == "true"
        path = mapper["config"]["claim.name"].replace("${client_id}", client["clientId"]).split(".")
        inner = claims
        for part in path[:-1]:
            inner = inner.setdefault(part, {})
        inner[path[-1]] = [mapper["name"]]
    found = [words_at(claims, path, config.client_id) for path in (*config.role_claims, *config.group_claims)]
    assert found == [["realm roles"], ["client roles"], ["groups"]]
