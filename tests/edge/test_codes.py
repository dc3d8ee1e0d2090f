"""Every code has its meaning, and every meaning a code."""

from typing import get_args

import pytest

from community.edge import codes
from community.edge.codes import Close, Retry

TOLD = [
    (codes.RejectedCode, codes.REJECTED),
    (codes.ErrorCode, codes.ERRORS),
    (codes.RefusedCode, codes.REFUSED),
]


@pytest.mark.parametrize(("alias", "meanings"), TOLD, ids=["rejected", "error", "refused"])
def test_every_code_of_a_message_is_explained(alias, meanings):
    assert set(meanings) == set(get_args(alias))
    assert all(meaning.means.endswith(".") for meaning in meanings.values())


def test_a_close_code_s_range_is_its_verdict():
    assert set(codes.CLOSES) == set(Close)
    come_back = {close for close, meaning in codes.CLOSES.items() if meaning.retry != Retry.NEVER}
    assert come_back == {close for close in Close if close < 4500}
