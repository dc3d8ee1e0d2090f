"""The icon, where browsers look for it when a page names none."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.templatetags.static import static
from django.views.decorators.http import require_safe


@require_safe
def favicon(_request: HttpRequest) -> HttpResponse:
    """Lead to the icon that pages link; its address changes with its content."""
    return redirect(static("img/favicon.svg"))
