"""The console: Django's admin under our name, one sign-in for the house, the desk for an index."""

from functools import wraps
from typing import Any

from django.contrib import admin
from django.contrib.admin import sites
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.response import TemplateResponse
from django.urls import reverse

from community.console import desk
from community.users.viewing import viewing_of


class Console(admin.AdminSite):
    """The admin site."""

    site_header = "Terrace console"
    site_title = "Terrace console"
    index_title = "The desk"
    enable_nav_sidebar = False

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:  # noqa: ANN401, FBT001, FBT002 -- Django's own signature
        """Every page of the console is live, so it is not for who watches behind live."""
        inner = super().admin_view(view, cacheable)

        @wraps(view)
        def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 -- as above
            if request.user.is_authenticated and viewing_of(request).delay_s:
                return render(request, "pages/console-live.html", status=403)
            return inner(request, *args, **kwargs)

        return answer

    def index(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> TemplateResponse:
        """The desk: what is on, who speaks, what is in force; each as far as the viewer may see."""
        context = {
            **self.each_context(request),
            "title": self.index_title,
            "desk": desk.desk_for(request.user),
            **(extra_context or {}),
        }
        request.current_app = self.name
        return TemplateResponse(request, "admin/index.html", context)

    def app_index(
        self, request: HttpRequest, app_label: str, extra_context: dict[str, Any] | None = None
    ) -> TemplateResponse:
        """The desk lists everything already."""
        del app_label
        return self.index(request, extra_context)

    def login(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Send the signed-out to the house's own page; signing in again opens nothing."""
        del extra_context
        target = request.GET.get("next") or reverse("admin:index")
        if self.has_permission(request):
            return redirect("admin:index")
        if request.user.is_authenticated:
            raise PermissionDenied
        return redirect_to_login(target)


console = sites.site
