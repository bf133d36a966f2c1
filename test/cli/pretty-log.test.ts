/** The log for a person: a line for each record, with the facts and without what could harm a terminal. */
import { expect, test } from '@jest/globals';
import { renderLogLine } from '../../src/cli/serve/pretty-log.ts';
import { createLog } from '../../src/server/http/logging.ts';

function logged(write: (log: ReturnType<typeof createLog>) => void, color = false): string {
  let text = '';
  const destination = { write: (line: string) => (text += renderLogLine(line, color)) };
  write(createLog({ level: 'trace', destination }));
  return text;
}

test('time, level, message and fields are on one line', () => {
  const text = logged((log) => log.info({ route: '/readyz', status: 200, list: ['a'] }, 'request completed'));
  expect(text).toMatch(/^\d\d:\d\d:\d\d info {2}request completed route=\/readyz status=200 list=\["a"\]\n$/);
});

test('an error has its message on the line, its code, and its stack below', () => {
  const error = Object.assign(new Error('no database'), { code: 'ECONNREFUSED' });
  const [first = '', second = ''] = logged((log) => log.error({ error }, 'not ready')).split('\n');
  expect(first).toMatch(/error not ready error=no database \{"code":"ECONNREFUSED"\}$/);
  expect(second).toMatch(/^ {4}at /);
});

test('escape sequences of a client do not reach the terminal', () => {
  const text = logged((log) => log.warn({ agent: '\u001b[2J\nspoofed' }, 'a\u001b]0;title\u0007b'));
  expect(text.slice(0, -1)).not.toMatch(/[\p{Cc}]/u);
  expect(text).toContain('spoofed');
});

test('colors are used only on request, and other text is kept', () => {
  const write = (log: ReturnType<typeof createLog>) => log.fatal('broken');
  expect(logged(write, true)).toContain('\u001b[31mfatal');
  expect(logged(write)).not.toContain('\u001b');
  expect(renderLogLine('plain text\n', true)).toBe('plain text\n');
});
