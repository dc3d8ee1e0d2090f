"""The demo's voices: invented fans who talk about what happens in the demo's matches."""
