"""Properties that must hold for whatever Hypothesis can think of."""
