"""`make lint`: every check that reads the code, the fastest first; all run, one failure fails."""

import os
import secrets
import subprocess
import sys

from deploy.programs import ROOT
from deploy.steps import Step

# The settings are asked as production would; nothing is connected to.
PRODUCTION = {
    "HTTPS": "1",
    "SECRET_KEY": secrets.token_urlsafe(48),
    "ALLOWED_HOSTS": "terrace.example",
    "CSRF_TRUSTED_ORIGINS": "https://terrace.example",
    "EMAIL_HOST": "mail.terrace.example",
}

IMPORTS = "from importlinter.cli import lint_imports_command as main; main()"

CHECKS: tuple[tuple[str, ...], ...] = (
    ("-m", "ruff", "format", "--check", "."),
    ("-m", "ruff", "check", "."),
    ("-m", "djlint", "templates", "--check", "--lint"),
    ("-c", IMPORTS, "--no-logo"),
    ("-m", "mypy", "community", "markets", "moderation", "deploy", "tests"),
    ("manage.py", "check", "--fail-level", "WARNING"),
    ("manage.py", "check", "--deploy", "--fail-level", "WARNING"),
    ("manage.py", "makemigrations", "--check", "--dry-run"),
)


def main() -> int:
    """Run every check; 1 when one fails."""
    failed = [check for check in CHECKS if not _passes(check)]
    print(f"\n{len(CHECKS) - len(failed)} of {len(CHECKS)} checks pass")
    return 1 if failed else 0


def _passes(check: tuple[str, ...]) -> bool:
    title = "lint-imports" if IMPORTS in check else " ".join(word for word in check if word != "-m")
    env = os.environ | {"TERRACE_PROFILE": "test"} | (PRODUCTION if "--deploy" in check else {})
    with Step(title) as step:
        ran = subprocess.run(
            [sys.executable, *check],
            cwd=ROOT,
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        if ran.returncode != 0:
            step.fail()
    if ran.returncode != 0:
        print(ran.stdout)
    return ran.returncode == 0


if __name__ == "__main__":
    sys.exit(main())
