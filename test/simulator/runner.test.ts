import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { readEnvironmentFile, readPairs, readPathFile } from '../../src/simulator/runner/file-commands.ts';
import { runJob, type ScriptedStep } from '../../src/simulator/runner/run-job.ts';
import { readWorkflowCommand } from '../../src/simulator/runner/workflow-commands.ts';

describe('command files', () => {
  test.each([
    { name: 'a plain pair', text: 'a=1\n', pairs: { a: '1' } },
    { name: 'a value with an equals sign', text: 'a=b=c\n', pairs: { a: 'b=c' } },
    { name: 'an empty value', text: 'a=\n', pairs: { a: '' } },
    { name: 'a block of several lines', text: 'a<<EOF\n1\n2\nEOF\nb=3\n', pairs: { a: '1\n2', b: '3' } },
    { name: 'an empty block', text: 'a<<EOF\nEOF\n', pairs: { a: '' } },
    { name: 'a block holding what looks like a pair', text: 'a<<EOF\nb=2\nEOF\n', pairs: { a: 'b=2' } },
    { name: 'the later pair of a name', text: 'a=1\na=2\n', pairs: { a: '2' } },
    { name: 'Windows line ends', text: 'a=1\r\nb=2\r\n', pairs: { a: '1', b: '2' } },
  ])('reads $name', ({ text, pairs }) => {
    expect(readPairs(text)).toEqual(pairs);
  });

  test.each([
    { name: 'a line without an operator', text: 'nonsense\n', message: "Invalid format 'nonsense'" },
    { name: 'a block without its end', text: 'a<<EOF\n1\n', message: "Matching delimiter not found 'EOF'" },
  ])('refuses $name', ({ text, message }) => {
    expect(() => readPairs(text)).toThrow(message);
  });

  test('reads back any block whose delimiter does not occur in it', () => {
    const line = fc.string().filter((text) => !/[\r\n]/.test(text) && text !== 'ghadelimiter');
    fc.assert(
      fc.property(fc.array(line, { minLength: 1 }), (lines) => {
        const value = lines.join('\n');
        expect(readPairs(`name<<ghadelimiter\n${value}\nghadelimiter\n`)).toEqual({ name: value });
      }),
    );
  });

  test('does not let a step set NODE_OPTIONS', () => {
    expect(readEnvironmentFile('NODE_OPTIONS=--require evil\nA=1\n')).toEqual({ A: '1' });
  });

  test('puts the last path first', () => {
    expect(readPathFile('/a\n/b\n')).toEqual(['/b', '/a']);
  });
});

describe('workflow commands', () => {
  test.each([
    { line: '::add-mask::secret', command: 'add-mask', properties: {}, message: 'secret' },
    {
      line: '::error title=A%3A B::one%0Atwo',
      command: 'error',
      properties: { title: 'A: B' },
      message: 'one\ntwo',
    },
    {
      line: '::warning file=a.tf,line=1::x',
      command: 'warning',
      properties: { file: 'a.tf', line: '1' },
      message: 'x',
    },
    { line: '::notice::100%25 of a::b', command: 'notice', properties: {}, message: '100% of a::b' },
  ])('reads $line', ({ line, ...expected }) => {
    expect(readWorkflowCommand(line)).toEqual(expected);
  });

  test.each(['plain', ' ::error::indented', '::error', 'x::error::y'])('takes %j as text', (line) => {
    expect(readWorkflowCommand(line)).toBeUndefined();
  });
});

describe('a job', () => {
  let directory: string;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'runner-'));
  });
  afterEach(() => rm(directory, { recursive: true, force: true }));

  /** An action whose phases are the given scripts. */
  async function writeAction(
    name: string,
    scripts: { main: string; post?: string },
    extra = '',
  ): Promise<string> {
    const action = join(directory, name);
    await mkdir(action);
    const post = scripts.post === undefined ? '' : '\n  post: post.mjs';
    const inputs = 'inputs:\n  greeting:\n    description: g\n    default: hello\n';
    await writeFile(
      join(action, 'action.yml'),
      `name: ${name}\ndescription: d\n${inputs}runs:\n  using: node24\n  main: main.mjs${post}\n${extra}`,
    );
    await writeFile(join(action, 'main.mjs'), `import fs from 'node:fs';\n${scripts.main}`);
    if (scripts.post !== undefined)
      await writeFile(join(action, 'post.mjs'), `import fs from 'node:fs';\n${scripts.post}`);
    return action;
  }

  function play(steps: readonly ScriptedStep[]) {
    return runJob({ environment: { PATH: process.env['PATH'] ?? '' }, directory, steps });
  }

  test('carries environment, outputs and state, and gives inputs their defaults', async () => {
    const uses = await writeAction('one', {
      main: `
        fs.appendFileSync(process.env.GITHUB_ENV, 'CARRIED=yes\\n');
        fs.appendFileSync(process.env.GITHUB_OUTPUT, 'said=' + process.env.INPUT_GREETING + '\\n');
        fs.appendFileSync(process.env.GITHUB_STATE, 'kept=1\\n');`,
      post: "console.log('state ' + process.env.STATE_kept + ' input ' + process.env.INPUT_GREETING);",
    });
    const job = await play([
      { name: 'one', uses },
      { name: 'two', run: 'echo "carried $CARRIED"' },
    ]);
    expect(job.conclusion).toBe('success');
    expect(job.steps.map(({ name, phase, result }) => [name, phase, result.outputs, result.log])).toEqual([
      ['one', 'main', { said: 'hello' }, []],
      ['two', 'main', {}, ['carried yes']],
      ['one', 'post', {}, ['state 1 input hello']],
    ]);
  });

  test('masks a secret in every later line of the job', async () => {
    const uses = await writeAction('mask', {
      main: "console.log('::add-mask::s3cret'); console.log('a s3cret');",
    });
    const job = await play([
      { name: 'mask', uses },
      { name: 'print', run: 'echo also s3cret; echo "::error::s3cret"' },
    ]);
    expect(job.steps.flatMap(({ result }) => result.log)).toEqual(['a ***', 'also ***']);
    expect(job.steps[1]?.result.commands).toEqual([{ command: 'error', properties: {}, message: '***' }]);
  });

  test('skips the steps after a failed one and still runs post steps, the last first', async () => {
    const first = await writeAction('first', { main: '', post: "console.log('post first');" });
    const second = await writeAction('second', {
      main: 'process.exit(1);',
      post: "console.log('post second');",
    });
    const quiet = await writeAction('quiet', { main: '', post: '' }, '  post-if: success()\n');
    const job = await play([
      { name: 'first', uses: first },
      { name: 'quiet', uses: quiet },
      { name: 'second', uses: second },
      { name: 'never', run: 'echo never' },
    ]);
    expect(job.conclusion).toBe('failure');
    expect(job.steps.map(({ name, phase }) => `${phase} ${name}`)).toEqual([
      'main first',
      'main quiet',
      'main second',
      'post second',
      'post first',
    ]);
  });

  test('inherits nothing from the process that plays it', async () => {
    process.env['LEAKED_FROM_OUTSIDE'] = 'yes';
    const job = await play([{ name: 'print', run: 'echo "[$LEAKED_FROM_OUTSIDE]"' }]);
    delete process.env['LEAKED_FROM_OUTSIDE'];
    expect(job.steps[0]?.result.log).toEqual(['[]']);
  });
});
