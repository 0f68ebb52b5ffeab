"""Groups and the hospital's own roles over HTTP, for administrators."""

from fastapi import APIRouter

from asan.gateway.current_principal import CurrentPrincipal
from asan.modules.security import groups, roles
from asan.modules.security.schemas import GroupView, Member, MembersChange, NewName, RoleView

router = APIRouter(prefix="/api/security", tags=["security"])


@router.get("/groups")
def list_groups(principal: CurrentPrincipal) -> list[GroupView]:
    """All groups with their members."""
    principal.require("groups", "admin")
    return [
        GroupView(
            name=group.name,
            title=group.title,
            members=[Member(name=name, source=source) for name, source in members],
        )
        for group, members in groups.groups()
    ]


@router.post("/groups", status_code=201)
def create_group(body: NewName, principal: CurrentPrincipal) -> GroupView:
    """Make a group, empty."""
    principal.require("groups", "admin")
    group = groups.create_group(principal, body.name, body.title)
    return GroupView(name=group.name, title=group.title, members=[])


@router.patch("/groups/{name}", status_code=204)
def change_members(name: str, body: MembersChange, principal: CurrentPrincipal) -> None:
    """Put users into a group and take others out."""
    principal.require("groups", "admin")
    groups.change_members(principal, name, add=body.add, remove=body.remove)


@router.delete("/groups/{name}", status_code=204)
def delete_group(name: str, principal: CurrentPrincipal) -> None:
    """Take a group away."""
    principal.require("groups", "admin")
    groups.delete_group(principal, name)


@router.get("/roles")
def list_roles(principal: CurrentPrincipal) -> list[RoleView]:
    """The hospital's own roles; the platform's are always there."""
    principal.require("roles", "admin")
    return [RoleView(name=role.name, title=role.title, users=count) for role, count in roles.own_roles()]


@router.post("/roles", status_code=201)
def create_role(body: NewName, principal: CurrentPrincipal) -> RoleView:
    """Make a role, which gives nothing until a policy names it."""
    principal.require("roles", "admin")
    role = roles.create_role(principal, body.name, body.title)
    return RoleView(name=role.name, title=role.title, users=0)


@router.delete("/roles/{name}", status_code=204)
def delete_role(name: str, principal: CurrentPrincipal) -> None:
    """Take a role away that nobody holds."""
    principal.require("roles", "admin")
    roles.delete_role(principal, name)
