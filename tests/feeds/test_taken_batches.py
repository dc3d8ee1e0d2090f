"""What good batches do: counted once, however often and in whatever cut they are sent."""

import pytest

from community.matches.models import Fixture
from community.streams import selectors as streams, stretches
from tests.feeds.provider import AT, Provider, bare, event

pytestmark = pytest.mark.django_db


def facts(provider):
    """Every fact of its match after the fixture's own."""
    return [fact for _, fact in streams.facts_after(provider.stream, after=1, limit=1_000)]


def counts(receipt):
    return (receipt["accepted"], receipt["duplicate"], receipt["head"], receipt["next_sequence"])


def test_a_fact_is_what_was_told_under_canonical_ids(provider):
    trace = "0af7651916cd43dd8448eb211c80319c"
    traceparent = f"00-{trace}-b7ad6b7169203331-01"

    answer = provider.send(
        event(1, data={"player": "9", "x": 510}), more_headers={"traceparent": traceparent}
    )

    [fact] = facts(provider)
    assert answer.status_code == 200
    assert (fact.type, fact.v, fact.at) == ("match.pass", 1, AT + 1)
    assert (fact.prov.source, fact.prov.id, fact.prov.trace) == (provider.name, "e1", trace)
    assert fact.prov.simulated is False
    assert (fact.data.period, fact.data.clock_ms, fact.data.side) == (1, 1_000, "home")
    assert fact.data.x == 510
    assert fact.data.player.startswith("player_")
    assert fact.id.startswith("event_")


def test_one_batch_is_one_row_numbered_by_its_producer(provider):
    provider.accept(event(1), event(2))
    provider.accept(event(3))

    [_, first, second] = stretches.stretches_after({provider.stream: 0}, batches_max=10)
    assert (first.first, first.last) == (2, 3)
    assert (second.first, second.last) == (4, 4)


def test_a_batch_sent_again_is_all_duplicates(provider):
    batch = [event(number) for number in range(1, 6)]
    taken = provider.accept(*batch)

    again = provider.accept(*batch)

    assert counts(taken) == (5, 0, 6, 6)
    assert counts(again) == (0, 5, 6, 6)
    assert len(facts(provider)) == 5


def test_a_batch_known_in_part_appends_the_rest(provider):
    provider.accept(event(1), event(2), event(3))

    receipt = provider.accept(*(event(number) for number in range(2, 7)))

    assert counts(receipt) == (3, 2, 7, 7)
    assert [fact.prov.id for fact in facts(provider)] == [f"e{number}" for number in range(1, 7)]


def test_a_repetition_may_be_cut_anywhere(provider):
    batch = [event(number) for number in range(1, 9)]
    for cut in range(0, 8, 2):
        provider.accept(*batch[cut : cut + 2])

    assert counts(provider.accept(*batch[1:7])) == (0, 6, 9, 9)
    assert counts(provider.accept(batch[4])) == (0, 1, 9, 9)


def test_a_gap_is_mended_by_sending_from_the_number_expected(provider):
    provider.accept(event(1))
    refused = provider.send(event(3), event(4))

    receipt = provider.accept(*(event(number) for number in range(refused.json()["expected"], 5)))

    assert refused.status_code == 409
    assert counts(receipt) == (3, 0, 5, 5)


def test_a_new_epoch_begins_at_one(provider):
    provider.accept(event(1), event(2))

    receipt = provider.accept(event(1, id="f1", epoch=2))

    assert counts(receipt) == (1, 0, 4, 2)


def test_our_match_id_is_as_good_a_subject_as_the_provider_s(provider):
    provider.accept(event(1))

    receipt = provider.accept(event(2, subject=provider.match))

    assert counts(receipt) == (1, 0, 3, 3)


def test_two_sources_number_one_match_each_for_itself(provider):
    other = Provider()
    provider.accept(event(1), event(2))

    receipt = other.accept(event(1, subject=provider.match))
    again = provider.accept(event(2), event(3))

    assert counts(receipt) == (1, 0, 4, 2)
    assert counts(again) == (1, 1, 5, 4)
    assert [fact.prov.source for fact in facts(provider)] == [
        provider.name,
        provider.name,
        other.name,
        provider.name,
    ]
    assert len({fact.id for fact in facts(provider)}) == 4


def test_a_simulated_match_says_so_in_every_fact():
    simulator = Provider()
    simulator.announce(simulated=True)

    simulator.accept(event(1))

    assert [fact.prov.simulated for fact in facts(simulator)] == [True]


def test_one_player_has_one_id_whether_the_sheet_named_him_or_not(provider):
    provider.accept(
        event(1, data={"player": "9"}),
        event(2, data={"player": "404"}),
        bare(3, "match.lineup", side="home", starting=["9"], bench=["404"]),
        bare(4, "match.substitution", period=1, clock_ms=9_000, side="home", player="404", off="9"),
    )

    known, unnamed, lineup, change = (fact.data for fact in facts(provider))
    assert (lineup.starting, lineup.bench) == ([known.player], [unnamed.player])
    assert (change.off, change.player) == (known.player, unnamed.player)


def test_attributes_we_do_not_know_are_the_provider_s_and_ignored(provider):
    receipt = provider.accept(event(1) | {"colour": "blue", "dataschema": "https://example.org/"})

    assert counts(receipt) == (1, 0, 2, 2)


def test_a_material_fact_says_where_it_stands(provider):
    provider.accept(event(1), event(2, "match.goal"), event(3))

    fixture = Fixture.objects.get(pk=provider.match)
    assert (fixture.material_offset, fixture.incidents) == (3, 1)
