import { testContracts } from "./support/contracts.ts";
import { pgliteDatabase } from "./support/open.ts";

testContracts("PGlite [R9.8]", pgliteDatabase);
