// Names for the ids a state holds; the page hands them over as a data block.

/**
 * @typedef {{name: string, code: string}} SideName
 * @typedef {{sides: {home: SideName, away: SideName},
 *   players: Record<string, {name: string, side: string, shirt: number}>}} NamesBlock
 */

export class Names {
  /** @param {NamesBlock} block */
  constructor(block) {
    this.sides = block.sides;
    this.players = block.players;
  }

  /** A player's name; empty when nobody, or nobody known, is meant. */
  player(id) {
    return this.players[id]?.name ?? "";
  }
}

/** Read the page's data block. */
export function namesOf(document) {
  return new Names(JSON.parse(document.getElementById("names").textContent));
}
