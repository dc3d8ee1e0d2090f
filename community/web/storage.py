"""Static files: named by their content, compressed once."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticStorage(CompressedManifestStaticFilesStorage):
    """A page whose static files were not collected yet is plain, not broken."""

    manifest_strict = False
