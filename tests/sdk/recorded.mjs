// Prints, as JSON, the recording and the trace of an unruly session: argv[2] is its seed, argv[3] its ticks.

import { unruly } from "./unruly.mjs";

const { recording, trace } = unruly(Number(process.argv[2]), Number(process.argv[3]));
process.stdout.write(JSON.stringify({ recording, trace: trace.join("\n") }));
