/**
 * Generates `schemas/openapi.json` from the schemas of the server's routes. A test compares the committed file with it.
 *
 * Usage: `node scripts/openapi.ts [file]`
 */
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { renderOpenApi } from '../src/server/describe.ts';

const target = process.argv[2] ?? fileURLToPath(new URL('../schemas/openapi.json', import.meta.url));
writeFileSync(target, await renderOpenApi());
