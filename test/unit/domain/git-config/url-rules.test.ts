import { expect, test } from '@jest/globals';
import {
  readScopedUrlRules,
  readUrlRules,
  resolveFetchUrl,
  selectUrlRules,
} from '../../../../src/domain/git-config/url-rules.ts';

/** Two rules for the same prefix. The base of the second was mentioned first, in a rule for another prefix. */
const tied = readUrlRules([
  { key: 'url.ssh://git@github.com/.insteadOf', value: 'ssh://git@github.com:22/' },
  { key: 'url.https://github.com/.insteadOf', value: 'git@github.com:' },
  { key: 'url.ssh://git@github.com/.insteadOf', value: 'git@github.com:' },
]);

test('of two rules for the same prefix, the one whose base was mentioned first applies', () => {
  expect(resolveFetchUrl(tied, 'git@github.com:acme/mod.git')).toBe('ssh://git@github.com/acme/mod.git');
});

test('the rules that apply to a prefix keep their order', () => {
  const selected = selectUrlRules(tied, 'git@github.com:acme/mod');
  expect(selected.fetch).toHaveLength(2);
  expect(resolveFetchUrl(selected, 'git@github.com:acme/mod.git')).toBe('ssh://git@github.com/acme/mod.git');
});

test('rules of the checkout are told from those of the user', () => {
  const { everywhere, workspace } = readScopedUrlRules(
    'global\0url.a.insteadof\nb\0local\0url.c.pushinsteadof\nd\0command\0core.bare\0',
  );
  expect(everywhere).toEqual({ fetch: [{ base: 'a', prefix: 'b' }], push: [] });
  expect(workspace).toEqual({ fetch: [{ base: 'a', prefix: 'b' }], push: [{ base: 'c', prefix: 'd' }] });
});
