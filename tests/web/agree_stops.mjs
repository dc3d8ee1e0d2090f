// Reads names and notices that Python made (argv[2]); prints, one match a line, the scrubber they make.

import { readFileSync } from "node:fs";

import { Names } from "../../static/js/presenters/names.js";
import { placeOf, stopOf } from "../../static/js/presenters/replay.js";

const { names: block, cases } = JSON.parse(readFileSync(process.argv[2], "utf8"));
const names = new Names(block);

for (const { head, notices } of cases) {
  const stops = notices.map((notice) => stopOf(notice, names)).filter(Boolean);
  const said = {
    incidents: stops.map(({ offset }) => offset),
    events: [...new Set(stops.map(({ event }) => event))].sort(),
    stops: stops.filter(({ isSought }) => isSought).map(({ offset, icon, minute, words }) => [offset, icon, minute, words]),
    marks: stops
      .filter(({ isMarked }) => isMarked)
      .map(({ offset, kind, minute, words }) => [offset, kind, minute, words, placeOf(offset, head)]),
  };
  console.log(JSON.stringify(said));
}
