// Node.js, with SQLite.

import * as vestibule from "../../../web/lib/node.js";
import { runPlace } from "./javascript.mjs";

await runPlace(vestibule);
