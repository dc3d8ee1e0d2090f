"""The fault kit: lines that lose, repeat, swap, delay, cut and withhold; see README.md."""
