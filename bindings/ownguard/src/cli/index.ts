#!/usr/bin/env node
// The program `ownguard`, as `npx ownguard` runs it.
import { main } from "./main.js";

process.exitCode = await main(process.argv.slice(2));
