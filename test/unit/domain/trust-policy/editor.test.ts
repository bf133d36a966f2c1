/** What an editor shows while a policy is written: the published schema in the language server that editors run. */

import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { policyClaims } from '../../../../src/domain/trust-policy/claims.ts';
import { type LanguageServer, startLanguageServer } from '../../../support/language-server.ts';
import { root } from '../../../support/source-files.ts';
import { policyText } from './samples.ts';

let server: LanguageServer;

beforeAll(async () => {
  server = await startLanguageServer(join(root, 'schemas/v1alpha1/trust-policy.json'));
});
afterAll(() => server.stop());

describe('an editor', () => {
  test('finds nothing in a policy that is valid', async () => {
    const text = policyText(
      '    - match:\n        repository: "acme/infra"\n        ref: {regex: "refs/heads/.+"}',
    );
    expect(await server.diagnose(text)).toEqual([]);
  });

  test('offers the nine claims', async () => {
    const text = policyText('    - match:\n        ');
    const labels = await server.complete(text, { line: 7, character: 8 });
    expect(labels).toEqual(expect.arrayContaining(Object.keys(policyClaims)));
  });

  test('offers the keys of a rule, the levels, and what kind must be', async () => {
    const rule = policyText('    - match: {ref: a}\n      ');
    expect(await server.complete(rule, { line: 7, character: 6 })).toContain('permissions');
    const level = policyText('    - match: {ref: a}\n      permissions:\n        contents: ');
    expect(await server.complete(level, { line: 8, character: 18 })).toEqual(
      expect.arrayContaining(['read', 'write', 'admin']),
    );
    expect(await server.complete('kind: ', { line: 0, character: 6 })).toContain('TrustPolicy');
  });

  test.each([
    ['a claim', policyText('    - match:\n        repositoryowner: "acme"'), 'repositoryowner', 7],
    [
      'a key of a rule',
      policyText('    - match: {ref: a}\n      permission: {contents: read}'),
      'permission',
      7,
    ],
    [
      'a level',
      policyText('    - match: {ref: a}\n      permissions:\n        contents: wrtie'),
      '"write"',
      8,
    ],
    [
      'the kind',
      policyText('    - match: {ref: a}').replace('TrustPolicy', 'TrustPolicies'),
      '"TrustPolicy"',
      1,
    ],
  ])('marks a typo in %s at its place', async (_, text, words, line) => {
    const diagnostics = await server.diagnose(text);
    expect(diagnostics.map(({ message }) => message).join('\n')).toContain(words);
    expect(diagnostics.map(({ range }) => range.start.line)).toContain(line);
  });
});
