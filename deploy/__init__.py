"""Everything that runs Terrace on one machine; plain Python, works before anything is installed."""
