"""A process that makes fans at an instance, and opens the thread they talk in.

`python -m tests.journeys.fans MATCH NAME...` prints each one's actor id and connect token, as JSON.
"""

import sys

import django

# A journey is never longer.
TTL_S = 7_200

if __name__ == "__main__":
    django.setup()
    # Django must be ready first.
    from community.core import canonical, clock
    from community.edge import tokens
    from community.threads.services.opening import open_thread
    from tests.users.factories import someone

    match, *names = sys.argv[1:]
    open_thread(match_id=match)
    made = {}
    for name in names:
        actor = someone("fan", name=name).actor_id
        claims = tokens.Claims(key=name, actor=actor, since=clock.now_ms())
        made[name] = {"actor": actor, "token": tokens.issue(claims, ttl_s=TTL_S).token}
    sys.stdout.write(canonical.dumps(made).decode())
