// How far behind live this page is; a page that is not as its viewer chose since is shown anew.

// Other pages of this browser: whoever is not signed in has no other word between them.
const PAGES = "viewing";

class ViewingBar extends HTMLElement {
  connectedCallback() {
    this.delay = Number(this.dataset.delay);
    this.pages = new BroadcastChannel(PAGES);
    this.pages.onmessage = ({ data }) => this.compare(data);
    this.pages.postMessage(this.delay);
    if (document.querySelector("[data-live]")) this.follow();
  }

  disconnectedCallback() {
    this.pages.close();
  }

  /** The socket's word comes from the server, so it is the truth on every device. */
  async follow() {
    const { live } = await import("../live.js");
    const { client, onChange } = live();
    onChange(() => {
      // Told in the same turn as the hello that says it, before or after.
      if (client.status.phase === "live") queueMicrotask(() => this.compare(client.delayS));
    });
  }

  compare(delay) {
    if (delay !== this.delay) location.reload();
  }
}

customElements.define("viewing-bar", ViewingBar);
