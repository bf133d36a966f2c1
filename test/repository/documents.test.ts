/** Documents agree with the code, their links resolve, and nothing names a machine. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { replaceRegions, table } from '../../scripts/docs/regions.ts';
import { renderDocuments } from '../../scripts/docs.ts';
import { isRecord } from '../../src/base/text.ts';
import { readCallers } from '../../src/domain/trust-policy/callers/read-callers.ts';
import { compileTrustPolicy } from '../../src/domain/trust-policy/compile.ts';
import { validateServerConfig } from '../../src/schema/generated/server-config.cjs';
import { validateSimulatorWorld } from '../../src/schema/generated/simulator-world.cjs';
import { findProblems } from '../../src/schema/problems.ts';
import { anchorsOf, linksOf } from '../support/markdown.ts';
import { projectFiles, readProjectFile, root } from '../support/source-files.ts';
import { hasKey, yamlExamples } from '../support/yaml-examples.ts';

const files = projectFiles();
const serverConfigSchema = JSON.parse(readProjectFile('schemas/server-config.json')) as {
  readonly properties: Readonly<Record<string, unknown>>;
};
const documents = files.filter((file) => file.endsWith('.md'));

describe('generated regions', () => {
  test.each([...renderDocuments(root)])('%s is up to date (else: npm run docs)', (file, text) => {
    expect(readProjectFile(file)).toBe(text);
  });

  test('replacing keeps what is around, and refuses a document without the region', () => {
    const text = 'a\n<!-- generated:x -->\nold\n<!-- /generated:x -->\nb\n';
    expect(replaceRegions(text, { x: 'new' })).toBe(text.replace('old', 'new'));
    expect(() => replaceRegions('a', { x: 'new' })).toThrow('lacks the region');
    expect(table(['a'], [['one | two\nthree']])).toBe('| a |\n| --- |\n| one \\| two three |');
  });
});

describe('README', () => {
  test.each(['npm install && npm run demo', 'npm install && npm test'])('shows %s', (command) => {
    expect(readProjectFile('README.md').split('\n')).toContain(command);
  });

  test('names every action', () => {
    for (const name of readdirSync(join(root, 'actions')))
      expect(readProjectFile('README.md')).toContain(`\`${name}\``);
  });
});

describe('links', () => {
  test.each(documents)('of %s resolve', (file) => {
    const broken = linksOf(readProjectFile(file))
      .filter((link) => !/^[a-z]+:/.test(link))
      .filter((link) => {
        const [path = '', anchor] = link.split('#');
        const target = path === '' ? file : join(file, '..', path);
        if (!existsSync(join(root, target))) return true;
        return anchor !== undefined && !anchorsOf(readProjectFile(target)).includes(anchor);
      });
    expect(broken).toEqual([]);
  });
});

describe('examples', () => {
  const examples = yamlExamples();
  const kindOf = (value: unknown) => (hasKey(value, 'kind') ? (value as { kind: unknown }).kind : undefined);
  const policies = examples.filter(({ value }) => kindOf(value) === 'TrustPolicy');
  const callers = examples.filter(({ value }) => kindOf(value) === 'PolicyCallers');
  const settings = Object.keys(serverConfigSchema.properties).filter((name) => name !== 'public_url');
  const configurations = examples.filter(({ value }) => hasKey(value, 'public_url'));
  const worlds = examples.filter(({ value }) => hasKey(value, 'repositories'));
  /** Parts of a configuration: every key is one of it. */
  const parts = examples.filter(
    ({ value }) => isRecord(value) && Object.keys(value).every((key) => settings.includes(key)),
  );
  /** `test/e2e/examples` runs them, and checks that it runs all. */
  const workflows = examples.filter(
    ({ value }) =>
      hasKey(value, 'jobs') || hasKey(value, 'steps') || hasKey(value, 'with') || Array.isArray(value),
  );
  /** `test/e2e/deployments/page.test.ts` uploads them. */
  const components = examples.filter(({ value }) => hasKey(value, 'components'));
  /** `helm-values.test.ts` checks every block of the page with the schema of the chart. */
  const chartValues = examples.filter(({ at }) => at.startsWith('docs/kubernetes.md:'));

  test('are of a kind that a test judges', () => {
    const judged = [
      policies,
      callers,
      configurations,
      worlds,
      parts,
      workflows,
      components,
      chartValues,
    ].flat();
    // The findings of that page are made from examples that the linter's tests judge.
    const others = examples.filter(({ at }) => !at.startsWith('docs/trust-policies.md:'));
    expect(others.filter((example) => !judged.includes(example)).map(({ at }) => at)).toEqual([]);
    expect(parts.length).toBeGreaterThan(4);
  });

  test.each(parts)('$at is a valid part of a server configuration', ({ value }) => {
    const rest = {
      public_url: 'https://atmos-pro.example.com',
      workspaces: [{ id: 'ws', repositories: [] }],
    };
    expect(findProblems(validateServerConfig, { ...rest, ...(value as object) })).toEqual([]);
  });

  test.each(policies)('$at is a valid trust policy', ({ text, value }) => {
    const { name } = (value as { readonly metadata: { readonly name: string } }).metadata;
    const compiled = compileTrustPolicy({ content: Buffer.from(text), name });
    expect({
      status: compiled.status,
      errors: compiled.findings.filter(({ severity }) => severity === 'error'),
    }).toEqual({
      status: 'valid',
      errors: [],
    });
  });

  test.each(callers)('$at is a valid file of callers', ({ text }) => {
    expect(readCallers(text)).toMatchObject({ status: 'read' });
  });

  test.each(configurations)('$at is a valid server configuration', ({ value }) => {
    expect(findProblems(validateServerConfig, value)).toEqual([]);
  });

  test.each(worlds)('$at is a valid world', ({ value }) => {
    expect(findProblems(validateSimulatorWorld, value)).toEqual([]);
  });
});

describe('tracked files', () => {
  const texts = files.filter((file) => !/^(dist|node_modules)\/|\.(png|gif|wasm)$/.test(file));

  test('name no path of a machine', () => {
    const pattern = /(?<![\w.:$}~*-])\/(?:root|work|Users)\/[a-z]/;
    expect(
      texts.filter(
        (file) => pattern.test(readProjectFile(file)) && file !== 'test/repository/documents.test.ts',
      ),
    ).toEqual([]);
  });

  test('name no registry', () => {
    const pattern = /registry\.[a-z-]+\.[a-z]+|\/artifactory\/|_authToken/i;
    expect(
      texts.filter(
        (file) => pattern.test(readProjectFile(file)) && file !== 'test/repository/documents.test.ts',
      ),
    ).toEqual([]);
  });
});
