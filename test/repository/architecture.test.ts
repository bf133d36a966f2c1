/** Holds the sources to the import rules, and to what keeps a module small and plain. */
import { join, relative } from 'node:path/posix';
import { describe, expect, test } from '@jest/globals';
import { isAllowedPackage, isWithin, partOf, ruleFor } from '../../scripts/import-rules.ts';
import { codeOnly, importsOf, projectFiles, readProjectFile } from '../support/source-files.ts';

const files = projectFiles();
const modules = files.filter((file) => /^(src|actions)\/.*\.ts$/.test(file) && !file.endsWith('.d.ts'));
const everyScript = files.filter((file) => /^(src|actions|scripts|test|bench)\/.*\.ts$/.test(file));

/** Longest module, in lines. */
const maxLines = 300;
/** Longest test, in lines: tables have many rows. */
const maxTestLines = 350;
/** Reaching for time, chance or the process, instead of being handed them. */
const impurities: readonly (readonly [what: string, pattern: RegExp])[] = [
  ['Date.now', /\bDate\.now\b/],
  ['new Date()', /\bnew Date\(\s*\)/],
  ['Math.random', /\bMath\.random\b/],
  ['process', /\bprocess\.\w/],
  ['crypto.randomUUID', /\brandomUUID\b/],
  ['performance.now', /\bperformance\.now\b/],
  ['setTimeout', /\bset(?:Timeout|Interval|Immediate)\b/],
  // A call where no parameter of that name is declared.
  ['fetch', /^(?![\s\S]*\bfetch\s*[:,}])[\s\S]*(?<![.\w])fetch\(/],
  ['globalThis', /\bglobalThis\b/],
];

/** Why `file` may not import `specifier`, or undefined when it may. */
function importProblem(file: string, specifier: string): string | undefined {
  const rule = ruleFor(file);
  if (rule === undefined) return 'no rule covers this file: add its folder to scripts/import-rules.ts';
  if (specifier.startsWith('node:')) {
    const allowed = rule.builtins === 'any' || rule.builtins.includes(specifier);
    return allowed ? undefined : `${specifier}: ${rule.because}`;
  }
  if (!specifier.startsWith('.')) {
    return isAllowedPackage(specifier, rule.packages) ? undefined : `${specifier}: ${rule.because}`;
  }
  const target = join(file, '..', specifier);
  const own = partOf(file);
  const sameAction = /^actions\/[^/]+\//.exec(file)?.[0];
  if (sameAction !== undefined && target.startsWith('actions/')) {
    return target.startsWith(sameAction) ? undefined : `${target}: an action imports no other action`;
  }
  const open = own === undefined ? rule.ours : [...rule.ours, own];
  return open.some((part) => isWithin(target, part)) ? undefined : `${target}: ${rule.because}`;
}

function problemsOf(file: string, source: string): string[] {
  return importsOf(source)
    .map((specifier) => importProblem(file, specifier))
    .filter((problem) => problem !== undefined)
    .map((problem) => `${file}: ${problem}`);
}

describe('import rules', () => {
  test('every module keeps them', () => {
    expect(modules.length).toBeGreaterThan(20);
    expect(modules.flatMap((file) => problemsOf(file, readProjectFile(file)))).toEqual([]);
  });

  test.each([
    ['a domain that reads files', 'src/domain/locks/key.ts', "import { readFile } from 'node:fs/promises';"],
    [
      'a domain that knows the server',
      'src/domain/sts/plan.ts',
      "import type { Store } from '../../server/store/store.ts';",
    ],
    [
      'a simulator that shares our logic',
      'src/simulator/a/b.ts',
      "import { x } from '../../domain/oidc/claims.ts';",
    ],
    [
      'a simulator that shares our types',
      'src/simulator/a.ts',
      "type X = import('../api/envelope.ts').Envelope<1>;",
    ],
    [
      'a room of the simulator that knows a later one',
      'src/simulator/world/a.ts',
      "import { serve } from '../transports/service.ts';",
    ],
    ['a server that knows the runner', 'src/server/app.ts', "import { info } from '@actions/core';"],
    ['an adapter that knows another', 'src/git/run.ts', "export * from '../runner/logger.ts';"],
    ['an action with a library of its own', 'actions/x/main.ts', "const { parse } = await import('yaml');"],
    ['an action that imports another', 'actions/x/main.ts', "import { run } from '../y/main.ts';"],
    ['a base that stands on something', 'src/base/retry.ts', "import { Type } from 'typebox';"],
    ['a file outside every folder', 'src/misc.ts', "import './base/errors.ts';"],
    ['several lines', 'src/domain/oidc/a.ts', "import {\n  a,\n  b,\n} from '../../api/envelope.ts';"],
  ])('notices %s', (_name, file, source) => {
    expect(problemsOf(file, source)).toHaveLength(1);
  });

  test('pure parts are handed time, chance and the process', () => {
    const found = modules
      .filter((file) => ruleFor(file)?.pure)
      .flatMap((file) => {
        const code = codeOnly(readProjectFile(file));
        return impurities.filter(([, pattern]) => pattern.test(code)).map(([what]) => `${file}: ${what}`);
      });
    expect(found).toEqual([]);
  });

  test('the root of the simulator has at most ten files', () => {
    const atRoot = files.filter((file) => /^src\/simulator\/[^/]+$/.test(file));
    expect(atRoot.length).toBeLessThanOrEqual(10);
  });

  test('no folder of src/ is without a rule', () => {
    expect(modules.filter((file) => ruleFor(file) === undefined)).toEqual([]);
  });
});

describe('modules', () => {
  test(`have at most ${maxLines} lines`, () => {
    const long = everyScript
      .map((file) => ({ file, lines: readProjectFile(file).trimEnd().split('\n').length }))
      .filter(({ file, lines }) => lines > (file.endsWith('.test.ts') ? maxTestLines : maxLines));
    expect(long).toEqual([]);
  });

  test('are named in kebab-case', () => {
    const odd = everyScript.filter(
      (file) => !/^[a-z0-9-]+(\.test|\.d)?\.ts$/.test(relative(join(file, '..'), file)),
    );
    expect(odd).toEqual([]);
  });

  test('are named after what they decide', () => {
    const vague = /(^|\/)(utils?|helpers?|common|misc|shared)(\.ts|\/)/;
    expect(everyScript.filter((file) => vague.test(file))).toEqual([]);
  });

  test('begin with a sentence that says what they decide', () => {
    const silent = everyScript
      .filter((file) => !file.endsWith('.test.ts'))
      .filter((file) => !/^(#!.*\n)?\/\*\*/.test(readProjectFile(file)));
    expect(silent).toEqual([]);
  });

  test('have no default export', () => {
    const found = modules.filter((file) =>
      /^export default\b|\bas default\b/m.test(codeOnly(readProjectFile(file))),
    );
    expect(found).toEqual([]);
  });

  test('use no `any`', () => {
    const found = modules.filter((file) =>
      /[:<,(|&]\s*any\b(?!\w)|\bas any\b/.test(codeOnly(readProjectFile(file))),
    );
    expect(found).toEqual([]);
  });
});
