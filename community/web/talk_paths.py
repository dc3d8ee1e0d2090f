"""Paths of the talk: a match's thread, its posts, and what can be done with one."""

from django.urls import URLPattern, path

from community.web.views import posts, reputation, talk


def patterns() -> list[URLPattern]:
    """Every path; asked for once ids are known in paths."""
    return [
        path("matches/<id:match_id>/talk/", talk.talk, name="talk"),
        path("matches/<id:match_id>/talk/read/", talk.read, name="talk-read"),
        path("matches/<id:match_id>/leaderboard/", reputation.leaders, name="leaders"),
        path("matches/<id:match_id>/posts/", talk.posts, name="posts"),
        path("matches/<id:match_id>/posts/<id:post_id>/", posts.post, name="post"),
        path("matches/<id:match_id>/posts/<id:post_id>/react/", posts.react, name="post-react"),
        path("matches/<id:match_id>/posts/<id:post_id>/report/", posts.report, name="post-report"),
        path("matches/<id:match_id>/posts/<id:post_id>/edit/", posts.edit, name="post-edit"),
        path("matches/<id:match_id>/posts/<id:post_id>/delete/", posts.delete, name="post-delete"),
        path(
            "matches/<id:match_id>/posts/<id:post_id>/author/", posts.keep_away, name="post-author"
        ),
    ]
