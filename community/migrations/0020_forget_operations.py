"""Forget what a closed account asked for: of a salted digest whose salt stands beside it, a guess can be confirmed.

The one way past both locks of `streams_operation`, as the owner and for nobody who has an account: while he
has one, his operations are what makes them happen once.
"""

from django.db import migrations

FORGET = """
CREATE FUNCTION streams_forget_operations(closed text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM users_user WHERE actor_id = closed) THEN
        RAISE EXCEPTION '% has an account', closed USING ERRCODE = 'restrict_violation';
    END IF;
    PERFORM set_config('terrace.retention', 'on', true);
    DELETE FROM streams_operation WHERE actor = closed;
    PERFORM set_config('terrace.retention', 'off', true);
END $$
"""


class Migration(migrations.Migration):
    dependencies = [("community", "0019_hold_operations")]

    operations = [
        migrations.RunSQL(FORGET, "DROP FUNCTION streams_forget_operations(text)"),
    ]
