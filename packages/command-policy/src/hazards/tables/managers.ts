import type { Programs } from "../grammar.ts";
import { cargoPrograms } from "./cargo.ts";
import { dockerPrograms } from "./docker.ts";
import { goPrograms } from "./go.ts";
import { javascriptPrograms } from "./javascript.ts";
import { makePrograms } from "./make.ts";
import { npmPrograms } from "./npm.ts";
import { pnpmPrograms } from "./pnpm.ts";
import { pythonPrograms } from "./python.ts";
import { yarnPrograms } from "./yarn.ts";

/** Programs that install packages, build, or run containers. Their entries accept what the workspace itself runs. */
export const managerPrograms: readonly Programs[] = [
  npmPrograms,
  pnpmPrograms,
  yarnPrograms,
  javascriptPrograms,
  pythonPrograms,
  dockerPrograms,
  makePrograms,
  cargoPrograms,
  goPrograms,
];
