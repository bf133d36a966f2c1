/**
 * Which parts may import which, as data. `test/repository/architecture.test.ts` holds the sources to it, `scripts/docs.ts`
 * prints it into `docs/architecture.md`.
 */

export interface ImportRule {
  readonly layer: number;
  /** Files (`src/server/main.ts`) and folders (`src/domain/oidc`) that the rule is about. */
  readonly parts: readonly string[];
  /** Project modules that they may import, besides themselves. */
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
/** Layer 0. */
const base = ['src/base', 'src/schema'];
const domainNouns = [
  ...'patterns oidc codeowners trust-policy permissions audit sts locks stacks'.split(' '),
  ...'commits git-config atmos-config credentials dispatch reports drift roles'.split(' '),
];
/** Layer 1. */
const domains = domainNouns.map((noun) => `src/domain/${noun}`);

function domain(
  nouns: readonly string[],
  packages: readonly string[],
  others: readonly string[] = [],
): ImportRule {
  return {
    layer: 1,
    parts: nouns.map((noun) => `src/domain/${noun}`),
    ours: [...base, ...others.map((noun) => `src/domain/${noun}`)],
    packages,
    builtins: computing,
    pure: true,
    because: 'A domain decides over plain data; files, network, time and the runner reach it through ports.',
  };
}

const serverPackages = [
  'fastify',
  '@fastify/swagger',
  '@octokit/webhooks-methods',
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
];
/** The rooms that frame the features; each may import those before it. */
const serverFrame = [
  'config',
  'tracing',
  'http',
  'metrics',
  'database',
  'work',
  'repositories',
  'access',
  'audit',
].map((room) => `src/server/${room}`);
/** Each may import the frame, and no other feature: what one needs of another is a port that `compose.ts` joins. */
const serverFeatures = [
  ...'sessions sts locks stacks commits audit-webhooks'.split(' '),
  ...'github-events deployments projections drift people policy-proposals'.split(' '),
].map((room) => `src/server/${room}`);
/** What a door may import of a feature: its entry, nothing deeper. */
const featureEntries = serverFeatures.map((feature) => `${feature}/index.ts`);

function serverRule(part: string, rooms: readonly string[], because: string): ImportRule {
  return {
    layer: 4,
    parts: [part],
    ours: [...base, ...domains, 'src/api', 'src/web', 'src/github', ...rooms],
    packages: serverPackages,
    builtins: [...computing, ...serverModules],
    pure: false,
    because,
  };
}

const serverRules: readonly ImportRule[] = [
  ...serverFrame.map((part, index) =>
    serverRule(part, serverFrame.slice(0, index), 'A room of the server knows only the rooms before it.'),
  ),
  ...serverFeatures.map((part) =>
    serverRule(part, serverFrame, 'A feature knows no other feature; compose.ts joins their ports.'),
  ),
  serverRule(
    'src/server/pages',
    [...serverFrame, ...featureEntries],
    'A door for people stands above the features and knows the entry of each, nothing deeper.',
  ),
  serverRule(
    'src/server',
    [],
    'The server knows no runner, runs no program, and is the same code against GitHub and the simulator.',
  ),
];

/**
 * The rooms of the simulator; each may import those before it. git is first: a repository, its objects and its signatures
 * know nothing of GitHub.
 */
const simulatorRooms: readonly (readonly [room: string, ...packages: string[]])[] = [
  ['git'],
  ['world', 'jose'],
  ['protection'],
  ['commits', '@octokit/openapi-types'],
  ['refs'],
  ['queues'],
  ['git-http'],
  ['shapes', '@octokit/openapi-types'],
  ['deliveries', '@octokit/openapi-webhooks-types'],
  ['workflows', 'yaml'],
  ['api', 'jose'],
  ['oidc', 'jose'],
  ['graphql', 'graphql'],
  ['handlers', '@octokit/openapi-types', 'graphql'],
  ['seed'],
  ['people'],
  ['runner', 'yaml'],
  ['tls', '@peculiar/x509', 'reflect-metadata'],
  ['transports'],
  ['control'],
];

function simulatorRule(part: string, rooms: readonly string[], packages: readonly string[]): ImportRule {
  return {
    layer: 4,
    parts: [part],
    ours: [...base, ...rooms],
    packages,
    builtins: 'any',
    pure: false,
    because: 'A fake that shares our logic shares our bugs; a room of it knows only the rooms before it.',
  };
}

const simulatorParts = simulatorRooms.map(([room]) => `src/simulator/${room}`);
const simulatorRules: readonly ImportRule[] = [
  ...simulatorRooms.map(([room, ...packages], index) =>
    simulatorRule(`src/simulator/${room}`, simulatorParts.slice(0, index), packages),
  ),
  simulatorRule('src/simulator', [], []),
];

export const importRules: readonly ImportRule[] = [
  {
    layer: 0,
    parts: ['src/base'],
    ours: [],
    packages: [],
    builtins: [],
    pure: true,
    because: 'The base stands on nothing, so that everything can stand on it.',
  },
  {
    layer: 0,
    parts: ['src/schema'],
    ours: ['src/base'],
    packages: ['yaml'],
    builtins: [],
    pure: true,
    because: 'Documents and their validators are read by every side.',
  },
  // Patterns from policies, permission rows, requests and atmos.yaml: the one place that compiles them, in linear time.
  domain(['patterns'], ['re2js']),
  domain(['oidc'], ['jose']),
  domain(['trust-policy'], ['yaml'], ['codeowners', 'patterns']),
  domain(['permissions'], [], ['patterns']),
  domain(['sts'], [], ['oidc', 'trust-policy']),
  domain(['atmos-config'], ['yaml'], ['patterns']),
  domain(['credentials'], []),
  domain(['dispatch'], ['yaml'], ['stacks']),
  domain(['reports'], [], ['codeowners', 'dispatch', 'stacks']),
  domain(['drift'], ['croner'], ['patterns', 'stacks']),
  domain(['audit', 'codeowners', 'git-config', 'locks', 'stacks', 'commits', 'roles'], []),
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
    layer: 2,
    parts: ['src/web'],
    ours: [...base, ...domains, 'src/api'],
    packages: [],
    builtins: [],
    pure: true,
    because: 'A page is a pure function from data to HTML: what is not in its data, it does not know.',
  },
  {
    layer: 3,
    parts: ['src/client'],
    ours: [...base, ...domains, 'src/api'],
    packages: [],
    builtins: computing,
    pure: true,
    because: 'A client asks a server through ports; it knows neither the runner nor the server.',
  },
  {
    layer: 3,
    parts: ['src/runner'],
    ours: [...base, ...domains],
    packages: ['@actions/core', '@actions/github', 'minimatch'],
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
    packages: ['@octokit/auth-app', '@octokit/core', '@octokit/request-error', 'lru-cache', 'oauth4webapi'],
    builtins: 'any',
    pure: false,
    because: 'The only door to GitHub’s API as an App.',
  },
  ...serverRules,
  ...simulatorRules,
  {
    layer: 5,
    parts: ['actions'],
    ours: [...base, ...domains, 'src/api', 'src/client', 'src/runner', 'src/git'],
    packages: [],
    builtins: computing,
    pure: false,
    because: 'An action puts parts together; server and simulator are none of them.',
  },
  {
    layer: 6,
    parts: ['src/cli'],
    ours: ['src', 'actions'],
    packages: ['commander', 'yaml'],
    builtins: 'any',
    pure: false,
    because: 'The command line starts whatever there is.',
  },
];

/** Every part that some rule is about. */
const allParts: readonly string[] = importRules.flatMap((rule) => rule.parts);

/** The part that a file belongs to, by its path from the root of the repository: the innermost that holds it. */
export function partOf(file: string): string | undefined {
  return allParts.filter((part) => isWithin(file, part)).sort((one, other) => other.length - one.length)[0];
}

export function ruleFor(file: string): ImportRule | undefined {
  const part = partOf(file);
  return part === undefined ? undefined : importRules.find((rule) => rule.parts.includes(part));
}

export function isWithin(file: string, part: string): boolean {
  return file === part || file.startsWith(`${part}/`);
}

/** Whether `specifier` (`yaml`, `@octokit/core/types`) belongs to a package that `allowed` names. */
export function isAllowedPackage(specifier: string, allowed: readonly string[]): boolean {
  return allowed.some((name) => isWithin(specifier, name));
}
