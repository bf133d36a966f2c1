/** Reads one plan in a process of its own, so that its memory is its own: `parse` with JSON.parse, `summarize` as the action does. */
import { readFileSync } from 'node:fs';
import { summarizePlanFile } from '../../src/runner/plan-file.ts';

const [path = '', how = ''] = process.argv.slice(2);
const from = performance.now();
if (how === 'parse') JSON.parse(readFileSync(path, 'utf8'));
else await summarizePlanFile(path);
const milliseconds = performance.now() - from;
process.stdout.write(JSON.stringify({ milliseconds, megabytes: process.resourceUsage().maxRSS / 1024 }));
