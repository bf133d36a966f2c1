import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { maxRepositories, maxTokens } from '../../../../src/api/answers.ts';
import { ActionError } from '../../../../src/base/errors.ts';
import { readAnswer } from '../../../../src/client/answer.ts';
import { readMint, toStsAnswer } from '../../../../src/client/sts/read-answer.ts';

const token = { host: 'github.com', owner: 'acme', token: 'ghs_abc' };

const operation = { name: 'The mint', codes: {}, refusalCode: 'REMOTE_REFUSED', hints: {} } as const;

function readStsAnswer(data: unknown) {
  const response = { status: 200, headers: {}, body: JSON.stringify({ success: true, data }) };
  return toStsAnswer(readAnswer(operation, response, readMint));
}

describe('the answer to a mint', () => {
  test.each([
    { name: 'nothing', data: {}, answer: { tokens: [], excluded: [] } },
    { name: 'the least of a token', data: { tokens: [token] }, answer: { tokens: [token], excluded: [] } },
    {
      name: 'optional fields that are null',
      data: { tokens: [{ ...token, repositories: null, permissions: null, expiresAt: null }] },
      answer: { tokens: [token], excluded: [] },
    },
    {
      name: 'an expiry that is not a time',
      data: { tokens: [{ ...token, expiresAt: 'tomorrow' }] },
      answer: { tokens: [token], excluded: [] },
    },
    {
      name: 'an exclusion without a reason',
      data: { excluded: [{ repo: 'acme/x' }] },
      answer: { tokens: [], excluded: [{ repo: 'acme/x', reason: 'unknown' }] },
    },
    {
      name: 'a host with a port and a token of 520 characters',
      data: { tokens: [{ ...token, host: 'ghes.example:8443', token: `ghs_1_${'x.'.repeat(257)}` }] },
      answer: {
        tokens: [{ ...token, host: 'ghes.example:8443', token: `ghs_1_${'x.'.repeat(257)}` }],
        excluded: [],
      },
    },
  ])('takes $name', ({ data, answer }) => {
    expect(readStsAnswer(data)).toEqual(answer);
  });

  test.each([
    { name: 'tokens that are not a list', data: { tokens: {} } },
    { name: 'a token that is text', data: { tokens: ['ghs_x'] } },
    { name: 'a token without a value', data: { tokens: [{ ...token, token: '' }] } },
    { name: 'a value with a blank', data: { tokens: [{ ...token, token: 'a b' }] } },
    { name: 'a host with a path', data: { tokens: [{ ...token, host: 'github.com/x' }] } },
    { name: 'a host with a user', data: { tokens: [{ ...token, host: 'a@github.com' }] } },
    { name: 'an owner with a slash', data: { tokens: [{ ...token, owner: 'a/b' }] } },
    { name: 'a repository without an owner', data: { tokens: [{ ...token, repositories: ['x'] }] } },
    { name: 'a repository with a line break', data: { tokens: [{ ...token, repositories: ['a/b\nc'] }] } },
    { name: 'permissions that are a list', data: { tokens: [{ ...token, permissions: [] }] } },
    { name: 'an exclusion without a name', data: { excluded: [{ reason: 'x' }] } },
    { name: 'too many tokens', data: { tokens: Array(maxTokens + 1).fill(token) } },
    { name: 'too many exclusions', data: { excluded: Array(maxRepositories + 1).fill({ repo: 'a/b' }) } },
  ])('refuses $name, and quotes nothing', ({ data }) => {
    const refused = () => readStsAnswer(data);
    expect(refused).toThrow(ActionError);
    expect(refused).toThrow(expect.objectContaining({ code: 'REMOTE_MALFORMED' }));
    expect(refused).not.toThrow(/ghs_|a b/);
  });

  test('is read or refused, never anything else', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom('tokens', 'excluded', 'x'), fc.jsonValue()), (data) => {
        try {
          readStsAnswer(data);
        } catch (error) {
          expect(error).toBeInstanceOf(ActionError);
        }
      }),
    );
  });
});
