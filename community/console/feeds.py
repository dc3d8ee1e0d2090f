"""Sources in the console: register one, hear or stop it, see what it told and what was refused."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.admin import AdminSite
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.views.decorators.http import require_POST

from community.console import keys, sample
from community.console.forms import KeyForm, SourceForm
from community.console.pages import ConsoleAdmin, allow
from community.core import clock
from community.core.errors import NotFoundError
from community.feeds import selectors
from community.feeds.models import Source
from community.feeds.services.keys import register_source
from community.feeds.services.sources import set_source_active

View = Callable[..., HttpResponse]


class SourceAdmin(ConsoleAdmin):
    """A source is changed by verbs alone; each is stated on its stream."""

    def get_urls(self) -> list[URLPattern]:
        """The stock paths, the switch, and the keys'."""
        views = keys.KeyViews(self)
        at = "<int:source_id>"
        pages: list[tuple[str, View, str]] = [
            (f"{at}/active/", require_POST(self.switch), "active"),
            (f"{at}/keys/", require_POST(views.issue), "issue"),
            (f"{at}/keys/<int:key_id>/secret/", views.secret, "secret"),
            (f"{at}/keys/<int:key_id>/rotate/", views.rotate, "rotate"),
            (f"{at}/keys/<int:key_id>/revoke/", views.revoke, "revoke"),
        ]
        own = [
            path(route, self.admin_site.admin_view(view), name=f"community_source_{name}")
            for route, view, name in pages
        ]
        return [*own, *super().get_urls()]

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Every source and its state."""
        del extra_context
        allow(request, "view_source")
        context = {"title": "Sources", "sources": selectors.source_lines(clock.now())}
        return self.render_page(request, "sources", context)

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Register a source."""
        del form_url, extra_context
        by = allow(request, "add_source")
        form = SourceForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            source = register_source(
                name=form.cleaned_data["name"], title=form.cleaned_data["title"], by=by
            )
            messages.success(request, f"{source.title} is registered. Issue it a key.")
            return redirect("admin:community_source_change", source.pk)
        context = {"title": "Register a source", "form": form, "submit": "Register"}
        return self.render_page(request, "form_page", context)

    def change_view(  # noqa: PLR0917 -- Django's own signature
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Show all of one source."""
        del form_url, extra_context
        allow(request, "view_source")
        source = self.get_object(request, object_id)
        if source is None:
            raise Http404
        context = {
            "title": source.title,
            "source": source,
            "keys": selectors.key_lines(source.pk, at=clock.now()),
            "heard": selectors.heard(source.name),
            "refusals": selectors.refusals(source.pk),
            "sample": sample.for_source(source, base_url=request.build_absolute_uri("/")),
            "key_form": KeyForm(),
        }
        return self.render_page(request, "source", context)

    def switch(self, request: HttpRequest, source_id: int) -> HttpResponse:
        """Hear the source, or stop hearing it."""
        by = allow(request, "change_source")
        try:
            source = set_source_active(
                source_id=source_id, active=request.POST.get("active") == "yes", by=by
            )
        except NotFoundError as refused:
            raise Http404 from refused
        heard = "is heard" if source.is_active else "is refused from now on"
        messages.success(request, f"{source.title} {heard}.")
        return redirect("admin:community_source_change", source_id)


def enter(site: AdminSite) -> None:
    """Enter the pages into the console."""
    site.register(Source, SourceAdmin)
