/** Decides which addresses of the granted repositories need a rule, and where the rule is kept. */
import { type AddressForm, isServedByHeader, listAddressForms } from './addresses.ts';
import type { Capture, Direction } from './capture.ts';
import type { GrantedRepository } from './grant.ts';
import {
  findUrlRule,
  type JobUrlRules,
  resolveFetchUrl,
  resolvePushUrl,
  selectUrlRules,
} from './url-rules.ts';

export interface PlannedCapture extends Capture {
  readonly form: AddressForm;
  /** `.git`, or nothing. */
  readonly suffix: string;
  /** `acme/mod` */
  readonly path: string;
}

/** Captures with exceptions. Each takes 67 rules, and git reads all of them at every command: 16 make `git status` 1.5 times as slow. */
const maxCaptures = 16;
/** Above this many repositories, captures get no exceptions: see {@link planMany}. */
const maxRepositories = 8;
/** Captures without exceptions: 2,000 make `git status` 2.5 times as slow. */
const maxPlainCaptures = 2_000;
/** Get a rule with any number of repositories. */
const commonForms = ['https', 'scp', 'ssh'];
const suffixes = ['.git', ''] as const;

/** Where git is led elsewhere than to the URL that has the header. A rule of the job for exactly this address is left alone. */
function findDirections(
  address: string,
  { repository, path }: { readonly repository: GrantedRepository; readonly path: string },
  { everywhere: rules, workspace }: JobUrlRules,
): readonly Direction[] {
  // Exceptions cannot restore two things: where the checkout has rules of its own, its addresses are left to them.
  const [here, there] = [rules, workspace].map((own) => JSON.stringify(selectUrlRules(own, address)));
  if (here !== there) return [];
  const isServed = (url: string) => isServedByHeader(url, repository, path);
  const isTaken = (direction: Direction) => rules[direction].some(({ prefix }) => prefix === address);
  const needed = {
    fetch: !isServed(resolveFetchUrl(rules, address)),
    push: findUrlRule(rules.push, address) !== undefined && !isServed(resolvePushUrl(rules, address)),
  };
  return (['fetch', 'push'] as const).filter((direction) => needed[direction] && !isTaken(direction));
}

/** Every rule that the repositories need. */
function listCaptures(
  repositories: readonly GrantedRepository[],
  rules: JobUrlRules,
): readonly PlannedCapture[] {
  return repositories.flatMap((repository) =>
    repository.paths.flatMap((path) =>
      listAddressForms(repository).flatMap((form) =>
        // Where the rules of the job are not known, exceptions cannot restore them. Behind `.git` there is hardly a neighbor.
        (rules.isConditional ? suffixes.slice(0, 1) : suffixes).flatMap((suffix) => {
          const address = `${form.prefix}${path}${suffix}`;
          const url = `${repository.origin}/${path}${suffix}`;
          const directions = findDirections(address, { repository, path }, rules);
          return directions.length === 0 ? [] : [{ form, suffix, path, address, url, directions }];
        }),
      ),
    ),
  );
}

/** Common addresses first. */
const order = [
  'https.git',
  'https',
  'scp.git',
  'ssh.git',
  'ssh',
  'scp',
  'ssh-port.git',
  'ssh-port',
  'git-ssh.git',
  'scp-slash.git',
  'ssh-https-port.git',
  'http.git',
  'http',
  'scp-slash',
  'git-ssh',
  'ssh-https-port',
  'www.git',
  'www',
];

type Groups = readonly (readonly PlannedCapture[])[];

/** One group for each spelling, all repositories of it or none, so that it does not matter in which order the server lists them. */
function groupBySpelling(captures: readonly PlannedCapture[]): Groups {
  const groups = Map.groupBy(captures, ({ form, suffix }) => `${form.name}${suffix}`);
  const rank = (name: string) => (order.indexOf(name) + order.length + 1) % (order.length + 1);
  return [...groups].sort(([a], [b]) => rank(a) - rank(b)).map(([, group]) => group);
}

const countDirections = (captures: readonly PlannedCapture[]) =>
  captures.reduce((sum, { directions }) => sum + directions.length, 0);

function takeWithin(groups: Groups, limit: number): readonly PlannedCapture[] {
  const taken: PlannedCapture[] = [];
  for (const group of groups) {
    if (countDirections([...taken, ...group]) <= limit) taken.push(...group);
  }
  return taken;
}

/**
 * For many repositories, exceptions would make every git command slow. Only addresses that end in `.git` get a rule: it also applies to
 * names such as `mod.github.io`, next to `mod`, and to no other name.
 */
function planMany(captures: readonly PlannedCapture[]): readonly PlannedCapture[] {
  const plain = captures.filter(({ suffix }) => suffix === '.git');
  const common = plain.filter(({ form }) => commonForms.includes(form.name));
  const rest = plain.filter((capture) => !common.includes(capture));
  return [...common, ...takeWithin(groupBySpelling(rest), maxPlainCaptures - countDirections(common))];
}

/** actions/checkout rewrites some forms itself, and an exception would win over its rule: those apply where the address is a remote. */
function allowsExceptions({ form, suffix }: PlannedCapture): boolean {
  return form.allowsExceptions || suffix === '.git';
}

export interface CapturePlan {
  /** Apply to every git command. */
  readonly everywhere: readonly PlannedCapture[];
  /** Apply in a repository that has the address as a remote. */
  readonly inRepositories: readonly PlannedCapture[];
  readonly hasExceptions: boolean;
}

/** The rules that the repositories need, as far as git stays fast. */
export function planCaptures(repositories: readonly GrantedRepository[], rules: JobUrlRules): CapturePlan {
  const captures = listCaptures(repositories, rules);
  const paths = new Set(captures.map(({ path }) => path));
  if (paths.size > maxRepositories) {
    return { everywhere: planMany(captures), inRepositories: [], hasExceptions: false };
  }
  const taken = takeWithin(groupBySpelling(captures), maxCaptures);
  return {
    everywhere: taken.filter(allowsExceptions),
    inRepositories: taken.filter((capture) => !allowsExceptions(capture)),
    hasExceptions: true,
  };
}
