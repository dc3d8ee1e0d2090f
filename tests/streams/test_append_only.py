"""History holds: by role, and by trigger."""

import pytest
from django.db import DatabaseError, connection, connections, transaction

from community.streams import services
from community.streams.models import Batch
from tests.streams.factories import goal

pytestmark = pytest.mark.django_db(databases=["default", "owner"], transaction=True)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE streams_batch SET body = ''",
        "DELETE FROM streams_batch",
        "TRUNCATE streams_batch CASCADE",
        "UPDATE config_policy_version SET version = 2",
    ],
)
def test_the_application_role_may_not_change_history(statement):
    with transaction.atomic():
        services.append("match.m1", [goal()])

    with pytest.raises(DatabaseError, match="permission denied"), connection.cursor() as cursor:
        cursor.execute(statement)

    assert Batch.objects.count() == 1


@pytest.mark.parametrize(
    "statement",
    ["UPDATE streams_batch SET body = ''", "DELETE FROM streams_batch", "TRUNCATE streams_batch"],
)
def test_the_trigger_stops_even_the_owner(statement):
    with transaction.atomic():
        services.append("match.m1", [goal()])

    with pytest.raises(DatabaseError, match="append-only"), connections["owner"].cursor() as cursor:
        cursor.execute(statement)

    assert Batch.objects.count() == 1


def test_the_tests_run_as_the_application_role():
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")

        assert cursor.fetchone() == ("terrace_app",)
