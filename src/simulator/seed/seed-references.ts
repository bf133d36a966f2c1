/** Finds what a JSON Schema cannot: undeclared names, and duplicate numbers or names. */
import { ActionError } from '../../base/errors.ts';
import { isLoopbackHost } from '../world/loopback.ts';
import type { AppSeed, FilesSeed, RepositorySeed, TeamSeed, WorldSeed } from './seed-types.ts';

export interface SeedProblem {
  /** Where in the document, key by key. */
  readonly path: readonly (string | number)[];
  readonly message: string;
}

interface Named {
  readonly path: readonly (string | number)[];
  readonly value: string | number | undefined;
}

function findRepeated(kind: string, entries: readonly Named[]): SeedProblem[] {
  const seen = new Set<string>();
  return entries.flatMap(({ path, value }) => {
    if (value === undefined) return [];
    const key = String(value).toLowerCase();
    if (seen.has(key)) return [{ path, message: `duplicate ${kind} ${JSON.stringify(value)}` }];
    seen.add(key);
    return [];
  });
}

function findUnknown(kind: string, known: readonly string[], entries: readonly Named[]): SeedProblem[] {
  const names = new Set(known.map((name) => name.toLowerCase()));
  return entries.flatMap(({ path, value }) =>
    names.has(String(value).toLowerCase())
      ? []
      : [{ path, message: `unknown ${kind} ${JSON.stringify(value)}` }],
  );
}

/** One row per key of every item in a list of the seed. */
function rowsOf<Key extends string>(
  list: string,
  items: readonly { readonly [Name in Key]?: string | number | undefined }[],
  key: Key,
): Named[] {
  return items.map((item, index) => ({ path: [list, index, key], value: item[key] }));
}

const fileKinds = ['content', 'base64', 'symlink', 'submodule'];

function findMixedFiles(files: FilesSeed | undefined, path: SeedProblem['path']): SeedProblem[] {
  return Object.entries(files ?? {}).flatMap(([name, file]) => {
    const kinds = typeof file === 'string' ? ['content'] : fileKinds.filter((kind) => kind in file);
    if (kinds.length === 1) return [];
    return [{ path: [...path, name], message: `a file has exactly one of ${fileKinds.join(', ')}` }];
  });
}

function findFileProblems(repositories: readonly RepositorySeed[]): SeedProblem[] {
  return repositories.flatMap(({ files, branches }, index) => {
    const path = ['repositories', index];
    const inBranches = Object.entries(branches ?? {}).flatMap(([branch, changed]) =>
      findMixedFiles(changed.files, [...path, 'branches', branch, 'files']),
    );
    return [...findMixedFiles(files, [...path, 'files']), ...inBranches];
  });
}

function findTeamProblems(
  teams: readonly TeamSeed[],
  repositories: readonly RepositorySeed[],
): SeedProblem[] {
  const keyOf = (organization: string, slug: string) => `${organization}/${slug}`.toLowerCase();
  const declared = teams.map(({ organization, slug }) => keyOf(organization, slug));
  return [
    ...findRepeated(
      'team',
      declared.map((value, index) => ({ path: ['teams', index], value })),
    ),
    ...repositories.flatMap(({ name, teams: granted = {} }, index) =>
      Object.keys(granted).flatMap((slug) =>
        declared.includes(keyOf(name.split('/')[0] ?? '', slug))
          ? []
          : [
              {
                path: ['repositories', index, 'teams', slug],
                message: `unknown team ${JSON.stringify(slug)}`,
              },
            ],
      ),
    ),
  ];
}

function findWebhookProblems(apps: readonly AppSeed[]): SeedProblem[] {
  return apps.flatMap(({ webhook }, index) => {
    const hostname = webhook && URL.parse(webhook.url)?.hostname;
    return webhook === undefined || (hostname !== undefined && isLoopbackHost(hostname))
      ? []
      : [
          {
            path: ['apps', index, 'webhook', 'url'],
            message: 'expected an address on 127.0.0.1 or localhost',
          },
        ];
  });
}

/** Empty for a consistent seed. */
export function findSeedProblems(seed: WorldSeed): SeedProblem[] {
  const { accounts = [], repositories = [], teams = [], apps = [], installations = [], runs = [] } = seed;
  const fullNames = repositories.map(({ name }) => name);
  const jobs = runs.flatMap((run, index) => {
    return run.jobs.map((job, position) => ({ job, path: ['runs', index, 'jobs', position] }));
  });
  const selected = installations.flatMap(({ account, repositories: names }, index) =>
    (names === 'all' || names === undefined ? [] : names).map((value, position) => ({
      path: ['installations', index, 'repositories', position],
      value,
      account,
    })),
  );
  return [
    ...findFileProblems(repositories),
    ...findTeamProblems(teams, repositories),
    ...findWebhookProblems(apps),
    ...findRepeated('login', rowsOf('accounts', accounts, 'login')),
    ...findRepeated('account id', rowsOf('accounts', accounts, 'id')),
    ...findRepeated('repository', rowsOf('repositories', repositories, 'name')),
    ...findRepeated('repository id', rowsOf('repositories', repositories, 'id')),
    ...findRepeated('App', rowsOf('apps', apps, 'slug')),
    ...findRepeated('App id', rowsOf('apps', apps, 'id')),
    ...findRepeated('installation id', rowsOf('installations', installations, 'id')),
    ...findRepeated(
      'installation',
      installations.map(({ app, account }, index) => ({
        path: ['installations', index],
        value: `${app} in ${account}`,
      })),
    ),
    ...findRepeated(
      'job name',
      jobs.map(({ job, path }) => ({ path: [...path, 'name'], value: job.name })),
    ),
    ...findUnknown('repository', fullNames, rowsOf('runs', runs, 'repository')),
    ...findUnknown(
      'repository',
      fullNames,
      rowsOf('runs', runs, 'head_repository').filter(({ value }) => value !== undefined),
    ),
    ...findUnknown(
      'App',
      apps.map(({ slug }) => slug),
      rowsOf('installations', installations, 'app'),
    ),
    ...findUnknown('repository', fullNames, selected),
    ...selected.flatMap(({ path, value, account }) =>
      value.toLowerCase().startsWith(`${account.toLowerCase()}/`)
        ? []
        : [{ path, message: `${JSON.stringify(value)} does not belong to ${JSON.stringify(account)}` }],
    ),
  ];
}

/** Throws `INPUT_CONFIG_INVALID` with the first problem. For seeds that did not come from a file. */
export function checkSeedReferences(seed: WorldSeed): void {
  const [problem] = findSeedProblems(seed);
  if (problem === undefined) return;
  throw new ActionError('INPUT_CONFIG_INVALID', `Seed: ${problem.path.join('.')}: ${problem.message}.`);
}
