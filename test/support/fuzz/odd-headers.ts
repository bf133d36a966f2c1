/** Headers that are wrong, double, or meant for other servers. */
import fc from 'fast-check';

const contentTypes = fc.constantFrom(
  'application/json; charset=utf-16',
  'application/json;charset=',
  'APPLICATION/JSON',
  'text/plain',
  'application/x-www-form-urlencoded',
  'multipart/form-data; boundary=x',
  'application/xml',
  'json',
  '',
  'application/json\u00ff',
  `application/json; ${'a=b;'.repeat(500)}`,
);

export const oddHeaders: fc.Arbitrary<readonly [string, string]> = fc.oneof(
  contentTypes.map((type) => ['content-type', type] as const),
  fc.constantFrom<readonly [string, string]>(
    ['content-encoding', 'gzip'],
    ['expect', '100-continue'],
    ['expect', 'the worst'],
    ['upgrade', 'h2c'],
    ['connection', 'upgrade, http2-settings'],
    ['accept', 'text/html'],
    ['accept-encoding', 'br;q=x'],
    ['origin', 'https://evil.example'],
    ['access-control-request-method', 'POST'],
    ['x-forwarded-for', '127.0.0.1'],
    ['x-http-method-override', 'DELETE'],
    ['x-request-id', 'chosen-by-the-client'],
    ['cookie', 'session=1; '.repeat(400)],
    ['authorization', 'Bearer'],
    ['authorization', `Bearer ${'a'.repeat(20_000)}`],
    ['authorization', 'Bearer a.b.c'],
    ['authorization', `Bearer ${Buffer.from('{"alg":"none"}').toString('base64url')}.e30.`],
    ['authorization', 'Basic eDp5'],
    ['if-none-match', '*'],
    ['range', 'bytes=0-0'],
    ['te', 'trailers'],
    ['trailer', 'x'],
    ['x-large', 'a'.repeat(33_000)],
    ['bad header', 'x'],
    ['x-bad-value', 'a\u0001b'],
    ['x-obs-fold', 'a\r\n b'],
    ['content-length', '5'],
    ['transfer-encoding', 'chunked'],
    ['transfer-encoding', 'identity, chunked'],
    ['traceparent', '00-0-0-0'],
  ),
  fc
    .tuple(fc.stringMatching(/^x-[a-z]{1,20}$/), fc.string({ maxLength: 200 }))
    .map(([name, value]) => [name, value.replaceAll(/[\r\n]/g, '')] as const),
);
