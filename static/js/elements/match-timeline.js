// The timeline: newest first while the match is on, from kick-off once it is over.

import { copyOf, keyed, setAttributes, setIcon, setText, setTexts, slot } from "../dom.js";
import { timeline } from "../presenters/timeline.js";
import { LiveElement } from "./live-element.js";

class MatchTimeline extends LiveElement {
  show(state) {
    if (state.incidents === this.shown && state.status === this.status) return;
    this.shown = state.incidents;
    this.status = state.status;
    const rows = timeline(state, this.names);
    const newestFirst = state.status !== "ended";
    slot(this, "empty").hidden = rows.length > 0;
    setText(slot(this, "order"), newestFirst ? "Newest first" : "From kick-off");
    const fresh = keyed(slot(this, "rows"), newestFirst ? rows.reverse() : rows, {
      make: () => copyOf(this, "row"),
      fill,
    });
    for (const node of fresh) node.setAttribute("data-arrived", "");
  }
}

function fill(node, row) {
  const { minute, title, who, note, score, club, mark } = row;
  setAttributes(node, {
    id: `event-${row.key}`,
    "data-kind": row.kind,
    "data-side": row.side,
    "data-icon": row.icon,
    "data-struck": row.struck,
  });
  setTexts(node, { minute, title, who, note, score, club, mark });
  setIcon(node.querySelector("svg"), row.icon || "whistle");
  setAttributes(slot(node, "talk"), {
    "data-about": row.key,
    href: `?about=${row.key}#compose`,
  });
  const link = slot(node, "title");
  if (link.pathname.endsWith("/blank/")) link.href = link.href.replace("/blank/", `/${row.key}/`);
}

customElements.define("match-timeline", MatchTimeline);
