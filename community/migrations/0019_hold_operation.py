"""Hold an operation's id and look whether it was done, in one round trip.

VOLATILE: each statement of the function sees what was committed before it began, so whoever waited for
the lock sees what its holder did. One plain statement would look by a snapshot taken before it waited.
"""

from django.db import migrations

HOLD = """
CREATE FUNCTION streams_hold_operation(asked_by text, asked_op uuid) RETURNS boolean
LANGUAGE plpgsql VOLATILE AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended(asked_by || '.' || asked_op, 0));
    RETURN EXISTS (SELECT 1 FROM streams_operation WHERE actor = asked_by AND op = asked_op);
END $$
"""


class Migration(migrations.Migration):
    dependencies = [("community", "0018_one_vote")]

    operations = [
        migrations.RunSQL(HOLD, "DROP FUNCTION streams_hold_operation(text, uuid)"),
    ]
