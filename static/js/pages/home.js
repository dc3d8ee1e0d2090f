// The home page: rows come alive, and move to the list their match has come to.

import "./plain.js";
import { announce } from "../elements/live-announcer.js";
import "../elements/live-bar.js";
import "../elements/kickoff-time.js";
import "../elements/match-row.js";
import { setText, slot } from "../dom.js";

const LISTS = { scheduled: "coming", live: "live", break: "live", ended: "finished" };
const WORDS = { scheduled: "not started", live: "kicked off", break: "half time", ended: "full time" };

document.addEventListener("phase", ({ target: row }) => {
  const list = document.querySelector(`[data-list="${LISTS[row.dataset.phase]}"]`);
  if (row.closest("[data-list]") === list) return;
  // A row in use stays where it is until it is let go.
  if (row.contains(document.activeElement)) {
    row.addEventListener("focusout", () => move(row, list), { once: true });
  } else move(row, list);
});

document.addEventListener("score", ({ target: row }) => {
  const scores = texts(row, "score");
  const said = texts(row, "name").map((name, index) => `${name} ${scores[index]}`);
  announce(`Score: ${said.join(", ")}.`);
});

function texts(row, part) {
  return [...row.querySelectorAll(`.match-row__${part}`)].map((node) => node.textContent);
}

function move(row, list) {
  const [line, group] = [row.closest("li"), row.closest(".match-group")];
  const from = row.closest("[data-list]");
  const lines = groupLike(group, list).querySelector("ul");
  if (list.dataset.list === "finished") lines.prepend(line);
  else lines.append(line);
  if (!group.querySelector("match-row")) group.remove();
  for (const each of [from, list]) {
    slot(each, "empty").hidden = Boolean(each.querySelector("match-row"));
  }
  announce(`${texts(row, "name").join(" v ")}: ${WORDS[row.dataset.phase]}.`);
}

function groupLike(group, list) {
  const name = group.querySelector("h3").textContent;
  const known = [...list.querySelectorAll(".match-group")].find(
    (each) => each.querySelector("h3").textContent === name,
  );
  if (known) return known;
  const fresh = group.cloneNode(true);
  fresh.querySelector("ul").replaceChildren();
  setText(fresh.querySelector("h3"), name);
  slot(list, "groups").append(fresh);
  return fresh;
}
