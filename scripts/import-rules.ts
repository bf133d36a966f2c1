/**
 * Who may import whom, as data. `test/repository/architecture.test.ts` holds the sources to it, `scripts/docs.ts`
 * prints it into `docs/architecture.md`.
 */

export interface ImportRule {
  readonly layer: number;
  /** Files (`src/server/main.ts`) and folders (`src/oidc`) that the rule is about. */
  readonly parts: readonly string[];
  /** What they may import of ours, besides themselves. */
  readonly ours: readonly string[];
  /** Packages by name. */
  readonly packages: readonly string[];
  /** Node's own modules: those named, or `any`. */
  readonly builtins: readonly string[] | 'any';
  /** Whether time, chance and the process reach it through ports only. */
  readonly pure: boolean;
  /** One line; the linter prints it at an import that breaks the rule. */
  readonly because: string;
}

/** Node's modules that compute and touch nothing. */
export const computing = ['node:buffer', 'node:crypto', 'node:path', 'node:path/posix', 'node:util'];
/** Those of Node that listen, store and watch; none runs a program. */
const serverModules =
  'async_hooks dns events fs fs/promises http https net perf_hooks sqlite stream timers/promises zlib'
    .split(' ')
    .map((name) => `node:${name}`);
const base = ['src/base', 'src/log-in.ts', 'src/schema'];
const plainDomains = ['src/git-config', 'src/locks', 'src/stacks', 'src/commit'];
const domains = [
  'src/oidc',
  'src/trust-policy',
  'src/permissions',
  'src/sts',
  'src/atmos-config',
  ...plainDomains,
];

function domain(
  parts: readonly string[],
  packages: readonly string[],
  ours: readonly string[] = [],
): ImportRule {
  return {
    layer: 1,
    parts,
    ours: [...base, ...ours],
    packages,
    builtins: computing,
    pure: true,
    because: 'A domain decides over plain data; files, network, time and the runner reach it through ports.',
  };
}

export const importRules: readonly ImportRule[] = [
  {
    layer: 0,
    parts: base.filter((part) => part !== 'src/schema'),
    ours: base,
    packages: [],
    builtins: [],
    pure: true,
    because: 'The base stands on nothing, so that everything can stand on it.',
  },
  {
    layer: 0,
    parts: ['src/schema'],
    ours: base,
    packages: ['yaml'],
    builtins: [],
    pure: true,
    because: 'The base stands on nothing, so that everything can stand on it.',
  },
  domain(['src/oidc'], ['jose']),
  domain(['src/trust-policy'], ['yaml', 're2js']),
  domain(['src/permissions'], ['re2js']),
  domain(['src/sts'], [], ['src/oidc', 'src/trust-policy']),
  domain(['src/atmos-config'], ['yaml']),
  domain(plainDomains, []),
  {
    layer: 2,
    parts: ['src/api'],
    ours: [...base, ...domains],
    packages: ['typebox'],
    builtins: computing,
    pure: true,
    because: 'The HTTP surface is data that server and clients share; it knows neither side.',
  },
  {
    layer: 3,
    parts: ['src/runner'],
    ours: [...base, ...domains],
    packages: ['@actions/core', 'minimatch'],
    builtins: 'any',
    pure: false,
    because: 'The only door to the runner and its files; it knows neither git nor GitHub’s API.',
  },
  {
    layer: 3,
    parts: ['src/git'],
    ours: [...base, ...domains],
    packages: ['@actions/exec'],
    builtins: 'any',
    pure: false,
    because: 'The only place that runs git and atmos.',
  },
  {
    layer: 3,
    parts: ['src/github'],
    ours: [...base, ...domains],
    packages: ['@octokit/auth-app', '@octokit/core', '@octokit/request-error', 'lru-cache'],
    builtins: 'any',
    pure: false,
    because: 'The only door to GitHub’s API.',
  },
  {
    layer: 4,
    parts: ['src/server'],
    ours: [...base, ...domains, 'src/api', 'src/github'],
    packages: [
      'fastify',
      '@fastify/swagger',
      '@opentelemetry/api',
      '@opentelemetry/exporter-trace-otlp-http',
      '@opentelemetry/resources',
      '@opentelemetry/sdk-trace-base',
      'jose',
      'kysely',
      'lru-cache',
      'pg',
      'pino',
      'prom-client',
      'typebox',
      'yaml',
    ],
    builtins: [...computing, ...serverModules],
    pure: false,
    because:
      'The server knows no runner, runs no program, and is the same code against GitHub and the simulator.',
  },
  {
    layer: 4,
    parts: ['src/simulator'],
    ours: base,
    packages: ['@octokit/openapi-types', '@peculiar/x509', 'graphql', 'jose', 'reflect-metadata', 'yaml'],
    builtins: 'any',
    pure: false,
    because: 'A fake that shares our logic shares our bugs.',
  },
  {
    layer: 5,
    parts: ['actions'],
    ours: [...base, ...domains, 'src/api', 'src/runner', 'src/git', 'src/github'],
    packages: [],
    builtins: computing,
    pure: false,
    because: 'An action puts parts together; server and simulator are none of them.',
  },
  {
    layer: 5,
    parts: ['src/cli'],
    ours: ['src', 'actions'],
    packages: ['commander', 'yaml'],
    builtins: 'any',
    pure: false,
    because: 'The command line starts whatever there is.',
  },
];

/** Every part that some rule is about. */
export const allParts: readonly string[] = importRules.flatMap((rule) => rule.parts);

/** The rule for a file, by its path from the root of the repository. */
export function ruleFor(file: string): ImportRule | undefined {
  return importRules.find((rule) => rule.parts.some((part) => isWithin(file, part)));
}

export function isWithin(file: string, part: string): boolean {
  return file === part || file.startsWith(`${part}/`);
}

/** Whether `specifier` (`yaml`, `@octokit/core/types`) belongs to a package that `allowed` names. */
export function isAllowedPackage(specifier: string, allowed: readonly string[]): boolean {
  return allowed.some((name) => isWithin(specifier, name));
}
