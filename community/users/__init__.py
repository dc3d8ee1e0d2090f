"""People: the user, the random actor id, roles."""
