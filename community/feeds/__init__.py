"""The signed door for providers: sources, keys, batches of CloudEvents."""
