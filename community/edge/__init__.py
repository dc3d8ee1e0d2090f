"""The live plane: hub, topics, sessions and the wire; no ORM on a socket."""
