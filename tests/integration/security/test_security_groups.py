"""Groups and the hospital's own roles: made, given, carried by the principal, and taken away."""

from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from typer.testing import CliRunner

from asan.cli import app
from asan.gateway.accounts import principal_named
from asan.gateway.owner import owner
from asan.gateway.policies.definition import Definition
from asan.gateway.policies.store import remove_policy, set_policy
from asan.kit.errors import BadInput, Conflict, NotFound
from asan.modules.security import groups, roles
from asan.modules.security.accounts import change_user, create_user
from asan.modules.security.errors import NamedByPolicies, NameTaken
from tests.integration.security.people import PASSWORD, signed_in

pytestmark = pytest.mark.usefixtures("client")


def carried(name: str = "dana") -> tuple[set[str], set[str]]:
    principal = principal_named(name, "test")
    return set(principal.roles), set(principal.groups)


def test_a_principal_carries_their_groups_and_own_roles() -> None:
    groups.create_group(owner(), "심장내과", "심장내과 연구팀")
    groups.create_group(owner(), "icu")
    groups.change_members(owner(), "심장내과", add=["Dana", "root"])
    roles.create_role(owner(), "data-scientist")
    change_user(owner(), "dana", roles=["researcher", "data-scientist"])
    assert carried() == ({"researcher", "data-scientist"}, {"심장내과"})
    groups.change_members(owner(), "심장내과", remove=["dana"])
    assert carried()[1] == set()
    groups.delete_group(owner(), "심장내과")
    assert carried("root")[1] == set()


def test_what_a_policy_names_stays_so_that_no_denial_ends_with_it() -> None:
    groups.create_group(owner(), "icu")
    roles.create_role(owner(), "data-scientist")
    denied = {"objects": {"tables": ["note"]}, "effect": {"kind": "deny"}}
    of_group = Definition.model_validate({"subjects": {"groups": ["icu"]}, **denied})
    set_policy(owner(), "no-notes", of_group, "agreed")
    spared = Definition.model_validate({"unless": {"roles": ["data-scientist"]}, **denied})
    set_policy(owner(), "few-notes", spared, "agreed")
    with pytest.raises(NamedByPolicies, match="no-notes"):
        groups.delete_group(owner(), "icu")
    with pytest.raises(NamedByPolicies, match="few-notes"):
        roles.delete_role(owner(), "data-scientist")
    remove_policy(owner(), "no-notes", "over")
    groups.delete_group(owner(), "icu")
    assert groups.groups() == []


def test_an_own_role_is_not_the_platforms_and_stays_while_it_is_held() -> None:
    for taken in ("admin", "Admin"):
        with pytest.raises(NameTaken):
            roles.create_role(owner(), taken)
    with pytest.raises(BadInput):
        change_user(owner(), "dana", roles=["data-scientist"])
    roles.create_role(owner(), "data-scientist")
    change_user(owner(), "dana", roles=["data-scientist"])
    with pytest.raises(Conflict):
        roles.delete_role(owner(), "data-scientist")
    change_user(owner(), "dana", roles=[])
    roles.delete_role(owner(), "data-scientist")
    with pytest.raises(NotFound):
        roles.delete_role(owner(), "data-scientist")


def test_ones_roles_fit_into_a_record_of_the_audit() -> None:
    many = [f"role-number-{number:02}-{'x' * 20}" for number in range(10)]
    for name in many:
        roles.create_role(owner(), name)
    create_user(owner(), "kim", PASSWORD, many[:4])
    with pytest.raises(BadInput):
        change_user(owner(), "kim", roles=many)


@pytest.mark.parametrize("name", ["", "x", "a b", "a" * 61, "a/b", "<b>"])
def test_a_group_has_a_name_that_policies_can_say(name: str) -> None:
    with pytest.raises(BadInput):
        groups.create_group(owner(), name)


def test_groups_and_roles_over_http_are_an_administrators(client: TestClient) -> None:
    headers = signed_in(client)
    for path in ("groups", "roles"):
        assert client.get(f"/api/security/{path}").status_code == 403
        assert client.post(f"/api/security/{path}", json={"name": "icu"}, headers=headers).status_code == 403
    assert client.patch("/api/security/groups/icu", json={"add": ["dana"]}, headers=headers).status_code == 403
    headers = signed_in(client, "root")
    assert client.post("/api/security/groups", json={"name": "icu"}, headers=headers).status_code == 201
    assert client.post("/api/security/groups", json={"name": "icu"}, headers=headers).json()["code"] == "name_taken"
    members = {"add": ["dana", "root"]}
    assert client.patch("/api/security/groups/icu", json=members, headers=headers).status_code == 204
    unknown = client.patch("/api/security/groups/icu", json={"add": ["nobody"]}, headers=headers)
    assert unknown.json()["code"] == "not_found"
    (group,) = client.get("/api/security/groups").json()
    assert [member["name"] for member in group["members"]] == ["dana", "root"]
    assert client.get("/api/auth/me").json()["user"]["groups"] == ["icu"]
    assert client.delete("/api/security/groups/icu", headers=headers).status_code == 204
    assert client.post("/api/security/roles", json={"name": "nurse"}, headers=headers).json()["users"] == 0
    assert [role["name"] for role in client.get("/api/security/roles").json()] == ["nurse"]
    assert client.delete("/api/security/roles/nurse", headers=headers).status_code == 204


def test_the_same_from_the_command_line(asan_home: Path) -> None:
    def run(*words: str) -> str:
        result = CliRunner().invoke(app, words, catch_exceptions=False)
        assert result.exit_code == 0, result.output
        return result.output

    run("group", "create", "icu", "--title", "Intensive care")
    run("group", "add", "icu", "dana", "root")
    assert "icu\tIntensive care\tdana,root" in run("group", "list")
    run("group", "remove", "icu", "root")
    assert "dana\tdana\tresearcher\t\ticu" in run("user", "list")
    run("role", "create", "nurse")
    assert "nurse\tnurse\t0" in run("role", "list")
    run("role", "delete", "nurse")
    run("group", "delete", "icu")
    assert run("group", "list") == ""
