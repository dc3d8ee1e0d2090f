"""The catalogue of sport and the match: its facts and their one fold."""
