"""Users in the console: who they are, and the roles and competitions a superuser gives them."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin import AdminSite
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path

from community.console.forms import CompetitionsForm, RolesForm
from community.console.pages import ConsoleAdmin, allow
from community.users import selectors
from community.users.models import User
from community.users.roles import Role
from community.users.services.roles import set_competitions, set_roles
from community.users.services.sessions import end_sessions


class UserAdmin(ConsoleAdmin):
    """Accounts as they are: only roles and competitions are given here, by verbs of their own."""

    list_display = ("username", "roles", "is_active", "last_login", "actor_id")
    list_filter = ("groups", "is_active")
    search_fields = ("username", "actor_id")
    ordering = ("username",)
    fields = ("username", "actor_id", "is_active", "last_login", "date_joined", "roles")
    change_form_template = "console/user.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        """With the roles a row shows."""
        return super().get_queryset(request).prefetch_related("groups")

    @admin.display(description="Roles")
    def roles(self, row: User) -> str:
        """Its roles; a superuser needs none."""
        names = [group.name for group in row.groups.all()]
        return ", ".join(["superuser", *names] if row.is_superuser else names)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """People make their own accounts."""
        del request
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Nobody edits an account's row."""
        del request, obj
        return False

    def get_urls(self) -> list[URLPattern]:
        """The stock paths, the roles', the competitions' and the sessions'."""
        roles = self.admin_site.admin_view(self.roles_view)
        competitions = self.admin_site.admin_view(self.competitions_view)
        sessions = self.admin_site.admin_view(self.sessions_view)
        return [
            path("<int:user_id>/roles/", roles, name="community_user_roles"),
            path("<int:user_id>/competitions/", competitions, name="community_user_competitions"),
            path("<int:user_id>/sessions/", sessions, name="community_user_sessions"),
            *super().get_urls(),
        ]

    def roles_view(self, request: HttpRequest, user_id: int) -> HttpResponse:
        """Give somebody their roles, all at once."""
        by = allow(request, "change_user")
        user = get_object_or_404(User, pk=user_id)
        form = RolesForm(
            request.POST or None, initial={"roles": sorted(selectors.roles_of(user_id))}
        )
        if request.method == "POST" and form.is_valid():
            roles = [Role(name) for name in form.cleaned_data["roles"]]
            set_roles(user_id=user_id, roles=roles, by=by)
            messages.success(request, f"The roles of {user} are set.")
            return redirect("admin:community_user_change", user_id)
        context: dict[str, Any] = {
            "title": f"Roles of {user}",
            "form": form,
            "submit": "Set the roles",
        }
        return self.render_page(request, "form_page", context)

    def competitions_view(self, request: HttpRequest, user_id: int) -> HttpResponse:
        """Give a moderator the competitions to look after, all at once."""
        by = allow(request, "change_user")
        user = get_object_or_404(User, pk=user_id)
        held = sorted(selectors.given_to(user_id))
        told = request.POST if request.method == "POST" else None
        form = CompetitionsForm(told, initial={"competitions": held})
        if form.is_valid():
            given = [row.pk for row in form.cleaned_data["competitions"]]
            set_competitions(user_id=user_id, competitions=given, by=by)
            messages.success(request, f"The competitions of {user} are set.")
            return redirect("admin:community_user_change", user_id)
        context: dict[str, Any] = {
            "title": f"Competitions of {user}",
            "form": form,
            "submit": "Set the competitions",
        }
        return self.render_page(request, "form_page", context)

    def sessions_view(self, request: HttpRequest, user_id: int) -> HttpResponse:
        """Ask first; then end every session of somebody, everywhere."""
        by = allow(request, "change_user")
        user = get_object_or_404(User, pk=user_id)
        if request.method != "POST":
            context = {"title": f"End all sessions of {user}", "user_shown": user}
            return self.render_page(request, "sessions_confirm", context)
        end_sessions(user_id=user_id, by=by)
        messages.success(request, f"Every session of {user} is over.")
        return redirect("admin:community_user_change", user_id)


def enter(site: AdminSite) -> None:
    """Enter the pages into the console."""
    site.register(User, UserAdmin)
