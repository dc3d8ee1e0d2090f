// The telemetry pitch: the last minute of touches, the newest of them running.

import { keyed, setAttributes, setText, slot, svgElement } from "../dom.js";
import { pitch } from "../presenters/pitch.js";
import { LiveElement } from "./live-element.js";

class MatchPitch extends LiveElement {
  show(state) {
    if (state.touches === this.shown) return;
    const isFirst = this.shown === undefined;
    this.shown = state.touches;
    const drawn = pitch(state, this.names);
    const fresh = keyed(slot(this, "touches"), drawn.touches, { make, fill });
    if (!isFirst) for (const node of fresh) node.setAttribute("data-arrived", "");
    const ball = slot(this, "ball");
    if (drawn.ball) {
      const [cx, cy] = drawn.ball;
      setAttributes(ball, { cx, cy });
    }
    setAttributes(ball, { visibility: drawn.ball ? null : "hidden" });
    setText(slot(this, "words"), drawn.words);
  }
}

function make() {
  const group = svgElement("g", { class: "touch" });
  group.append(
    svgElement("line", { class: "touch__path", pathLength: 1 }),
    svgElement("circle", { class: "touch__place", r: 9 }),
  );
  return group;
}

function fill(node, { side, kind, age, x, y, to_x: toX, to_y: toY }) {
  setAttributes(node, { "data-side": side, "data-kind": kind, "data-age": age });
  const [line, place] = node.children;
  setAttributes(line, { x1: x, y1: y, x2: toX, y2: toY });
  setAttributes(place, { cx: x, cy: y });
}

customElements.define("match-pitch", MatchPitch);
