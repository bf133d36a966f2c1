import { expect, test } from '@jest/globals';
import { isGitHubToken } from '../../../../src/domain/credentials/token-form.ts';

test.each([
  ['an installation token', `ghs_${'a1B2'.repeat(9)}`],
  ['the form with a JWT', `ghs_1234567_eyJ${'a'.repeat(160)}.eyJ${'b-_'.repeat(80)}.${'c'.repeat(86)}`],
  ['a user token', `ghu_${'a'.repeat(36)}`],
  ['a fine-grained personal access token', `github_pat_${'A'.repeat(22)}_${'b'.repeat(59)}`],
  ['an installation token of an older GitHub Enterprise Server', `v1.${'0a'.repeat(20)}`],
  ['a token of an older GitHub Enterprise Server', '0a'.repeat(20)],
])('%s is a token', (_name, text) => expect(isGitHubToken(text)).toBe(true));

test.each([
  ['nothing', ''],
  ['a file', 'evil.sh'],
  ['a path', '/tmp/evil.sh'],
  ['a path after the prefix', `ghs_${'a'.repeat(20)}/evil.sh`],
  ['a command', `ghs_${'a'.repeat(20)};id`],
  ['a substitution', `ghs_$(id)${'a'.repeat(20)}`],
  ['a second line', `ghs_${'a'.repeat(36)}\nPATH=/tmp`],
  ['a line break at the end', `ghs_${'a'.repeat(36)}\n`],
  ['a blank', `ghs_${'a'.repeat(36)} `],
  ['a URL', `https://ghs_${'a'.repeat(36)}`],
  ['too short', 'ghs_a'],
  ['too long', `ghs_${'a'.repeat(8_193)}`],
  ['a JWT', 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abcdefghijkl'],
  ['other hex digits', '0A'.repeat(20)],
])('%s is not a token', (_name, text) => expect(isGitHubToken(text)).toBe(false));
