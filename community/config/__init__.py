"""Policies: numbers and rules people may change, validated, versioned, with a digest facts cite."""
