import { describe, expect, test } from '@jest/globals';
import { RequestError } from '@octokit/request-error';
import { readGitHubFailure } from '../../../src/github/failure.ts';

const now = 1_000_000_000;
const request = {
  method: 'POST' as const,
  url: 'https://api.github.com/app/installations/7/access_tokens',
  headers: {},
};

function answered(status: number, message = 'Nope', headers: Record<string, string> = {}): RequestError {
  const response = { status, headers, url: request.url, data: { message } };
  return new RequestError(message, status, { request, response } as ConstructorParameters<
    typeof RequestError
  >[2]);
}

describe('readGitHubFailure', () => {
  test.each([
    { name: '401', error: answered(401), kind: 'unauthorized' },
    {
      name: '403 of another kind',
      error: answered(403, 'Resource not accessible by integration'),
      kind: 'forbidden',
    },
    {
      name: '403 suspended',
      error: answered(403, 'This installation has been suspended'),
      kind: 'suspended',
    },
    { name: '404', error: answered(404), kind: 'not-found' },
    { name: '422', error: answered(422, 'There is at least one repository …'), kind: 'unprocessable' },
    { name: '500', error: answered(500), kind: 'unreachable' },
    { name: '503', error: answered(503), kind: 'unreachable' },
    { name: '418', error: answered(418), kind: 'unexpected' },
    { name: 'no answer', error: new RequestError('ECONNREFUSED', 500, { request }), kind: 'unreachable' },
    { name: 'aborted', error: new DOMException('aborted', 'AbortError'), kind: 'unreachable' },
    { name: 'something else', error: new TypeError('x is not a function'), kind: 'unexpected' },
  ])('$name is $kind', ({ error, kind }) => {
    expect(readGitHubFailure(error, now)).toMatchObject({ kind, retryAt: undefined });
  });

  test.each([
    { name: '429', error: answered(429), retryAt: now + 60_000 },
    { name: 'Retry-After on 403', error: answered(403, 'x', { 'retry-after': '7' }), retryAt: now + 7_000 },
    { name: 'Retry-After on 422', error: answered(422, 'x', { 'retry-after': '3' }), retryAt: now + 3_000 },
    {
      name: 'an exhausted limit with its reset',
      error: answered(403, 'API rate limit exceeded', {
        'x-ratelimit-remaining': '0',
        'x-ratelimit-reset': String(now / 1000 + 90),
      }),
      retryAt: now + 90_000,
    },
    {
      name: 'a secondary limit by its words alone',
      error: answered(403, 'You have exceeded a secondary rate limit.'),
      retryAt: now + 60_000,
    },
  ])('a rate limit: $name', ({ error, retryAt }) => {
    expect(readGitHubFailure(error, now)).toMatchObject({ kind: 'rate-limited', retryAt });
  });

  test('a 422 with a used up limit is still about the request', () => {
    const error = answered(422, 'no such repository', {
      'x-ratelimit-remaining': '0',
      'x-ratelimit-reset': '1',
    });
    expect(readGitHubFailure(error, now).kind).toBe('unprocessable');
  });
});
