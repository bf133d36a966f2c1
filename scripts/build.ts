/**
 * Builds `dist/`: one shared bundle for all actions and a stub per step, so that `uses: …/actions/<name>`
 * works straight from a checkout. TypeScript emits plain JavaScript, ncc bundles that. The output is
 * deterministic; a test compares it with what is committed.
 *
 * Usage: `node scripts/build.ts [outDir]`, `dist` by default.
 */
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = resolve(fileURLToPath(import.meta.url), '../..');
const outDir = resolve(root, process.argv[2] ?? 'dist');
/** Inside the project, so that ncc finds node_modules; named after the output, so that two builds may run at once. */
const emitDir = join(root, 'build', basename(outDir));
/** Built here and then moved, so that a build replaces the output at once and a failed build leaves it unchanged. */
const bundleDir = join(emitDir, 'bundle');
/** Files with an entry point: the phases of a JavaScript action (`runs.main`, `runs.post`), and a background process. */
const phases = ['main', 'post', 'heartbeat'] as const;

function run(tool: string, args: readonly string[], cwd: string): void {
  execFileSync(join(root, 'node_modules/.bin', tool), args, { cwd, stdio: 'inherit' });
}

/** Every `actions/<name>/<phase>.ts`, found by pattern: the folders are the registry. */
function findSteps(): { action: string; phase: string }[] {
  const actions = readdirSync(join(root, 'actions'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
  return actions.flatMap((action) =>
    phases
      .filter((phase) => existsSync(join(root, 'actions', action, `${phase}.ts`)))
      .map((phase) => ({ action, phase })),
  );
}

function stepTable(steps: readonly { action: string; phase: string }[]): string {
  const rows = steps.map(
    ({ action, phase }) => `  '${action}/${phase}': () => import('./actions/${action}/${phase}.js'),`,
  );
  return `const steps = {\n${rows.join('\n')}\n};\n\nexport async function runStep(name) {\n  const { run } = await steps[name]();\n  await run();\n}\n`;
}

const steps = findSteps();
rmSync(emitDir, { recursive: true, force: true });
run('tsc', ['-p', 'scripts/tsconfig.build.json', '--outDir', emitDir], root);
// tsc leaves out what it does not compile.
cpSync(join(root, 'src/schema/generated'), join(emitDir, 'src/schema/generated'), { recursive: true });
writeFileSync(join(emitDir, 'steps.js'), stepTable(steps));
// From the emit folder: ncc numbers its chunks after paths relative to where it runs.
run(
  'ncc',
  ['build', 'steps.js', '--license', 'licenses.txt', '--quiet', '-o', join(bundleDir, 'shared')],
  emitDir,
);
writeFileSync(join(bundleDir, 'package.json'), '{ "type": "module" }\n');
for (const { action, phase } of steps) {
  mkdirSync(join(bundleDir, action), { recursive: true });
  writeFileSync(
    join(bundleDir, action, `${phase}.js`),
    `import { runStep } from '../shared/index.js';\n\nawait runStep('${action}/${phase}');\n`,
  );
}
rmSync(outDir, { recursive: true, force: true });
cpSync(bundleDir, outDir, { recursive: true });
rmSync(emitDir, { recursive: true, force: true });
