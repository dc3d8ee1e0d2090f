"""The log: streams, batches, facts, cursors and snapshots; knows nothing of sport."""
