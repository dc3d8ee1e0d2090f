// Pages of signing in: what every page carries, and passkeys where the browser has them.

import "./plain.js";
import { passkeys } from "../passkeys.js";

passkeys(document);
