"""What can go wrong with embedded services, in one line that says what to do."""


class ServiceError(RuntimeError):
    """An embedded service cannot run here; the message says why and what to do."""
