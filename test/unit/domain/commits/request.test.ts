import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { describeProblem } from '../../../../src/domain/commits/change.ts';
import { checkBranch, checkComment, checkMessage } from '../../../../src/domain/commits/check-request.ts';
import { isSameMessage, splitMessage } from '../../../../src/domain/commits/message.ts';
import { blobId, digestRequest } from '../../../../src/domain/commits/object-id.ts';
import { findOverlap, namePaths } from '../../../../src/domain/commits/overlap.ts';
import { parseStaged } from '../../../../src/domain/commits/parse-staged.ts';
import { readChanges, type WireChanges } from '../../../../src/domain/commits/read-changes.ts';
import { decodeStrictBase64 } from '../../../../src/domain/commits/strict-base64.ts';

const encode = (text: string) => Buffer.from(text).toString('base64');

describe('words of a commit from CI', () => {
  test.each([
    ['of 500 bytes', 'a'.repeat(500), undefined],
    ['of 501 bytes', 'a'.repeat(501), 'the commit message has 501 bytes, and at most 500 are allowed'],
    [
      'of 251 letters with two bytes each',
      'ü'.repeat(251),
      'the commit message has 502 bytes, and at most 500 are allowed',
    ],
    ['of blanks', ' \n', 'the commit message is empty'],
    ['with half a pair', 'a\ud800', 'the commit message is not valid text'],
    ['with NUL', 'a\0b', 'the commit message is not valid text'],
  ])('a message %s', (_, message, problem) => {
    expect(checkMessage(message)[0]?.message).toBe(problem);
  });

  test.each([
    ['of 2000 bytes', 'a'.repeat(2_000), undefined],
    ['of 2001 bytes', 'a'.repeat(2_001), 'the comment has 2001 bytes, and at most 2000 are allowed'],
    [
      'of 1001 letters with two bytes each',
      'ü'.repeat(1_001),
      'the comment has 2002 bytes, and at most 2000 are allowed',
    ],
    ['that is empty', '', undefined],
    ['with half a pair', '\udc00', 'the comment is not valid text'],
  ])('a comment %s', (_, comment, problem) => {
    expect(checkComment(comment)[0]?.message).toBe(problem);
  });

  test.each(['feature/x', 'a', 'dependabot/npm_and_yarn/a-1.2.3', 'x'.repeat(256), 'a.b/c'])(
    'branch %s',
    (branch) => {
      expect(checkBranch(branch)).toEqual([]);
    },
  );

  test.each([
    ['branch-too-long', 'x'.repeat(257)],
    ['branch-characters', ''],
    ['branch-characters', 'a b'],
    ['branch-characters', 'ä'],
    ['branch-characters', 'a\n'],
    ['branch-characters', '../main'],
    ['branch-characters', 'a..b'],
    ['branch-characters', '/a'],
    ['branch-characters', 'a/'],
    ['branch-characters', 'a//b'],
    ['branch-characters', '-f'],
    ['branch-characters', 'a/.b'],
    ['branch-characters', 'a.lock'],
    ['branch-characters', 'a.lock/b'],
    ['branch-characters', 'a.'],
    ['branch-characters', 'a@{1}'],
    ['branch-characters', 'a~1'],
    ['branch-characters', 'a?b'],
  ])('%s refuses %j', (rule, branch) => {
    expect(checkBranch(branch).map((problem) => problem.rule)).toEqual([rule]);
  });

  test('a message is split as git reads it', () => {
    expect(splitMessage('one\r\n\r\ntwo\nthree\n')).toEqual({ headline: 'one', body: 'two\nthree' });
    expect(isSameMessage('one\ntwo', 'one\n\ntwo\n')).toBe(true);
    expect(isSameMessage('one', 'one two')).toBe(false);
  });
});

