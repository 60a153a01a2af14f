// The SSO in Next's edge runtime, which takes WebAssembly as modules.

import core from "vestibule/wasm/vestibule.core.wasm?module";
import core2 from "vestibule/wasm/vestibule.core2.wasm?module";
import core3 from "vestibule/wasm/vestibule.core3.wasm?module";
import hashing from "vestibule/wasm/hashing.wasm?module";
import { createSso, memoryStorage, moduleHashing } from "vestibule/core";
import { instantiate } from "vestibule/glue/sync";
import { settings } from "../../../settings.js";

export const runtime = "edge";

const modules = { "vestibule.core.wasm": core, "vestibule.core2.wasm": core2, "vestibule.core3.wasm": core3 };

let opened;
const open = () =>
  (opened ??= createSso({
    component: { instantiate, modules, canWait: false },
    hashing: moduleHashing(hashing),
    storage: memoryStorage(),
    settings,
  }));

/** `/edge/user/login` is `/zato/sso/user/login`. */
async function answer(request) {
  const sso = await open();
  const { pathname, search } = new URL(request.url);
  return sso.fetch(new Request(new URL(`${pathname.replace("/edge/", "/zato/sso/")}${search}`, request.url), request));
}

export { answer as GET, answer as POST };
