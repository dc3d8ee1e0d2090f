"""Erasure: what is kept of operations beside the log goes with the account; facts stay."""

from community.core import sql


def forget_operations(actor: str) -> None:
    """Forget all that somebody asked for, once his account is closed.

    Digests of what he cited lie beside their salts, so a guess at it could be confirmed.
    Raises IntegrityError while he has an account.
    """
    sql.run("SELECT streams_forget_operations(%s)", actor)
