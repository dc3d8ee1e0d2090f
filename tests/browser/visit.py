"""A visit: pages in contexts of their own, and what they say went wrong."""

from dataclasses import dataclass, field

from playwright.sync_api import Browser, BrowserContext

from tests.browser.server import Server


@dataclass(kw_only=True)
class Visit:
    """Opens pages; complaints are the console's errors, exceptions and refusals of the policy."""

    server: Server
    browser: Browser
    complaints: list[str] = field(default_factory=list)
    contexts: list[BrowserContext] = field(default_factory=list)

    def __call__(self, path, *, width=1280, height=900, **options):
        """Open a path as a visitor with nothing kept from before."""
        context = self.browser.new_context(
            base_url=self.server.url, viewport={"width": width, "height": height}, **options
        )
        self.contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("console", self._hear)
        page.goto(path)
        return page

    def forgive(self, words):
        """Let complaints that hold these words pass."""
        self.complaints[:] = [said for said in self.complaints if words not in said]

    def leave(self):
        """Close every page."""
        for context in self.contexts:
            context.close()

    def _hear(self, message):
        if message.type == "error":
            self.complaints.append(message.text)


def in_each_scheme(page):
    """A page in light and in dark, one after the other: loading it is most of what a look costs."""
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        yield scheme
