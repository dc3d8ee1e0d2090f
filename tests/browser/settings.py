"""Settings of the server the browser visits: the tests', with static files from the tree."""

from tests.settings import *  # noqa: F403

WHITENOISE_USE_FINDERS = True
