// The momentum strip.

import { keyed, setAttributes, setText, slot, svgElement } from "../dom.js";
import { momentum } from "../presenters/momentum.js";
import { LiveElement } from "./live-element.js";

class MatchMomentum extends LiveElement {
  show(state) {
    if (state.momentum === this.shown && state.incidents === this.incidents) return;
    this.shown = state.momentum;
    this.incidents = state.incidents;
    const strip = momentum(state, this.names);
    const bars = slot(this, "bars");
    setAttributes(bars, { viewBox: `0 0 ${strip.width} 120` });
    setAttributes(bars.querySelector(".momentum__axis"), { width: strip.width });
    const halves = strip.halves.map((x) => ({ key: `half-${x}`, x }));
    keyed(slot(this, "halves"), halves, {
      make: () => svgElement("rect", { class: "momentum__half", y: 6, width: 2, height: 108 }),
      fill: (node, { x }) => setAttributes(node, { x }),
    });
    keyed(slot(this, "minutes"), strip.bars, {
      make: () => svgElement("rect", { width: 8 }),
      fill: (node, { side, x, y, height }) =>
        setAttributes(node, { class: `momentum__bar momentum__bar--${side}`, x, y, height }),
    });
    keyed(slot(this, "goals"), strip.goals, {
      make: () => svgElement("circle", { class: "momentum__goal", r: 5 }),
      fill: (node, { place, y }) => setAttributes(node, { cx: place, cy: y }),
    });
    setText(slot(this, "words"), strip.words);
  }
}

customElements.define("match-momentum", MatchMomentum);
