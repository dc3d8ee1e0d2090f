"""Tests of the pages: their words, their doors, their markup."""
