// Bun, with SQLite.

import * as vestibule from "../../../web/lib/bun.js";
import { runPlace } from "./javascript.mjs";

await runPlace(vestibule);
