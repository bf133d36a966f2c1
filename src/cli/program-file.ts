/** The command line's own file, for commands that start another: TypeScript in a checkout, JavaScript in the package. */
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';

export const programFile = fileURLToPath(new URL(`./main${extname(import.meta.url)}`, import.meta.url));
