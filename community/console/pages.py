"""What every page of the console shares: native widgets, no scripts, nothing deleted."""

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.core.exceptions import PermissionDenied
from django.db import models
from django.forms import DateTimeInput, Field, Form, Media, NumberInput, TextInput, Widget
from django.http import HttpRequest
from django.template.response import TemplateResponse

from community.core.errors import InvalidError, RefusedError, StaleError

if TYPE_CHECKING:
    _Admin = admin.ModelAdmin[Any]
else:
    _Admin = admin.ModelAdmin  # not subscriptable when it runs


class LocalDateTime(DateTimeInput):
    """The browser's own picker; the house keeps UTC, and labels say so."""

    input_type = "datetime-local"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%dT%H:%M")


class ConsoleAdmin(_Admin):
    """A page of the console: no script is needed, and nothing is deleted."""

    actions: tuple[str, ...] | None = None
    list_per_page = 50
    show_full_result_count = False
    formfield_overrides = {
        models.CharField: {"widget": TextInput},
        models.IntegerField: {"widget": NumberInput},
        models.DateTimeField: {"widget": LocalDateTime},
    }

    @property
    def media(self) -> Media:
        """No script and no style but the console's own."""
        return Media()

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        """Nothing is deleted: facts cite it."""
        del request, obj
        return False

    def formfield_for_dbfield(
        self,
        db_field: "models.Field[Any, Any]",
        request: HttpRequest,
        **kwargs: Any,  # noqa: ANN401 -- Django's own signature
    ) -> Field | None:
        """The field without the stock pop-up buttons, which need scripts."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        widget: Widget | None = getattr(field, "widget", None)
        if field is not None and isinstance(widget, RelatedFieldWidgetWrapper):
            field.widget = widget.widget
        return field

    def render_page(
        self, request: HttpRequest, template: str, context: dict[str, Any]
    ) -> TemplateResponse:
        """A page of ours in the console's frame."""
        request.current_app = self.admin_site.name
        shared = {**self.admin_site.each_context(request), "opts": self.opts}
        return TemplateResponse(request, f"console/{template}.html", shared | context)


def allow(request: HttpRequest, permission: str) -> str:
    """The actor id of who asks, if they may; raises PermissionDenied."""
    user = request.user
    if not user.is_authenticated or not user.has_perm(f"community.{permission}"):
        raise PermissionDenied
    return user.actor_id


def tell(form: Form, refused: RefusedError) -> None:
    """Put a service's refusal beside the fields it points at, or above the form."""
    if isinstance(refused, StaleError):
        form.add_error(None, "It has moved since you saw it. Look again, then send once more.")
        return
    if not isinstance(refused, InvalidError):
        form.add_error(None, f"Refused: {refused.code.replace('_', ' ')}.")
        return
    for fault in refused.faults:
        name = fault.pointer.removeprefix("/")
        form.add_error(name if name in form.fields else None, fault.detail)
