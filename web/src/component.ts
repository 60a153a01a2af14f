// The component as JavaScript gets it: compiled core modules, and the glue that makes instances of them.

/** The functions of an instance, by the groups of the contract. */
export type Instance = Readonly<Record<string, Readonly<Record<string, (...input: unknown[]) => unknown>>>>;

/** Makes an instance: `vestibule/glue/sync` and `vestibule/glue/jspi` each have one. */
export type Instantiate = (
  getCoreModule: (name: string) => WebAssembly.Module,
  imports: Readonly<Record<string, object>>,
) => Instance;

/** A component that is ready to be instantiated. Several SSOs may share it. */
export interface Component {
  /** The function of a glue. */
  readonly instantiate: Instantiate;
  /** The compiled core modules by their file names: those of `vestibule/wasm/` that begin with `vestibule`. */
  readonly modules: Readonly<Record<string, WebAssembly.Module>>;
  /**
   * Whether storage and hashing may return promises: true for the glue `jspi`, which needs JavaScript Promise
   * Integration.
   */
  readonly canWait: boolean;
}

/** The file names of the core modules in `vestibule/wasm/`. */
export const CORE_MODULES = [
  "vestibule.core.wasm",
  "vestibule.core2.wasm",
  "vestibule.core3.wasm",
] as const;

/** The file name of the hashing module in `vestibule/wasm/`. */
export const HASHING_MODULE = "hashing.wasm";

const engine = WebAssembly as typeof WebAssembly & { promising?: unknown; Suspending?: unknown };

/** Whether this platform has JavaScript Promise Integration, so that WebAssembly can wait for a promise. */
export const hasPromiseIntegration = (): boolean =>
  typeof engine.Suspending === "function" && typeof engine.promising === "function";

/** Makes an instance of a component. */
export function instantiate(component: Component, imports: Readonly<Record<string, object>>): Instance {
  const getModule = (name: string): WebAssembly.Module => {
    const module = component.modules[name];
    if (!module) throw new Error(`the component has no core module ${name}`);
    return module;
  };
  return withPromising(() => component.instantiate(getModule, imports));
}

/**
 * The glue calls `WebAssembly.promising` and catches the error where there is none (Node.js 20 and 22), some 20 times
 * at 6 ms each. With a substitute for that moment an instance takes 3 ms.
 */
function withPromising<T>(make: () => T): T {
  if (engine.promising) return make();
  engine.promising = (f: unknown) => f;
  try {
    return make();
  } finally {
    delete engine.promising;
  }
}
