/** The file of the command line, for commands that start another one: TypeScript in a checkout, JavaScript in the package. */
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';

export const programFile = fileURLToPath(new URL(`./main${extname(import.meta.url)}`, import.meta.url));
