/** What every command has: a help with examples that parse, one `--format`, and an answer to what does not exist. */
import { describe, expect, test } from '@jest/globals';
import {
  examplesOf,
  helpOf,
  loadNamedCommands,
  parseOnly,
  readArguments,
  runsItself,
} from './command-tree.ts';
import { makeCliScene } from './run-cli.ts';

const all = await loadNamedCommands();
const leaves = all.filter(({ command, name }) => command.commands.length === 0 || runsItself(name));

/** Why a command has no `--format`. */
const withoutFormat: Readonly<Record<string, string>> = {
  'atmos-pro health': 'prints nothing',
  'atmos-pro demo': 'is read by people',
  'atmos-pro completion': 'prints a script',
  'atmos-pro audit export': 'always prints one JSON object per line',
  'atmos-pro github-app manifest': 'always prints JSON',
  'atmos-pro github-app create': 'is an interview',
};

test('there are commands', () => {
  expect(leaves.length).toBeGreaterThan(18);
});

describe.each(all)('$name', ({ name, command }) => {
  const examples = examplesOf(command);

  test('has examples', () => {
    expect(examples).not.toEqual([]);
  });

  test.each(examples.filter((line) => !line.includes('atmos-pro help ')))('%s', async (line) => {
    const run = await parseOnly(readArguments(line));
    expect(`${run.name} `).toMatch(new RegExp(`^${name} `));
  });

  test('has no text that is not set in this project', () => {
    expect(helpOf(command)).not.toMatch(/display help|output the version/);
  });
});

test('an example that does not parse is found', async () => {
  await expect(parseOnly(readArguments('atmos-pro policy lint --fromat json'))).rejects.toThrow('--format');
  expect(readArguments('atmos-pro audit list --event "lock.*" > file')).toEqual([
    'audit',
    'list',
    '--event',
    'lock.*',
  ]);
});

describe('--format', () => {
  test.each(leaves)('$name', ({ name, command }) => {
    const option = command.options.find(({ long }) => long === '--format');
    if (withoutFormat[name] !== undefined) expect(option).toBeUndefined();
    else expect(option?.argChoices?.slice(0, 2)).toEqual(['text', 'json']);
    expect(command.options.find(({ long }) => long === '--json')).toBeUndefined();
  });
});

describe('help', () => {
  test.each([
    ['help', /^Usage: atmos-pro \[options\] \[command\]$/m],
    ['help policy', /^Usage: atmos-pro policy /m],
    ['help policy lint', /^Usage: atmos-pro policy lint /m],
    ['policy help lint', /^Usage: atmos-pro policy lint /m],
    ['health help', /^Usage: atmos-pro health /m],
  ])('%s', async (line, usage) => {
    using scene = makeCliScene();
    const { code, stdout, stderr } = await scene.run(line.split(' '));
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(usage);
  });

  test.each([
    ['polcy', 'policy'],
    ['help polcy', 'policy'],
    ['policy lnt', 'lint'],
    ['help policy lnt', 'lint'],
    ['audit lst', 'list'],
    ['policy lint --fromat json', '--format'],
    ['constructor', undefined],
  ])('%s: did you mean %s', async (line, meant) => {
    using scene = makeCliScene();
    const { code, stdout, stderr } = await scene.run(line.split(' '));
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    if (meant === undefined) expect(stderr).not.toMatch(/Did you mean/);
    else expect(stderr).toMatch(`(Did you mean ${meant}?)`);
  });
});
