"""Static files: named by their content, compressed once."""

from whitenoise.storage import (  # type: ignore[import-untyped]  # published without types
    CompressedManifestStaticFilesStorage,
)


class StaticStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # published untyped
    """A page whose static files were not collected yet is plain, not broken."""

    manifest_strict = False
    # A module's imports are renamed too: what `modulepreload` fetched is then what is imported.
    support_js_module_import_aggregation = True
    # One pass renames one floor of imports; a page stands on thirteen, with what types name.
    max_post_process_passes = 30
