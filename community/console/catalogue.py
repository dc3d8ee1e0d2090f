"""The catalogue of sport in the console: plain rows, given their ids here, never deleted."""

from typing import Any, TypeAlias

from django.contrib.admin import AdminSite
from django.forms import ModelForm
from django.http import HttpRequest

from community.console.pages import ConsoleAdmin
from community.core.ids import random_id
from community.matches.models import Club, Competition, Player, Season

Named: TypeAlias = Club | Competition | Player | Season


class CatalogueAdmin(ConsoleAdmin):
    """A row with a canonical id, which facts cite and nobody types."""

    search_fields = ("name", "id")
    ordering = ("name",)

    def save_model(  # noqa: PLR0917 -- Django's own signature
        self,
        request: HttpRequest,
        obj: Named,
        form: "ModelForm[Any]",
        change: bool,  # noqa: FBT001 -- Django's own signature
    ) -> None:
        """Give a new row its id."""
        if not change:
            obj.pk = random_id(self.opts.model_name or "row")
        super().save_model(request, obj, form, change)

    def get_readonly_fields(self, request: HttpRequest, obj: Named | None = None) -> list[str]:
        """The id is shown once there is one."""
        del request
        return ["id"] if obj else []

    def get_exclude(self, request: HttpRequest, obj: Named | None = None) -> list[str]:
        """A new row has no id to show."""
        del request
        return [] if obj else ["id"]


class CompetitionAdmin(CatalogueAdmin):
    """Leagues and cups."""

    list_display = ("name", "sport", "id")


class SeasonAdmin(CatalogueAdmin):
    """Editions of a competition."""

    list_display = ("name", "competition", "id")
    list_filter = ("competition",)
    list_select_related = ("competition",)


class ClubAdmin(CatalogueAdmin):
    """Sides that play."""

    list_display = ("name", "code", "colour", "id")


class PlayerAdmin(CatalogueAdmin):
    """Who plays."""

    list_display = ("name", "id")


def enter(site: AdminSite) -> None:
    """Enter the pages into the console."""
    site.register(Competition, CompetitionAdmin)
    site.register(Season, SeasonAdmin)
    site.register(Club, ClubAdmin)
    site.register(Player, PlayerAdmin)
