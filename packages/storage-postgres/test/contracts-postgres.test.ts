import { inject } from "vitest";
import { testContracts } from "./support/contracts.ts";
import { postgresDatabase } from "./support/open.ts";

testContracts("Postgres [R9.8]", () => postgresDatabase(inject("databaseUrl")));
