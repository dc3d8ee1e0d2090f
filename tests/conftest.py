"""Fixtures every test may ask for; nouns only.

Tests run as the application's role. A test that commits marks itself
`django_db(transaction=True, databases=["default", "owner"])`: only the owner may empty the log after it.
"""
