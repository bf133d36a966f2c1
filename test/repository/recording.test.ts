/** The recording of the demo: rendered from printed lines, and committed as the demo printed them. */
import { describe, expect, test } from '@jest/globals';
import { type PrintedLine, paceLines, renderRecording } from '../../scripts/recording/render-recording.ts';
import { readProjectFile } from '../support/source-files.ts';

const lines: readonly PrintedLine[] = [
  { at: 0, text: '$ npm run demo' },
  { at: 5, text: '\u001b[1mSetup\u001b[22m: <a> & b' },
  { at: 60_000, text: `\u001b[32m✓\u001b[39m ${'x'.repeat(300)}` },
];

describe('rendering', () => {
  const picture = renderRecording(lines, 'A demo');

  test('keeps colors as classes, and text as text', () => {
    expect(picture).toContain('<tspan class="bold">Setup</tspan>: &lt;a&gt; &amp; b</text>');
    expect(picture).toContain('<tspan class="green">✓</tspan> x');
    expect(picture).not.toContain('\u001b');
  });

  test('cuts a line at the width of the terminal', () => {
    const cut = picture.split('\n').find((line) => line.includes('xxx')) ?? '';
    expect(cut.replace(/<[^>]*>/g, '')).toHaveLength(118);
    expect(cut).toContain('…</text>');
  });

  test('shortens a long pause, and slows a burst down', () => {
    expect(paceLines(lines)).toEqual([70, 140, 1_040]);
  });

  test('shows the lines one after the other, the end without motion, and runs nothing', () => {
    expect(picture.match(/translateY/g)).toHaveLength(lines.length + 3);
    expect(picture).toContain('prefers-reduced-motion');
    expect(picture).not.toMatch(/<script|href|url\((?!#)/);
  });
});

test('docs/demo.svg is a recording of a demo that passed (else: npm run docs:demo), and is shown in the README', () => {
  const recorded = readProjectFile('docs/demo.svg').replace(/<[^>]*>/g, '');
  expect(recorded).toContain('All checks passed');
  expect(recorded).not.toContain('✗');
  expect(readProjectFile('README.md')).toContain('(docs/demo.svg)');
});