describe('files of a request', () => {
  const read = (additions: WireChanges['additions'], deletions: WireChanges['deletions'] = []) => {
    const result = readChanges({ additions, deletions });
    return result.status === 'read' ? result.changes : result.problems.map(describeProblem);
  };

  test('are decoded with their modes', () => {
    expect(read([{ path: 'a', contents: encode('A'), mode: '100755' }], [{ path: 'b' }])).toEqual({
      additions: [{ path: 'a', content: Buffer.from('A'), mode: '100755' }],
      deletions: [{ path: 'b' }],
    });
  });

  test('may have 2 MiB and not a byte more', () => {
    const of = (bytes: number) => Buffer.alloc(bytes).toString('base64');
    expect(read([{ path: 'a', contents: of(2_097_152) }])).toHaveProperty('additions');
    expect(read([{ path: 'a', contents: of(2_097_153) }])).toEqual([
      '"a": the file has 2097153 bytes, and at most 2 MiB (2097152 bytes) are allowed (file-too-large)',
    ]);
  });

  test.each(['QQ', 'QQ=', 'QQ===', 'Q Q=', 'QUJD\n', '-_8=', 'QR==', 'QUF=', 'Q=Q=', '====', '='])(
    'are refused for %j',
    (contents) => {
      expect(read([{ path: 'a', contents }])).toEqual([
        '"a": the contents are not standard base64 with padding (not-base64)',
      ]);
    },
  );

  test('base64 gives back every content, and nothing but what encodes to it', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
        expect(decodeStrictBase64(Buffer.from(bytes).toString('base64'))).toEqual(Buffer.from(bytes));
      }),
    );
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('A', 'B', 'Q', 'g', '/', '=', '9'), maxLength: 8 }),
        (text) => {
          const decoded = decodeStrictBase64(text);
          if (decoded !== undefined) expect(decoded.toString('base64')).toBe(text);
        },
      ),
      { numRuns: 2_000 },
    );
  });

  test.each([
    ['link-outside', 'a/link', '../../x'],
    ['link-outside', 'link', '/etc/passwd'],
    ['link-outside', 'a/b', '../.git/config'],
    ['link-outside', 'a/b', '../.GIT/config'],
    ['link-target', 'link', ''],
    ['link-target', 'link', 'a\nb'],
    ['link-target', 'link', 'a\\b'],
    ['link-for-git', '.gitmodules', 'x'],
    ['link-for-git', 'a/.GitAttributes', 'x'],
  ])('%s: %s -> %j', (rule, path, target) => {
    expect(read([{ path, contents: encode(target), mode: '120000' }])).toEqual([
      expect.stringContaining(`(${rule})`),
    ]);
  });

  test('a link that stays inside is fine', () => {
    expect(read([{ path: 'a/link', contents: encode('../b/./c'), mode: '120000' }])).toHaveProperty(
      'additions',
    );
  });
});

describe('one request', () => {
  const identity = {
    ...{ issuer: 'i', workspaceId: 'w', repositoryId: '1', runId: '2', runAttempt: '1', checkRunId: '3' },
    ...{ branch: 'b', base: '', message: 'm' },
  };
  const addition = (path: string, text: string) => ({ path, content: Buffer.from(text) });
  const changes = {
    additions: [addition('a', '1'), addition('b', '2')],
    deletions: [{ path: 'c' }, { path: 'd' }],
  };
  const digest = digestRequest({ ...identity, changes });

  test('is the same in any order of its files', () => {
    const turned = {
      additions: [...changes.additions].reverse(),
      deletions: [...changes.deletions].reverse(),
    };
    expect(digestRequest({ ...identity, changes: turned })).toBe(digest);
  });

  test.each([
    ['run', { ...identity, runId: '9', changes }],
    ['attempt', { ...identity, runAttempt: '2', changes }],
    ['job', { ...identity, checkRunId: '9', changes }],
    ['branch', { ...identity, branch: 'x', changes }],
    ['base', { ...identity, base: 'x', changes }],
    ['message', { ...identity, message: 'x', changes }],
    [
      'content',
      { ...identity, changes: { ...changes, additions: [addition('a', '1'), addition('b', '3')] } },
    ],
    [
      'mode',
      {
        ...identity,
        changes: {
          ...changes,
          additions: [{ ...addition('a', '1'), mode: '100755' as const }, addition('b', '2')],
        },
      },
    ],
    ['deletion', { ...identity, changes: { ...changes, deletions: [{ path: 'c' }] } }],
  ])('is another one with another %s', (_, other) => {
    expect(digestRequest(other)).not.toBe(digest);
  });

  test('names content as git does', () => {
    expect(blobId(Buffer.from('hello\n'))).toBe('ce013625030ba8dba906f756967f9e9ca394464a');
  });
});

test.each([
  ['the same file', ['a/b'], ['a/b'], ['a/b']],
  ['a folder of it', ['a/b'], ['a'], ['a/b']],
  ['a file in it', ['a'], ['a/b'], ['a']],
  ['another letter case', ['A/b'], ['a/B'], ['A/b']],
  ['a path next to it', ['a/b'], ['a/bc', 'ab'], []],
])('overlap with %s', (_, own, others, found) => {
  expect(findOverlap(own, others)).toEqual(found);
});

test('names five files and counts the rest', () => {
  expect(namePaths(['a', 'b', 'c', 'd', 'e', 'f', 'g'])).toBe('"a", "b", "c", "d", "e" and 2 more');
});

test.each(['x\0', ':100644 100644 a b M\0p\0', ':100644 100644 M', 'a'])(
  '%j is not what git says',
  (output) => {
    expect(() => parseStaged(output)).toThrow('could not be read');
  },
);
