"""Plan, apply and show policies.

Exit codes: 0 done, or nothing to do; 1 refused; 2 the plan holds changes.
"""

import sys
from typing import Any

import msgspec
from django.core.management.base import BaseCommand, CommandError, CommandParser

from community.config import files, selectors, services
from community.config.errors import PolicyInvalidError
from community.config.fields import fields_of
from community.config.plan import Change, Step, steps
from community.core import canonical
from community.users import selectors as users
from community.users.errors import UnknownUserError

PLAN_HOLDS_CHANGES = 2


class Command(BaseCommand):
    """One verb an action: plan, apply, show."""

    help = "Plan what applying policies/*.toml would change, apply it, or show what is in force."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("action", choices=["plan", "apply", "show"])
        parser.add_argument("--json", action="store_true", help="print one JSON object")
        parser.add_argument("--by", metavar="USERNAME", help="who applies; a machine when left out")
        parser.add_argument("--reason", default="Applied from the repository's files.")

    def handle(self, **options: Any) -> None:  # noqa: ANN401 -- Django's own signature
        try:
            match options["action"]:
                case "plan":
                    self._plan(as_json=options["json"])
                case "apply":
                    self._apply(options)
                case _:
                    self._show(as_json=options["json"])
        except PolicyInvalidError as refused:
            lines = [f"{fault.pointer}: {fault.detail}" for fault in refused.faults]
            raise CommandError("\n".join(lines)) from refused

    def _plan(self, *, as_json: bool) -> None:
        planned = steps(selectors.stored(), files.repository())
        self._tell(planned, as_json=as_json, nothing="Nothing to apply: the files are in force.")
        if planned:
            sys.exit(PLAN_HOLDS_CHANGES)

    def _apply(self, options: dict[str, Any]) -> None:
        by = _actor(options["by"]) if options["by"] else None
        applied = services.apply(by=by, reason=options["reason"])
        self._tell(
            applied, as_json=options["json"], nothing="Nothing changed: the files were in force."
        )

    def _show(self, *, as_json: bool) -> None:
        held = selectors.in_force().values()
        if as_json:
            self.stdout.write(
                canonical.dumps({item.name: _as_told(item) for item in held}).decode()
            )
            return
        for item in held:
            since = f"since {item.since:%Y-%m-%d %H:%M:%S} UTC" if item.since else "never applied"
            self.stdout.write(f"{item.name} v{item.version}, {since}, {item.policy.digest}")
            for field in fields_of(type(item.policy)):
                value = getattr(item.policy, field.name)
                self.stdout.write(f"  {field.name:<28} {_value(value, field.unit)}")

    def _tell(self, planned: list[Step], *, as_json: bool, nothing: str) -> None:
        if as_json:
            self.stdout.write(canonical.dumps({"changes": msgspec.to_builtins(planned)}).decode())
            return
        if not planned:
            self.stdout.write(nothing)
        for step in planned:
            before = f"v{step.version - 1} -> " if step.version > 1 else ""
            self.stdout.write(f"{step.name}: {before}v{step.version}  {step.digest}")
            for change in step.changes:
                self.stdout.write(f"  {change.field:<28} {_told(change)}")


def _as_told(item: selectors.InForce) -> dict[str, object]:
    return {
        "version": item.version,
        "since": item.since.isoformat() if item.since else None,
        "by": item.by or None,
        "digest": item.policy.digest,
        "values": msgspec.to_builtins(item.policy),
    }


def _told(change: Change) -> str:
    if change.old is None:
        return _value(change.new, change.unit)
    if change.new is None:
        return f"{_value(change.old, change.unit)} -> gone"
    return f"{_value(change.old, '')} -> {_value(change.new, change.unit)}"


def _value(value: object, unit: str) -> str:
    match value:
        case bool():
            text = "on" if value else "off"
        case list():
            text = " ".join(str(item) for item in value)
        case _:
            text = str(value)
    return f"{text} {unit}".rstrip()


def _actor(username: str) -> str:
    try:
        return users.actor_id_of(username)
    except UnknownUserError as refused:
        raise CommandError(f"There is no user called {username}.") from refused
