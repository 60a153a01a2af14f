// Directories for tests.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Runs a test in a directory of its own, which is removed afterwards. */
export async function inDirectory(test) {
  const directory = mkdtempSync(join(tmpdir(), "vestibule-"));
  try {
    return await test(directory);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}
