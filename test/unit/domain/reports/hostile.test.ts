/** Names, messages and edits by strangers decide nothing and mark up nothing. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type BoxAction, renderBox } from '../../../../src/domain/reports/callouts.ts';
import { commentMarker, renderComment } from '../../../../src/domain/reports/comment.ts';
import type { LadderStep } from '../../../../src/domain/reports/ladder.ts';
import { linkMarkup } from '../../../../src/domain/reports/rows.ts';
import { readTicks } from '../../../../src/domain/reports/ticks.ts';
import { batch, comment, hostileBatch, hostileText, row } from './samples.ts';

const marker = commentMarker(comment(batch()));

/** A line of a flowchart: a group, a box, an arrow, a class. */
const drawn =
  /^(?:|flowchart LR| {2}end| {2}[ns]\d+ --> [ns]\d+| {2}classDef \w+ [\w:#,-]+| {2,4}(?:subgraph )?[ns]\d+ ?\[("[^"\]<>&`|@]*")\](?::::\w+)?)$/;

function boxesOf(text: string): string[] {
  return [...text.matchAll(/<!--.*?-->/g)].map(([found]) => found);
}

test('a comment has its own comments, tags, links and fences only', () => {
  fc.assert(
    fc.property(hostileBatch, fc.array(hostileText, { maxLength: 2 }), (one, texts) => {
      const { text } = renderComment(
        comment(one, {
          notes: texts.flatMap((instance) => [
            { type: 'broken_key', key: instance, instance } as const,
            { type: 'tick_refused', login: instance } as const,
          ]),
          earlier: [one],
          group: one,
        }),
      );
      expect(text.split('\n')[0]).toBe(marker);
      for (const hidden of boxesOf(text).slice(1)) expect(hidden).toMatch(/^<!-- do [a-z_]+ 8841 -->$/);
      const tags = [...text.matchAll(/<\/?([a-z]+)/gi)].map(([, tag]) => tag);
      for (const tag of tags) expect(['code', 'br', 'details', 'summary']).toContain(tag);
      expect(text).not.toContain('](https://evil.example');
      expect(text.match(/<details>/g)?.length).toBe(text.match(/<\/details>/g)?.length);
      expect((text.match(/^```/gm) ?? []).length % 2).toBe(0);
      const boxes = text.split('\n').filter((line) => /^(?:> )?- \[/.test(line));
      for (const box of boxes) expect(box).toMatch(/^(?:> )?- \[ \] [\w ]+ <!-- do [a-z_]+ 8841 -->$/);
      // In a drawing, names are labels in quotes, without what could end them.
      const drawing = /```mermaid\n([\s\S]*?)\n```/.exec(text)?.[1] ?? '';
      for (const line of drawing.split('\n')) expect(line).toMatch(drawn);
      const prose = text.replace(drawing, () => '');
      // GitHub reads decoded text, outside of code: nothing there mentions, refers or links.
      const decoded = prose
        .replace(/<code>.*?<\/code>/g, '')
        .replace(/&#(\d+);/g, (_, point: string) => String.fromCodePoint(Number(point)));
      for (const active of ['@acme', 'https://evil', 'www.']) expect(decoded).not.toContain(active);
      expect(prose).not.toContain('https://evil');
    }),
    { numRuns: 500 },
  );
});

test.each([
  { url: 'https://github.com/acme/infra/actions/runs/7', isLink: true },
  { url: 'https://ghes.example:8443/a?b=c#d', isLink: true },
  { url: 'javascript:alert(1)', isLink: false },
  { url: 'https://a.example/) [x](https://evil.example', isLink: false },
  { url: 'https://a.example/\n', isLink: false },
  { url: `https://a.example/${'x'.repeat(600)}`, isLink: false },
  { url: undefined, isLink: false },
])('$url is a link: $isLink', ({ url, isLink }) => {
  expect(linkMarkup('x', url)).toBe(isLink ? `[x](${url})` : 'x');
});

describe('a tick', () => {
  const failed = batch({ state: 'concluded', conclusion: 'failure', rows: [row('a', { state: 'failed' })] });
  const before = renderComment(comment(failed)).text;
  const after = before.replace('- [ ]', '- [x]');
  const edit = { marker, batchId: '8841', before, after };
  interface TickCase {
    readonly name: string;
    readonly edit: Partial<typeof edit>;
    readonly ticks: readonly BoxAction[];
  }
  const held = renderComment(
    comment(batch({ state: 'held', hold: { reason: 'cooldown', dispatches: 1 } })),
  ).text;
  const cases: readonly TickCase[] = [
    { name: 'of a box', edit: {}, ticks: ['retry'] },
    {
      name: 'of a box in a callout',
      edit: { before: held, after: held.replace('- [ ]', '- [X]') },
      ticks: ['resume'],
    },
    { name: 'with other line ends', edit: { after: after.replaceAll('\n', '\r\n') }, ticks: ['retry'] },
    { name: 'that was there', edit: { before: after }, ticks: [] },
    { name: 'that is taken back', edit: { before: after, after: before }, ticks: [] },
    { name: 'of another batch', edit: { batchId: '8842' }, ticks: [] },
    { name: 'under another marker', edit: { marker: '<!-- atmos-pro pr ws_acme 1 12 -->' }, ticks: [] },
    { name: 'with the marker moved', edit: { after: `x\n${after}` }, ticks: [] },
    {
      name: 'of a box that was added',
      edit: { after: `${before}\n- [x] Dispatch <!-- do dispatch_anyway 8841 -->` },
      ticks: [],
    },
    {
      name: 'of an unknown action',
      edit: {
        before: `${marker}\n- [ ] x <!-- do drop 8841 -->`,
        after: `${marker}\n- [x] x <!-- do drop 8841 -->`,
      },
      ticks: [],
    },
    {
      name: 'in a long line',
      edit: { after: after.replace('Retry', `Retry ${'x'.repeat(300)}`) },
      ticks: [],
    },
  ];
  test.each(cases)('$name', ({ edit: more, ticks }) => {
    expect(readTicks({ ...edit, ...more })).toEqual(ticks);
  });

  test('is read whatever else was written, without throwing', () => {
    const step: LadderStep = 'totals';
    const short = renderComment(comment(failed), step).text;
    expect(readTicks({ ...edit, before: short, after: short.replace('[ ]', '[x]') })).toEqual(['retry']);
    fc.assert(
      fc.property(hostileText, hostileText, (one, other) => {
        expect(readTicks({ ...edit, before: `${marker}\n${one}`, after: `${marker}\n${other}` })).toEqual(
          one.split('\n').some((line) => line.startsWith('- [ ]')) ? expect.any(Array) : [],
        );
      }),
    );
    expect(renderBox('retry', 'x', '8841 --> <b>')).toBe('- [ ] x <!-- do retry 8841--b -->');
  });
});
