// The imports of contract 0.2.x are frozen, so the host that was written against 0.2.0 stays as it is. If a
// component does not run on it any more, the component is wrong, or the contract has another version.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { test } from "node:test";

const files = {
  "host-0.2/hashing.mjs": "3c43b3f583d171727436184c8177a2173cd07ab9e344a1fd6de066377c06efb2",
  "host-0.2/imports.mjs": "4a365040b8f72dc3b01f14e96c778cecbfdb478af54f7edaaf685b433c93f90e",
};

for (const [file, digest] of Object.entries(files)) {
  test(`${file} is the host of contract 0.2.0, unchanged`, async () => {
    const text = await readFile(new URL(file, import.meta.url));
    assert.equal(createHash("sha256").update(text).digest("hex"), digest);
  });
}
