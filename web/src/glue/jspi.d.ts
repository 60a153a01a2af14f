// The glue is made by jco (`build/glue.mjs`).
import type { Instantiate } from "../component.js";

export declare const instantiate: Instantiate;
