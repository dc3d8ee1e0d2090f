"""A source's keys in the console: issue, rotate, revoke; a secret is shown on one page, once."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from community.config import selectors as config
from community.console.forms import KeyForm
from community.console.pages import ConsoleAdmin, allow
from community.core.errors import ConflictError, NotFoundError
from community.feeds import sealing, selectors
from community.feeds.models import SourceKey
from community.feeds.services import keys
from community.feeds.signing import secret_text

# The session remembers only which key may still be shown; its secret stays sealed in the row.
TO_SHOW = "source_key_to_show"


class KeyViews:
    """The pages of one source's keys, in the frame of its admin."""

    def __init__(self, frame: ConsoleAdmin) -> None:
        self._frame = frame

    def issue(self, request: HttpRequest, source_id: int) -> HttpResponse:
        """Issue a key and go where its secret is shown."""
        by = allow(request, "add_sourcekey")
        form = KeyForm(request.POST)
        if not form.is_valid():
            messages.error(request, "A key needs a label of at most 40 letters.")
            return redirect("admin:community_source_change", source_id)
        try:
            key, _ = keys.issue_key(source_id=source_id, label=form.cleaned_data["label"], by=by)
        except NotFoundError as refused:
            raise Http404 from refused
        return _to_secret(request, key)

    def secret(self, request: HttpRequest, source_id: int, key_id: int) -> HttpResponse:
        """Show a new key's secret, the first time it is asked for and never again."""
        allow(request, "add_sourcekey")
        key = _key(source_id, key_id)
        if request.session.get(TO_SHOW) != key.pk:
            messages.error(request, "A secret is shown once. If it is lost, issue or rotate a key.")
            return redirect("admin:community_source_change", source_id)
        del request.session[TO_SHOW]
        context = {
            "title": "The new key",
            "source": key.source,
            "key": key,
            "secret": secret_text(sealing.unseal(bytes(key.sealed))),
        }
        return self._frame.render_page(request, "key_secret", context)

    def rotate(self, request: HttpRequest, source_id: int, key_id: int) -> HttpResponse:
        """Ask first; then issue a successor, the old key holding for the overlap."""
        by = allow(request, "change_sourcekey")
        key = _key(source_id, key_id)
        policies = config.current()
        if request.method != "POST":
            context = {"title": "Rotate a key", "overlap_s": policies.feeds.key_overlap_s}
            return self._ask(request, key, {**context, "verb": "rotate"})
        try:
            made, _ = keys.rotate_key(key_id=key_id, by=by, policies=policies)
        except ConflictError:
            messages.error(request, "This key has ended, or was rotated already.")
            return redirect("admin:community_source_change", source_id)
        return _to_secret(request, made)

    def revoke(self, request: HttpRequest, source_id: int, key_id: int) -> HttpResponse:
        """Ask first; then end the key at once."""
        by = allow(request, "change_sourcekey")
        key = _key(source_id, key_id)
        if request.method != "POST":
            return self._ask(request, key, {"title": "Revoke a key", "verb": "revoke"})
        keys.revoke_key(key_id=key_id, by=by)
        messages.success(request, f"{key.label} is revoked: what it signs is refused from now on.")
        return redirect("admin:community_source_change", source_id)

    def _ask(
        self, request: HttpRequest, key: SourceKey, context: dict[str, object]
    ) -> HttpResponse:
        shared = {"source": key.source, "key": key}
        return self._frame.render_page(request, "key_confirm", shared | context)


def _key(source_id: int, key_id: int) -> SourceKey:
    try:
        return selectors.key(source_id, key_id)
    except NotFoundError as refused:
        raise Http404 from refused


def _to_secret(request: HttpRequest, key: SourceKey) -> HttpResponse:
    request.session[TO_SHOW] = key.pk
    return redirect("admin:community_source_secret", key.source_id, key.pk)
