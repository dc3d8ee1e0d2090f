"""Is the process alive, is the house ready, and what do its meters say."""

import hmac
from ipaddress import ip_address

import redis
from django.conf import settings
from django.db import Error, connections
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from community.core import metrics
from community.streams import publish


@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """200 while the process answers; asks nobody else."""
    del request
    return JsonResponse({"status": "ok"})


@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """200 when every part answers, else 503 with a reason for each that does not."""
    del request
    reasons = {
        name: reason
        for name, reason in (("database", _database()), ("redis", _redis()))
        if reason is not None
    }
    status = 503 if reasons else 200
    return JsonResponse(
        {"status": "unready" if reasons else "ok", "reasons": reasons}, status=status
    )


@require_safe
def meters(request: HttpRequest) -> HttpResponse:
    """Prometheus text, for the bearer of METRICS_TOKEN; for this machine when none is set."""
    if not _may_scrape(request):
        return HttpResponse(status=401, headers={"WWW-Authenticate": "Bearer"})
    return HttpResponse(metrics.render(), content_type=metrics.CONTENT_TYPE)


def _may_scrape(request: HttpRequest) -> bool:
    token = settings.METRICS_TOKEN
    if not token:
        return ip_address(request.META.get("REMOTE_ADDR") or "127.0.0.1").is_loopback
    offered = request.headers.get("authorization", "")
    return hmac.compare_digest(offered.encode(), f"Bearer {token}".encode())


def _database() -> str | None:
    try:
        executor = MigrationExecutor(connections["default"])
        pending = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except Error as fault:
        return str(fault).strip().splitlines()[0]
    return f"{len(pending)} migrations are not applied" if pending else None


def _redis() -> str | None:
    try:
        publish.client_for("readyz").ping()
    except redis.RedisError as fault:
        return str(fault) or type(fault).__name__
    return None
