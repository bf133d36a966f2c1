/** Runs one action as the only step of a simulated job, and its post step at the end of the job. */
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { ActionError } from '../../base/errors.ts';
import { isRecord } from '../../base/text.ts';
import { readManifest } from '../../simulator/runner/manifest.ts';
import { maskSecrets } from '../../simulator/runner/masks.ts';
import { createPlayer, playAction, playPosts, type StepReport } from '../../simulator/runner/player.ts';
import { fillInValue } from '../../simulator/workflows/expressions.ts';

type Variables = Readonly<Record<string, string>>;

export interface StepOrder {
  /** Folder with an `action.yml`. */
  readonly action: string;
  readonly with: Variables;
  readonly env: Variables;
  /** Becomes `GITHUB_WORKSPACE`. Default: an empty folder. */
  readonly checkout?: string | undefined;
  /** JSON, for `GITHUB_EVENT_PATH`. */
  readonly eventFile?: string | undefined;
  readonly runsPost: boolean;
  /** What the runner gives the job, and `GITHUB_TOKEN`. */
  readonly jobEnvironment: Variables;
  readonly onStep: (step: ShownStep) => void;
}

/** What a step said and wrote to the runner's files. Secrets are masked in all of it. */
export interface ShownStep {
  readonly name: string;
  readonly phase: StepReport['phase'];
  readonly exitCode: number;
  readonly log: readonly string[];
  readonly annotations: readonly { readonly level: string; readonly message: string }[];
  readonly outputs: Variables;
  readonly environment: Variables;
  readonly path: readonly string[];
  /** Of the post step of the same action. */
  readonly state: Variables;
  /** Markdown. */
  readonly summary: string;
}

const annotationLevels = ['error', 'warning', 'notice'];

function showStep({ name, phase, result }: StepReport, masks: ReadonlySet<string>): ShownStep {
  const mask = (text: string) => maskSecrets(text, masks);
  const maskAll = (values: Variables) =>
    Object.fromEntries(Object.entries(values).map(([key, value]) => [key, mask(value)]));
  return {
    name,
    phase,
    exitCode: result.exitCode,
    log: result.log,
    annotations: result.commands
      .filter(({ command }) => annotationLevels.includes(command))
      .map(({ command, message }) => ({ level: command, message })),
    outputs: maskAll(result.outputs),
    environment: maskAll(result.environment),
    path: result.path.map(mask),
    state: maskAll(result.state),
    summary: mask(result.summary),
  };
}

/** Fills in the defaults of inputs, such as `${{ github.token }}`. */
function createFillIn(variables: Variables, token: string): (inputs: Variables) => Variables {
  const github = Object.entries(variables)
    .filter(([name]) => name.startsWith('GITHUB_'))
    .map(([name, value]) => [name.slice('GITHUB_'.length).toLowerCase(), value] as const);
  const contexts = { github: { ...Object.fromEntries(github), token }, env: variables };
  return (inputs) => {
    const filled = fillInValue(inputs, { contexts });
    return Object.fromEntries(
      Object.entries(isRecord(filled) ? filled : {}).map(([name, value]) => [name, String(value ?? '')]),
    );
  };
}

/** Whether the step succeeded, and its post step. Everything it wrote outside of `checkout` is removed. */
export async function runOneStep(order: StepOrder): Promise<boolean> {
  const directory = await mkdtemp(join(tmpdir(), 'atmos-pro-step-'));
  try {
    const { GITHUB_TOKEN: token = '', ...given } = order.jobEnvironment;
    const home = join(directory, 'home');
    await mkdir(home);
    const environment = {
      PATH: process.env['PATH'] ?? '',
      HOME: home,
      RUNNER_OS: 'Linux',
      RUNNER_ARCH: 'X64',
      RUNNER_NAME: 'simulator',
      ...given,
      ...(order.eventFile === undefined ? {} : { GITHUB_EVENT_PATH: resolve(order.eventFile) }),
    };
    const player = await createPlayer({
      environment,
      directory,
      workspace: order.checkout === undefined ? undefined : resolve(order.checkout),
      onStep: (report) => order.onStep(showStep(report, player.masks)),
    });
    if (token !== '') player.masks.add(token);
    const folder = resolve(order.action);
    await readManifest(folder).catch((cause: unknown) => {
      throw new ActionError('INPUT_INVALID', `${order.action} has no action.yml of a JavaScript action.`, {
        cause,
      });
    });
    const { result, post } = await playAction(player, {
      name: order.action,
      folder,
      with: order.with,
      env: order.env,
      fillIn: createFillIn(environment, token),
    });
    const hasFailed = result.exitCode !== 0;
    const posts = post === undefined || !order.runsPost ? [] : [post];
    return !(await playPosts(player, posts, hasFailed));
  } finally {
    await rm(directory, { recursive: true, force: true, maxRetries: 3 });
  }
}
