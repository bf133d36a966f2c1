/**
 * Renders what the page about the proof of deployments lists: the rules that judge histories, the failures that histories contain and their
 * tests, and the servers that are wrong on purpose. All of it is read from the tests.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { listProvingTests, provenTable } from './proving-tests.ts';
import { table } from './regions.ts';

export const deploymentProof = 'Deployment guarantee';
const folder = 'test/e2e/deployments';

export const deploymentFailures = {
  killed: 'A server is killed between two of its queries, and another one continues.',
  stopped: 'The server stops, deliveries fail meanwhile, and it starts again.',
  'lost-answers': 'GitHub does what a request asks for, and the answer is an error or is lost.',
  'github-errors': 'GitHub answers with an error, or the connection is cut before it works.',
  'late-deliveries': 'Webhook deliveries arrive twice, late, held back or in another order.',
  'failed-deliveries': 'A delivery fails, and is sent again from GitHub’s list or found there by the server.',
  'missing-deliveries': 'GitHub makes no delivery of an event of a pull request, run or review.',
  releases: 'A person publishes releases while merges are applied.',
  'merge-groups':
    'Pull requests enter and leave a merge queue, alone or several in a group, and their groups are made again.',
  'wrong-clocks': 'The clocks of servers differ from that of the database by up to a minute.',
  replicas: 'Three servers share one PostgreSQL, and each of them may be killed.',
  processes:
    'Server processes are killed with SIGKILL at any moment, before a call of GitHub and after its answer, and PostgreSQL restarts.',
  takeover: 'A replica is killed while it works, and the others take over what it had claimed.',
  'untitled-runs': 'The titles of workflow runs do not have the id of their dispatch.',
  approvals: 'Workflow runs wait for a reviewer, also when their commit is replaced.',
  forks: 'A pull request comes from a fork whose workflow can upload.',
  locks: 'Jobs of other runs take the locks of components, and give them back late or never.',
  people: 'People tick boxes, lose write access, or write a comment that looks like that of the server.',
  'shifting-uploads': 'Uploads arrive late, twice, with another graph, or across the merge.',
} as const;

const ruleFiles = [
  'run-invariants.ts',
  'report-invariants.ts',
  'record-invariants.ts',
  'lock-invariants.ts',
  'group-invariants.ts',
  'review-invariants.ts',
];
const mutantFiles = [
  'order-mutants.ts',
  'batch-mutants.ts',
  'intake-mutants.ts',
  'lock-mutants.ts',
  'review-mutants.ts',
];

function readAll(root: string, files: readonly string[], pattern: RegExp): readonly RegExpExecArray[] {
  return files.flatMap((file) => [...readFileSync(join(root, folder, file), 'utf8').matchAll(pattern)]);
}

/** Each rule with its docstring. */
export function listRules(root: string): readonly (readonly [text: string, name: string])[] {
  const found = readAll(root, ruleFiles, /\/\*\* ([^\n]+) \*\/\nexport const (\w+): Rule/g);
  return found.map(([, text = '', name = '']) => [text, name]);
}

export function deploymentRulesTable(root: string): string {
  return table(
    ['what must hold', 'rule'],
    listRules(root).map(([text, name]) => [text, `\`${name}\``]),
  );
}

export function deploymentFailuresTable(root: string): string {
  return provenTable('failure', deploymentFailures, listProvingTests(root, deploymentProof));
}

export function mutantsTable(root: string): string {
  const names = readAll(root, mutantFiles, /^ {4}name: (['"])(.+)\1,$/gm).map(([, , name = '']) => name);
  return table(
    ['fault'],
    names.map((name) => [`${name[0]?.toUpperCase()}${name.slice(1)}.`]),
  );
}
