/** The import rules as Biome's `overrides`: the same direction, seen in the editor and at every lint. */
import { allParts, type ImportRule, importRules, isWithin } from './import-rules.ts';

interface RestrictedImports {
  readonly group: readonly string[];
  readonly message: string;
}

const packages = [...new Set(importRules.flatMap((rule) => rule.packages))].sort();
/** Modules through which a program touches the world. */
const effects = [
  'child_process',
  'cluster',
  'dgram',
  'dns',
  'fs',
  'http',
  'http2',
  'https',
  'net',
  'os',
  'process',
];

/** The start of a path to `src` in a file `depth` folders below it, or in an action's own folder. */
function pathToSrc(depth: number | 'actions'): string {
  if (depth === 'actions') return '../../src/';
  return depth === 0 ? './' : '../'.repeat(depth);
}

function forbiddenParts(rule: ImportRule): string[] {
  const open = [...rule.ours, ...rule.parts];
  return allParts.filter(
    (part) => part.startsWith('src/') && !open.some((allowed) => isWithin(part, allowed)),
  );
}

function restrictions(rule: ImportRule, depths: readonly (number | 'actions')[]): RestrictedImports[] {
  const parts = forbiddenParts(rule).map((part) => part.replace(/^src\//, ''));
  const libraries = packages.filter((name) => !rule.packages.includes(name));
  const modules = effects.filter(
    (name) => rule.builtins !== 'any' && !rule.builtins.includes(`node:${name}`),
  );
  const group = [
    ...depths.map((depth) => `${pathToSrc(depth)}{${parts.join(',')}}/**`),
    `{${libraries.join(',')}}`,
    ...(modules.length > 0 ? [`node:{${modules.join(',')}}`] : []),
    ...(modules.includes('fs') ? ['node:fs/promises'] : []),
  ];
  return [{ group, message: rule.because }];
}

function override(includes: readonly string[], patterns: readonly RestrictedImports[]) {
  return {
    includes,
    linter: { rules: { style: { noRestrictedImports: { level: 'error', options: { patterns } } } } },
  };
}

/**
 * Biome matches the text of an import, not the file it leads to, so files directly in a folder and files below it
 * need patterns with a different number of `../`. The command line is left out: it may import everything.
 */
export function lintOverrides() {
  return importRules
    .filter((rule) => !rule.parts.includes('src/cli'))
    .flatMap((rule) => {
      if (rule.parts.includes('actions')) return [override(['actions/**'], restrictions(rule, ['actions']))];
      const folders = rule.parts.filter((part) => !part.endsWith('.ts'));
      const files = rule.parts.filter((part) => part.endsWith('.ts'));
      return [
        ...(files.length > 0 ? [override(files, restrictions(rule, [0]))] : []),
        override(
          folders.map((folder) => `${folder}/*`),
          restrictions(rule, [1]),
        ),
        override(
          folders.map((folder) => `${folder}/*/**`),
          restrictions(rule, [2, 3]),
        ),
      ];
    });
}
