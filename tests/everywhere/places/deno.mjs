// Deno, with SQLite.

import * as vestibule from "../../../web/lib/deno.js";
import { runPlace } from "./javascript.mjs";

await runPlace(vestibule);
