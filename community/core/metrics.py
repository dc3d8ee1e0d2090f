"""Every metric there is: its name, its help, its unit last in the name."""

from prometheus_client import Counter, Histogram

FACTS_APPENDED = Counter("terrace_facts_appended_total", "Facts appended to streams.")
BATCHES_APPENDED = Counter("terrace_batches_appended_total", "Appends, each one row.")
PUBLISH_FAILURES = Counter("terrace_publish_failures_total", "Hints that Redis did not take.")
INGEST_SECONDS = Histogram("terrace_ingest_seconds", "Time to accept one batch of a feed.")
