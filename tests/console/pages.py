"""Every page of the console, by the name of its path, and what one needs to be let in."""

from django.contrib.admin.utils import quote
from django.urls import URLResolver, get_resolver, reverse

from community.config.models import PolicyVersion
from community.users.models import User

# Pages of ours that do not answer a plain GET: they act, or forward.
ACTS = {
    "community_post_decide",
    "community_post_standing",
    "community_source_active",
    "community_source_issue",
    "community_source_secret",
}
FORWARDS = {"community_policyversion_change"}
# Stock paths of Django's admin that show no row of ours.
STOCK = {
    "index",
    "login",
    "logout",
    "password_change",
    "password_change_done",
    "autocomplete",
    "jsi18n",
    "view_on_site",
    "app_list",
}
# What nobody may do here has a path all the same.
CLOSED = {
    "community_post_add",
    "community_policyversion_add",
    "community_user_add",
    "community_user_competitions",
    "community_user_roles",
    "community_user_sessions",
}


def names():
    """The name of every path under /admin/."""
    found = set()
    waiting = [get_resolver().namespace_dict["admin"][1]]
    while waiting:
        for pattern in waiting.pop().url_patterns:
            if isinstance(pattern, URLResolver):
                waiting.append(pattern)
            elif pattern.name:
                found.add(pattern.name)
    return {name for name in found if not name.endswith(("_delete", "_history"))}


def paths(provider, fixture, club, talk):
    """The path of every page an operator reads, by name, on rows that exist.

    talk: a post on the fixture's thread, and a text that waits.
    """
    fixture_id, source_id, key_id = fixture.pk, provider.source.pk, provider.key.pk
    arguments = {
        "community_fixture_change": [quote(fixture_id)],
        "community_fixture_score": [fixture_id],
        "community_fixture_kickoff": [fixture_id],
        "community_source_change": [source_id],
        "community_source_rotate": [source_id, key_id],
        "community_source_revoke": [source_id, key_id],
        "community_post_change": [talk.post],
        "community_post_held": [talk.held],
        "community_post_slow": [fixture_id],
        "community_club_change": [quote(club.pk)],
        "community_season_change": [quote(fixture.season_id)],
        "community_competition_change": [quote(fixture.season.competition_id)],
        "community_player_change": [quote(fixture.squads.first().player_id)],
        "community_policyversion_of": ["feeds"],
        "community_policyversion_change": [PolicyVersion.objects.filter(name="feeds").get().pk],
        "community_user_change": [User.objects.earliest("pk").pk],
        "app_list": ["community"],
    }
    read = names() - ACTS - FORWARDS - STOCK - CLOSED | {"index", "app_list", "password_change"}
    return {name: reverse(f"admin:{name}", args=arguments.get(name, [])) for name in read}
