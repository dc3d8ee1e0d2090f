"""Every metric there is: its name, its help, its unit last in the name; of one process each.

Labels take few values, all known before: codes, outcomes, registered sources. Never ids or paths.
"""

from prometheus_client import CONTENT_TYPE_LATEST, Counter, Gauge, Histogram, generate_latest

CONTENT_TYPE = CONTENT_TYPE_LATEST

# One bucket edge at each number DESIGN holds us to: the 100 ms tick, 250 ms and 500 ms p99.
_LATENCY_BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)
# Work inside one tick of 100 ms: past 50 ms a process is in trouble.
_WORK_BUCKETS = (0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1)
# In-play feeds lag a median of 8 s, p90 19 s, worst seen 130 s.
_LAG_BUCKETS = (0.1, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 60.0, 130.0, 600.0)
# People answer what they see within seconds, or minutes.
_ANSWER_BUCKETS = (0.25, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0, 60.0, 300.0)
# A batch has up to four thousand facts; a ring of quiet ticks fewer.
_BEHIND_BUCKETS = (0.0, 1.0, 10.0, 100.0, 1_000.0, 4_000.0, 10_000.0)
# A frame is at most 64 KiB.
_BYTES_BUCKETS = (256.0, 1024.0, 4096.0, 16384.0, 32768.0, 65536.0)

# The log.
FACTS_APPENDED = Counter("terrace_facts_appended_total", "Facts appended to streams.")
BATCHES_APPENDED = Counter("terrace_batches_appended_total", "Appends, each one row.")
PUBLISH_FAILURES = Counter("terrace_publish_failures_total", "Hints that Redis did not take.")
EPOCHS_BEGUN = Counter("terrace_epochs_begun_total", "Streams whose history was found changed.")

# The feeds' door.
INGEST_SECONDS = Histogram(
    "terrace_ingest_seconds", "Time to accept one batch of a feed.", buckets=_LATENCY_BUCKETS
)
INGEST_REFUSALS = Counter(
    "terrace_ingest_refusals_total", "Batches refused, by the refusal's code.", ["code"]
)
FACTS_DUPLICATE = Counter(
    "terrace_facts_duplicate_total", "Facts sent again, equal and acknowledged."
)
FEED_LAG_SECONDS = Histogram(
    "terrace_feed_lag_seconds",
    "From a fact's source time to its record, by source.",
    ["source"],
    buckets=_LAG_BUCKETS,
)

# The hub.
HINTS_RECEIVED = Counter("terrace_hints_received_total", "Hints of appends that reached the hub.")
HINTS_LOST = Counter("terrace_hints_lost_total", "Hints that were missing when their turn came.")
GAPS_FILLED = Counter("terrace_gaps_filled_total", "Gaps that the hub read from the log.")
HUB_LAG_FACTS = Gauge(
    "terrace_hub_lag_facts", "Facts the hub was behind the log when it last compared all heads."
)
FOLD_SECONDS = Histogram(
    "terrace_fold_seconds", "Time to fold one topic's facts in one tick.", buckets=_WORK_BUCKETS
)
FRAMES_ENCODED = Counter("terrace_frames_encoded_total", "Frames encoded, once for every viewer.")
FRAME_BYTES = Histogram("terrace_frame_bytes", "Size of an encoded frame.", buckets=_BYTES_BUCKETS)

# The sockets.
SESSIONS_OPEN = Gauge("terrace_sessions_open", "Sockets open now.")
SUBSCRIBES = Counter(
    "terrace_subscribes_total", "Subscribes, by outcome: resumed, snapshot, rejected.", ["outcome"]
)
RESYNCS = Counter("terrace_resyncs_total", "Clients that threw their state away and began afresh.")
SLOW_STEPS = Counter(
    "terrace_slow_steps_total",
    "Slow clients by how they are served now: the ladder's steps.",
    ["to"],
)
ACKS = Counter("terrace_acks_total", "Reports of clients of what they applied.")
ACK_SECONDS = Histogram(
    "terrace_ack_seconds",
    "From a frame made ready to the report that it is applied, waiting for the report included.",
    ["seen"],
    buckets=_LATENCY_BUCKETS,
)
ACK_BEHIND_FACTS = Histogram(
    "terrace_ack_behind_facts",
    "Facts that a topic was ahead of a client's report.",
    ["seen"],
    buckets=_BEHIND_BUCKETS,
)
COMMAND_SECONDS = Histogram(
    "terrace_command_seconds",
    "From a command's arrival on a socket to its answer.",
    ["command", "outcome"],
    buckets=_LATENCY_BUCKETS,
)
FRAME_TO_COMMAND_SECONDS = Histogram(
    "terrace_frame_to_command_seconds",
    "From a frame made ready to the command that answers it, by its trace.",
    buckets=_ANSWER_BUCKETS,
)
FRAMES_DELIVERED = Counter("terrace_frames_delivered_total", "Frames handed to sockets.")
# Every subscribe begins at nothing, so per client these add up to the offset it stands at.
OFFSETS_ADVANCED = Counter(
    "terrace_offsets_advanced_total",
    "Offsets that clients were brought on: by a frame, several merged, a skip, a snapshot, or"
    " held already when they resumed.",
    ["how"],
)
SOCKET_REFUSALS = Counter(
    "terrace_socket_refusals_total",
    "Messages and sockets refused, by the refusal's code.",
    ["code"],
)
LIMITS_UNASKED = Counter(
    "terrace_limits_unasked_total", "Times the shared limits did not answer, and all were let in."
)

# The control plane.
DIRECTIVES_UNSENT = Counter(
    "terrace_directives_unsent_total", "Directives that Channels' layer did not take."
)
DIRECTIVES_OBEYED = Counter(
    "terrace_directives_obeyed_total", "Directives a web process obeyed, by kind.", ["directive"]
)

# Reputation.
REPUTATION_DIFFERENCES = Counter(
    "terrace_reputation_differences_total",
    "Running reputations that their awards did not bear out.",
)


def render() -> bytes:
    """All of this process's metrics as text, of CONTENT_TYPE."""
    return generate_latest()
