// Reads refusals that Python made (argv[2]); prints, one a line, the words JavaScript has for them.

import { readFileSync } from "node:fs";

import { refusalWords } from "../../static/js/presenters/refused.js";

for (const told of JSON.parse(readFileSync(process.argv[2], "utf8"))) {
  const { code, detail, limit, retry_after_ms: retryAfterMs } = told;
  console.log(refusalWords({ code, detail, limit, retryAfterMs }, (until) => `[${until}]`));
}
