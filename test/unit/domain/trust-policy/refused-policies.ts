/** Policies that are refused, each for one reason, and where that is found. */

import { matchText, policyText } from './samples.ts';

export const good = policyText('    - match:\n        ref: refs/heads/main');

/** A document that differs from a good one in one place. */
function edited(search: string, replacement: string): string {
  const text = good.replace(search, replacement);
  if (text === good) throw new Error(`nothing to edit: ${search}`);
  return text;
}

export const rule = (text: string) => policyText(`    - match: ${text}`);

/** Name, policy, its only finding. */
export const refused: [string, string, string][] = [
  ['over 32 KiB', `${good}#${'x'.repeat(32_768)}`, 'file-too-large 1:1'],
  ['a NUL', edited('main', 'ma\u0000in'), 'yaml-syntax 8:27'],
  ['an escape character', edited('main', 'ma\u001bin'), 'yaml-syntax 8:27'],
  ['an unclosed bracket', edited('refs/heads/main', '['), 'yaml-syntax 9:1'],
  ['a tab as indentation', edited('        ref', '\tref'), 'yaml-syntax 8:1'],
  ['a tab after spaces', edited('        ref', '    \tref'), 'yaml-syntax 8:1'],
  ['a tab inside a flow collection', rule('{\n\tref: a}'), 'yaml-syntax 8:1'],
  ['a directive that changes the version', `%YAML 1.1\n---\n${good}`, 'yaml-syntax 1:1'],
  ['a directive for tags', `%TAG ! tag:x,2000:\n---\n${good}`, 'yaml-syntax 1:1'],
  ['a key twice', `${good}kind: TrustPolicy\n`, 'duplicate-key 9:1'],
  ['a claim twice', rule('{ref: a, ref: b}'), 'duplicate-key 7:23'],
  ['a key twice in two spellings', rule('{ref: a, "ref": b}'), 'duplicate-key 7:23'],
  ['an anchor', rule('{ref: &x a}'), 'alias 7:23'],
  ['a merge key', edited('match:', '<<: {}\n      match:'), 'unknown-key 7:7'],
  ['a custom tag', rule('{ref: !secret a}'), 'custom-tag 7:28'],
  ['a tag that makes a number', rule('{ref: !!int "1"}'), 'custom-tag 7:26'],
  ['the non-specific tag', rule('{ref: ! a}'), 'custom-tag 7:22'],
  ['two documents', `${good}---\n${good}`, 'multiple-documents 9:1'],
  ['nothing', '', 'wrong-type 1:1'],
  ['only a comment', '# later\n', 'wrong-type 1:1'],
  ['a list', '- a\n', 'wrong-type 1:1'],
  ['a key that is a list', rule('{? [a] : b}'), 'unknown-key 7:17'],
  ['a key that is a number', rule('{1: b}'), 'unknown-key 7:15'],
  [
    'an octo-sts policy',
    'issuer: https://token.actions.githubusercontent.com\nsubject: repo:a/b:ref:refs/heads/main\npermissions: {contents: read}\n',
    'other-dialect 1:1',
  ],
  ['no API version', edited('apiVersion: atmos-pro.com/v1alpha1\n', ''), 'api-version 1:1'],
  ['another API version', edited('v1alpha1', 'v1'), 'api-version 1:13'],
  ['no kind', edited('kind: TrustPolicy\n', ''), 'kind 1:1'],
  ['another kind', edited('TrustPolicy', 'Policy'), 'kind 2:7'],
  ['no metadata', edited('metadata:\n  name: default\n', ''), 'metadata-name 1:1'],
  ['no name', edited('  name: default\n', '  {}\n'), 'metadata-name 4:3'],
  ['another name', edited('name: default', 'name: other'), 'metadata-name 4:9'],
  ['a name that is a number', edited('name: default', 'name: 1'), 'not-a-string 4:9'],
  ['another key in metadata', edited('name: default', 'name: default\n  labels: {}'), 'unknown-key 5:3'],
  ['metadata that is a text', edited('metadata:\n  name: default', 'metadata: x'), 'wrong-type 3:11'],
  ['no spec', good.slice(0, good.indexOf('spec')), 'rules-missing 1:1'],
  ['a spec that is a text', `${good.slice(0, good.indexOf('spec'))}spec: x\n`, 'wrong-type 5:7'],
  ['another key in spec', `${good}  default: allow\n`, 'unknown-key 9:3'],
  ['no rules', policyText('').trimEnd(), 'rules-missing 6:3'],
  ['an empty list of rules', policyText('    []'), 'rules-missing 7:5'],
  ['rules that are a mapping', policyText('    match: {ref: a}'), 'wrong-type 7:5'],
  ['51 rules', policyText('    - match: {ref: a}\n'.repeat(51)), 'too-many-rules 7:5'],
  ['a rule that is a text', policyText('    - main'), 'wrong-type 7:7'],
  ['another key in a rule', policyText('    - match: {ref: a}\n      deny: true'), 'unknown-key 8:7'],
  ['another key at the top', `${good}version: 1\n`, 'unknown-key 9:1'],
  ['no match', policyText('    - permissions: {contents: read}'), 'empty-match 7:7'],
  ['an empty match', rule('{}'), 'empty-match 7:14'],
  ['a match that is nothing', policyText('    - match:'), 'empty-match 7:7'],
  ['a match that is a list', rule('[ref]'), 'wrong-type 7:14'],
  ['an unknown claim', rule('{repositoryowner: a}'), 'unknown-claim 7:15'],
  ['the issuer', rule('{iss: a, ref: b}'), 'unknown-claim 7:15'],
  ['a claim called __proto__', rule('{__proto__: a, ref: b}'), 'unknown-claim 7:15'],
  ['a claim called constructor', rule('{constructor: a, ref: b}'), 'unknown-claim 7:15'],
  ['a number', rule('{sha: 1234567}'), 'not-a-string 7:20'],
  ['a fraction', rule('{ref: 1.0}'), 'not-a-string 7:20'],
  ['a hexadecimal number', rule('{sha: 0x1f}'), 'not-a-string 7:20'],
  ['an exponent', rule('{sha: 1e9}'), 'not-a-string 7:20'],
  ['infinity', rule('{sha: .inf}'), 'not-a-string 7:20'],
  ['a boolean', rule('{environment: true}'), 'not-a-string 7:28'],
  ['null', rule('{actor: ~}'), 'not-a-string 7:22'],
  ['null by its absence', rule('{actor: }'), 'not-a-string 7:15'],
  ['a list of patterns', rule('{ref: [a, b]}'), 'wrong-type 7:20'],
  ['a regex that is a number', rule('{sha: {regex: 1}}'), 'not-a-string 7:28'],
  ['a matcher without regex', rule('{sha: {}}'), 'regex-invalid 7:20'],
  ['another key beside regex', rule('{sha: {regex: a, flags: i}}'), 'unknown-key 7:31'],
  ['a bad regex', rule('{sha: {regex: "a("}}'), 'regex-invalid 7:28'],
  ['an empty glob', rule('{ref: ""}'), 'pattern-empty 7:20'],
  ['an empty regex', rule('{ref: {regex: ""}}'), 'pattern-empty 7:28'],
  ['a glob of 257 characters', rule(`{ref: ${'a'.repeat(257)}}`), 'pattern-too-long 7:20'],
  ['a regex of 257 characters', rule(`{ref: {regex: ${'a'.repeat(257)}}}`), 'pattern-too-long 7:28'],
  ['an unknown permission', matchText({ ref: 'a' }, { 'pull-requests': 'read' }), 'permission-unknown 7:43'],
  [
    'a permission on the organization',
    matchText({ ref: 'a' }, { members: 'read' }),
    'permission-unknown 7:43',
  ],
  [
    'a permission called constructor',
    matchText({ ref: 'a' }, { constructor: 'read' }),
    'permission-unknown 7:43',
  ],
  ['an unknown level', matchText({ ref: 'a' }, { contents: 'wrtie' }), 'permission-level 7:54'],
  ['a level that is a boolean', matchText({ ref: 'a' }, { contents: true }), 'not-a-string 7:54'],
  ['a level below the lowest', matchText({ ref: 'a' }, { workflows: 'read' }), 'permission-level 7:55'],
  ['empty permissions', matchText({ ref: 'a' }, {}), 'permissions-size 7:42'],
  [
    'permissions that are nothing',
    policyText('    - match: {ref: a}\n      permissions:'),
    'permissions-size 8:7',
  ],
  [
    'permissions that are a text',
    policyText('    - match: {ref: a}\n      permissions: read'),
    'wrong-type 8:20',
  ],
];
