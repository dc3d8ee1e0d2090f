// Two team sheets.

import { copyOf, keyed, setIcon, setText, setTexts, slot } from "../dom.js";
import { lineups } from "../presenters/lineups.js";
import { LiveElement } from "./live-element.js";

class MatchLineups extends LiveElement {
  show(state) {
    if (state.lineups === this.shown && state.incidents === this.incidents) return;
    this.shown = state.lineups;
    this.incidents = state.incidents;
    const named = lineups(state, this.names);
    const isNamed = Object.values(named).some(({ starting }) => starting.length > 0);
    slot(this, "empty").hidden = isNamed;
    slot(this, "sides").hidden = !isNamed;
    for (const sheet of this.querySelectorAll(".lineup")) {
      const lineup = named[sheet.dataset.side];
      for (const role of ["starting", "bench"]) this.list(slot(sheet, role), lineup[role]);
    }
  }

  list(parent, places) {
    keyed(parent, places, {
      make: () => copyOf(this, "place"),
      fill: (node, { shirt, name, notes }) => {
        setTexts(node, { shirt, name });
        keyed(slot(node, "notes"), notes, {
          make: () => copyOf(this, "note"),
          fill: (note, { icon, words }) => {
            setIcon(note.querySelector("svg"), icon);
            setText(slot(note, "words"), words);
          },
        });
      },
    });
  }
}

customElements.define("match-lineups", MatchLineups);
