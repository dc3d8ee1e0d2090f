"""Hold the ids of operations and look which were done, in one round trip.

VOLATILE: each statement of the function sees what was committed before it began, so whoever waited for
a lock sees what its holder did. One plain statement would look by a snapshot taken before it waited.
Held in the order of their keys: two that hold several wait for each other in no circle.
"""

from django.db import migrations

HOLD = """
CREATE FUNCTION streams_hold_operations(actors text[], ops uuid[]) RETURNS bigint[]
LANGUAGE plpgsql VOLATILE AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(key) FROM (
        SELECT hashtextextended(actor || '.' || op, 0) AS key
        FROM unnest(actors, ops) AS asked(actor, op) ORDER BY key
    ) AS keys;
    RETURN ARRAY(
        SELECT place FROM unnest(actors, ops) WITH ORDINALITY AS asked(actor, op, place)
        WHERE EXISTS (
            SELECT 1 FROM streams_operation AS done
            WHERE done.actor = asked.actor AND done.op = asked.op
        )
    );
END $$
"""


class Migration(migrations.Migration):
    dependencies = [("community", "0018_one_vote")]

    operations = [
        migrations.RunSQL(HOLD, "DROP FUNCTION streams_hold_operations(text[], uuid[])"),
    ]
