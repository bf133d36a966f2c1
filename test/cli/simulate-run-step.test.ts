/** `atmos-pro simulate run-step`: what a step wrote to the runner's files, and what of it is hidden. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { blockWith } from '../support/page-blocks.ts';
import { startSimulator, type TestSimulator } from '../support/simulator.ts';
import { root } from '../support/source-files.ts';
import { readArguments } from './command-tree.ts';
import { type CliScene, makeCliScene } from './run-cli.ts';

const world = `repositories:
  - name: acme/infra
runs:
  - repository: acme/infra
    ref: refs/heads/main
    jobs:
      - name: plan
        permissions: { id-token: write, contents: read }
`;
const manifest = `name: greet
inputs:
  who: {}
  word: { default: "hello \${{ github.repository }}" }
  token: { default: "\${{ github.token }}" }
runs: { using: node24, main: main.mjs, post: post.mjs }
`;
const secret = 'hunter2-and-a-"quote"';
const main = `import { appendFileSync as append, existsSync } from 'node:fs';
const { env } = process;
console.log('::add-mask::${secret}');
console.log('::add-mask::first-line%0Asecond-line');
console.log('::add-mask::');
console.log('said ${secret} second-line ' + env.INPUT_TOKEN);
console.log('::warning::beware of ${secret}');
append(env.GITHUB_OUTPUT, 'greeting=' + env.INPUT_WORD + ', ' + env.INPUT_WHO + '\\n');
append(env.GITHUB_OUTPUT, 'basic=' + Buffer.from('x:${secret}').toString('base64') + '\\n');
append(env.GITHUB_OUTPUT, 'many<<END\\na\\nb\\nEND\\n');
append(env.GITHUB_ENV, 'LEAK=' + JSON.stringify('${secret}') + '\\n');
append(env.GITHUB_PATH, '/opt/greet\\n');
append(env.GITHUB_STATE, 'id=7\\n');
append(env.GITHUB_STEP_SUMMARY, '**' + [env.OWN, env.GITHUB_JOB, env.GITHUB_TOKEN, existsSync('mark')].join(' ') + '** ${secret}\\n');
if (env.INPUT_WHO === 'nobody') process.exit(3);
`;
const post = "console.log('post of ' + process.env.STATE_id);\n";
const shown = { outputs: { greeting: 'hello acme/infra, you', many: 'a\nb' } };

let scene: CliScene;
let simulator: TestSimulator;
beforeAll(async () => {
  scene = makeCliScene({
    'world.yaml': world,
    'checkout/mark': '',
    'greet/action.yml': manifest,
    'greet/main.mjs': main,
    'greet/post.mjs': post,
  });
  simulator = await startSimulator({
    seed: {
      repositories: [{ name: 'acme/infra' }],
      runs: [{ repository: 'acme/infra', jobs: [{ name: 'running' }] }],
    },
  });
});
afterAll(async () => {
  scene[Symbol.dispose]();
  await simulator.stop();
});

const runStep = (...args: readonly string[]) =>
  scene.run(['simulate', 'run-step', '--action', './greet', ...args]);
const inWorld = ['--world', 'world.yaml', '--job', 'plan'];

describe('atmos-pro simulate run-step', () => {
  test('prints outputs, environment, path, state and summary, and hides secrets in all of them', async () => {
    const own = ['--env', 'OWN=mine', '--checkout', 'checkout'];
    const result = await runStep(...inWorld, '--with', 'who=you', ...own, '--format', 'json');
    expect({ code: result.code, stderr: result.stderr }).toEqual({ code: 0, stderr: '' });
    const { succeeded, steps } = JSON.parse(result.stdout);
    expect(succeeded).toBe(true);
    expect(steps).toEqual([
      {
        ...{ name: './greet', phase: 'main', exitCode: 0 },
        log: ['said *** *** ***'],
        annotations: [{ level: 'warning', message: 'beware of ***' }],
        outputs: { ...shown.outputs, basic: expect.stringContaining('***') },
        environment: { LEAK: '"***"' },
        path: ['/opt/greet'],
        state: { id: '7' },
        // The job's token is not in its environment.
        summary: '**mine plan  true** ***\n',
      },
      expect.objectContaining({ phase: 'post', log: ['post of 7'] }),
    ]);
    // No third of it is left.
    expect(result.stdout).not.toMatch(/hunter2|quote|ghs_|aHVudGVy|h1bnRlc|odW50ZXI/);
  });

  test('prints the same as text, and leaves out the post step if asked to', async () => {
    const result = await runStep(...inWorld, '--with', 'who=you', '--no-post');
    expect(result.stdout).toContain(`● ./greet
    said *** *** ***
    warning: beware of ***
  Outputs
    greeting=hello acme/infra, you
`);
    expect(result.stdout).toMatch(
      / {2}Outputs\n[\s\S]* {4}many=a\n {6}b\n {2}Environment\n {4}LEAK="\*\*\*"\n {2}Path\n/,
    );
    expect(result.stdout).not.toMatch(/Post|post of/);
  });

  test('uses a simulator that runs', async () => {
    const args = ['--simulator', simulator.origin, '--job', 'running', '--with', 'who=you'];
    const result = await runStep(...args, '--format', 'json');
    expect(result.code).toBe(0);
    expect(JSON.parse(result.stdout).steps[0]).toMatchObject(shown);
  });

  test('runs the command of docs/simulator.md', async () => {
    const [, ...args] = readArguments(
      blockWith('docs/simulator.md', 'run-step', 'sh').replace(
        'npm run --silent atmos-pro -- ',
        'atmos-pro ',
      ),
    );
    const result = await scene.run(['simulate', ...args], {}, root);
    expect({ code: result.code, stderr: result.stderr }).toEqual({ code: 0, stderr: '' });
    expect(result.stdout).toMatch(/● \.\/actions\/validate-trust-policy\n[\s\S]*Outputs\n/);
  });

  test('a step that fails: exit code 1, and its post step runs', async () => {
    const result = await runStep(...inWorld, '--with', 'who=nobody');
    expect(result.code).toBe(1);
    expect(result.stdout).toMatch(/^● \.\/greet \(exit code 3\)$[\s\S]*^● Post \.\/greet$/m);
  });

  test.each([
    ['a job that the world does not have', ['--world', 'world.yaml', '--job', 'x'], 'one of: plan'],
    ['a job that a running simulator does not have', ['--job', 'x'], 'one of: running'],
    ['an input without a value', [...inWorld, '--with', 'who'], 'name=value'],
    ['a folder without an action', [...inWorld, '--action', 'checkout'], 'action.yml'],
    ['neither a world nor a simulator', ['--job', 'plan'], '--world FILE'],
  ])('rejects %s', async (name, args, words) => {
    const running = name.includes('running') ? { GITHUB_SIMULATOR_URL: simulator.origin } : {};
    const result = await scene.run(['simulate', 'run-step', '--action', './greet', ...args], running);
    expect(result).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining(words) });
  });
});
