"""The commands of the platform's parts. A part is imported when one of its commands runs, or help names them all."""

from importlib import import_module
from typing import Any, Final

import typer
from typer.core import TyperGroup

# Sub-commands by name: the module whose ``app`` holds them.
GROUPS: Final = {
    "etl": "asan.modules.etl.commands",
    "snapshot": "asan.modules.etl.snapshots.commands",
    "cdm": "asan.modules.etl.cdm_commands",
    "vocabulary": "asan.modules.ontology.commands",
    "cohort": "asan.modules.research.commands",
    "analysis": "asan.modules.research.analysis.commands",
    "study": "asan.modules.research.study.commands",
    "user": "asan.modules.security.user_commands",
    "group": "asan.modules.security.group_commands",
    "role": "asan.modules.security.role_commands",
    "project": "asan.modules.security.project_commands",
    "token": "asan.modules.security.token_commands",
    "keys": "asan.gateway.key_commands",
    "policy": "asan.gateway.policies.commands",
    "limit": "asan.gateway.limits.commands",
    "audit": "asan.modules.security.audit_commands",
}
# Commands without a group: the module whose function of that name is the command.
COMMANDS: Final = {"query": "asan.gateway.commands", "synth": "asan.synth.commands"}


class Parts(TyperGroup):
    """The commands that `asan` has of itself, then those of its parts. Typer's context is of a type that it hides."""

    def list_commands(self, ctx: Any) -> list[str]:
        """Names in the order of the help."""
        return [*super().list_commands(ctx), *COMMANDS, *GROUPS]

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """The command of that name; None where there is none."""
        if cmd_name in GROUPS:
            part = import_module(GROUPS[cmd_name]).app
        elif cmd_name in COMMANDS:
            part = typer.Typer(add_completion=False)
            part.command()(getattr(import_module(COMMANDS[cmd_name]), cmd_name))
        else:
            return super().get_command(ctx, cmd_name)
        command = typer.main.get_command(part)
        command.name = cmd_name
        return command
