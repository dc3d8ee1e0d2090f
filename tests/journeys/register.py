"""A process that registers a source at an instance and prints its secret and its key, in hex."""

import sys

import django

if __name__ == "__main__":
    django.setup()
    from community.feeds.services import keys  # Django must be ready first

    row = keys.register_source(name=sys.argv[1], title=sys.argv[1], by=None)
    _, secret = keys.issue_key(source_id=row.pk, label="journey", by=None)
    sys.stdout.write(secret.hex())
