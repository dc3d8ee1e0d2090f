"""Policies in the console: what is in force since when, and every version there was."""

from dataclasses import dataclass
from typing import Any

from django.contrib.admin import AdminSite
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse

from community.config import selectors
from community.config.fields import Field, fields_of
from community.config.models import PolicyVersion
from community.config.plan import Change, changes
from community.config.schema import KINDS
from community.console.pages import ConsoleAdmin, allow
from community.users import selectors as users


@dataclass(frozen=True, kw_only=True)
class Number:
    """One number of a policy as a page shows it."""

    field: Field
    value: str
    bounds: str


@dataclass(frozen=True, kw_only=True)
class PolicyCard:
    """A policy in force, whole; by is a username, an actor id, or empty for a machine."""

    held: selectors.InForce
    means: str
    digest: str
    by: str
    numbers: list[Number]


@dataclass(frozen=True, kw_only=True)
class VersionLine:
    """One version of a policy, why it was applied, and what it changed of the one before."""

    row: PolicyVersion
    by: str
    reason: str
    changes: tuple[Change, ...]
    in_force: bool


class PolicyAdmin(ConsoleAdmin):
    """Rows are immutable: the way to change a policy is `manage.py config apply`."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Nobody adds a row by hand."""
        del request
        return False

    def has_change_permission(self, request: HttpRequest, obj: PolicyVersion | None = None) -> bool:
        """Nobody changes a row."""
        del request, obj
        return False

    def get_urls(self) -> list[URLPattern]:
        """The stock paths, and a history by name."""
        history = path(
            "of/<slug:name>/",
            self.admin_site.admin_view(self.history_of),
            name="community_policyversion_of",
        )
        return [history, *super().get_urls()]

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Every policy in force, with every number."""
        del extra_context
        allow(request, "view_policyversion")
        context = {"title": "Policies in force", "cards": _cards()}
        return self.render_page(request, "policies", context)

    def change_view(  # noqa: PLR0917 -- Django's own signature
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """A row is one version in its policy's history."""
        del form_url, extra_context
        allow(request, "view_policyversion")
        row = self.get_object(request, object_id)
        if row is None:
            raise Http404
        of = reverse("admin:community_policyversion_of", args=[row.name])
        return redirect(f"{of}#v{row.version}")

    def history_of(self, request: HttpRequest, name: str) -> HttpResponse:
        """Every version of one policy, the newest first, each with what it changed."""
        allow(request, "view_policyversion")
        if name not in KINDS:
            raise Http404
        context = {"title": f"History of {name}", "name": name, "versions": _versions(name)}
        return self.render_page(request, "policy_history", context)


def enter(site: AdminSite) -> None:
    """Enter the pages into the console."""
    site.register(PolicyVersion, PolicyAdmin)


def _cards() -> list[PolicyCard]:
    held = selectors.in_force().values()
    names = users.names_of(item.by for item in held)
    return [
        PolicyCard(
            held=item,
            means=(type(item.policy).__doc__ or "").partition("\n")[0],
            digest=item.policy.digest,
            by=names.get(item.by, item.by),
            numbers=[
                _number(field, getattr(item.policy, field.name))
                for field in fields_of(type(item.policy))
            ],
        )
        for item in held
    ]


def _versions(name: str) -> list[VersionLine]:
    rows = selectors.history(name)
    names = users.names_of(row.applied_by for row in rows)
    reasons = selectors.reasons(name)
    values = [selectors.values_of(row) for row in rows]
    return [
        VersionLine(
            row=row,
            by=names.get(row.applied_by, row.applied_by),
            reason=reasons.get(row.version, ""),
            changes=changes(old, new, kind=KINDS[name]),
            in_force=position == 0,
        )
        for position, (row, new, old) in enumerate(
            zip(rows, values, [*values[1:], {}], strict=False)
        )
    ]


def _number(field: Field, value: object) -> Number:
    bounded = field.least is not None and field.most is not None
    return Number(
        field=field,
        value=_value(value),
        bounds=f"{field.least:,} to {field.most:,}" if bounded else "",
    )


def _value(value: object) -> str:
    match value:
        case bool():
            return "on" if value else "off"
        case list():
            return ", ".join(map(str, value))
        case _:
            return f"{value:,}"
