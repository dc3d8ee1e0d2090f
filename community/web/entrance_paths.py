"""Paths of signing up and in, by django-allauth: under their old names and allauth's own."""

from allauth.account import views
from django.urls import URLPattern, URLResolver, include, path, re_path

from community.web.views.entrance import ConfirmView, LetterSentView, SignUpView

patterns: list[URLPattern | URLResolver] = [
    path("login/", views.login, name="login"),
    path("login/", views.login, name="account_login"),
    path("logout/", views.logout, name="logout"),
    path("logout/", views.logout, name="account_logout"),
    path("accounts/signup/", SignUpView.as_view(), name="account_signup"),
    path("accounts/inactive/", views.account_inactive, name="account_inactive"),
    path("accounts/reauthenticate/", views.reauthenticate, name="account_reauthenticate"),
    path("accounts/email/", views.email, name="account_email"),
    path(
        "accounts/confirm-email/",
        LetterSentView.as_view(),
        name="account_email_verification_sent",
    ),
    re_path(
        r"^accounts/confirm-email/(?P<key>[-:\w]+)/$",
        ConfirmView.as_view(),
        name="account_confirm_email",
    ),
    path("accounts/password/", views.password_change, name="account_change_password"),
    path("accounts/password/set/", views.password_set, name="account_set_password"),
    path("accounts/password/reset/", views.password_reset, name="account_reset_password"),
    path(
        "accounts/password/reset/done/",
        views.password_reset_done,
        name="account_reset_password_done",
    ),
    re_path(
        r"^accounts/password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        views.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path(
        "accounts/password/reset/key/done/",
        views.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    path("accounts/2fa/", include("allauth.mfa.urls")),
]
