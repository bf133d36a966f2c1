import { describe, expect, test } from '@jest/globals';
import { openAnswer, type Reader, type ServerAnswer } from '../../../../src/client/answer.ts';
import {
  readLock,
  readLocks,
  toTakeAnswer,
  toTakeManyAnswer,
} from '../../../../src/client/locks/read-answer.ts';

const operation = { name: 'The lock', codes: {}, refusalCode: 'REMOTE_REFUSED', hints: {} } as const;

function open<Data>(status: number, body: object, read: Reader<Data>): ServerAnswer<Data> {
  return openAnswer(operation, { status, headers: {}, body: JSON.stringify(body) }, read);
}
const take = (data: unknown) => toTakeAnswer(open(200, { success: true, data }, readLock), 'k');
const unknown = { id: '', key: 'k', fencingToken: undefined, expiresAt: undefined, outcome: undefined };

describe('the answer to a lock', () => {
  test.each([
    { name: 'no data', data: null },
    { name: 'fields of other types', data: { id: 7, key: [], fencingToken: '1', expiresAt: 1, holder: 'x' } },
    { name: 'values that mean nothing', data: { fencingToken: 1.5, expiresAt: 'soon', outcome: 'other' } },
    { name: 'a holder without an address', data: { holder: { runUrl: 4, more: true }, more: {} } },
  ])('needs nothing but the success: $name', ({ data }) => {
    expect(take(data)).toEqual({ status: 'granted', grants: [{ ...unknown, runUrl: undefined }] });
  });

  test('refuses an id that could break a file or an output', () => {
    expect(() => take({ id: 'a\nb' })).toThrow(expect.objectContaining({ code: 'REMOTE_MALFORMED' }));
  });

  test.each([
    { name: 'fewer locks', locks: [] },
    { name: 'a lock without an id', locks: [{ key: 'k' }] },
    { name: 'an id that is empty', locks: [{ id: '' }] },
  ])('refuses $name from a server that renews', ({ locks }) => {
    const answer = () => toTakeManyAnswer(open(200, { success: true, data: { locks } }, readLocks), ['k']);
    expect(answer).toThrow(expect.objectContaining({ code: 'REMOTE_MALFORMED' }));
  });

  test('reads the holder from a refusal whose other facts do not fit', () => {
    const context = { lock_id: 'a b', run_url: 'https://x/1', locked_by: 3, position: 1.5 };
    const answer = open(409, { success: false, errorTag: 7, errorMessage: 'no', context }, readLock);
    expect(toTakeAnswer(answer, 'k')).toMatchObject({
      holder: 'https://x/1',
      lockId: '',
      position: undefined,
    });
  });
});
