"""Paths of the API and of the machine's questions."""

from django.urls import path
from drf_spectacular.views import SpectacularAPIView

from community.api import (
    commands,
    docs,
    feeds,
    health,
    matches,
    me,
    posts,
    replay,
    reputation,
)

urlpatterns = [
    path("api/v1/feeds/<slug:source>/events", feeds.FeedEventsView.as_view(), name="feed-events"),
    path(
        "api/v1/feeds/<slug:source>/fixtures",
        feeds.FeedFixturesView.as_view(),
        name="feed-fixtures",
    ),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("metrics", health.meters, name="metrics"),
    path("api/schema/", SpectacularAPIView.as_view(), name="schema"),
    path("api/openapi.json", docs.openapi_json, name="openapi"),
    path("api/docs/", docs.page, name="api-docs"),
    path("api/v1/matches", matches.MatchesView.as_view(), name="api-matches"),
    path("api/v1/matches/<str:match_id>", matches.MatchView.as_view(), name="api-match"),
    path(
        "api/v1/matches/<str:match_id>/facts",
        matches.MatchFactsView.as_view(),
        name="api-match-facts",
    ),
    path(
        "api/v1/matches/<str:match_id>/moment",
        replay.MomentView.as_view(),
        name="api-match-moment",
    ),
    path(
        "api/v1/matches/<str:match_id>/operations",
        replay.OperationsView.as_view(),
        name="api-match-operations",
    ),
    path(
        "api/v1/matches/<str:match_id>/score",
        commands.MatchScoreView.as_view(),
        name="api-match-score",
    ),
    path("api/v1/matches/<str:match_id>/posts", posts.PostsView.as_view(), name="api-posts"),
    path(
        "api/v1/matches/<str:match_id>/thread/facts",
        posts.ThreadFactsView.as_view(),
        name="api-thread-facts",
    ),
    path("api/v1/posts/<str:post_id>", posts.PostView.as_view(), name="api-post"),
    path(
        "api/v1/posts/<str:post_id>/reactions/<str:reaction>",
        posts.ReactionView.as_view(),
        name="api-reaction",
    ),
    path("api/v1/posts/<str:post_id>/reports", posts.ReportsView.as_view(), name="api-reports"),
    path("api/v1/me", me.MeView.as_view(), name="api-me"),
    path("api/v1/me/viewing", me.ViewingView.as_view(), name="api-viewing"),
    path("api/v1/me/matches/<str:match_id>", me.FollowMatchView.as_view(), name="api-follow-match"),
    path("api/v1/me/clubs/<str:club_id>", me.FollowClubView.as_view(), name="api-follow-club"),
    path("api/v1/me/reputation", reputation.ReputationView.as_view(), name="api-reputation"),
    path(
        "api/v1/matches/<str:match_id>/leaderboard",
        reputation.LeadersView.as_view(),
        name="api-leaders",
    ),
    path("api/v1/me/notifications", me.NoticesView.as_view(), name="api-notifications"),
    path(
        "api/v1/me/notifications/read",
        me.NoticesReadView.as_view(),
        name="api-notifications-read",
    ),
]
