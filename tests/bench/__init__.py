"""Benchmarks: the numbers we hold ourselves to, each beside a baseline measured in the same run."""
