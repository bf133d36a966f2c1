/** The runner as an action sees it: variables, network, log, outputs and annotations. */
import type { Clock, Fetch, Logger, Random } from '../base/ports.ts';
import { systemClock, systemRandom } from './clock.ts';
import { loadCore, whenCoreLoads } from './core.ts';
import type { Environment } from './environment.ts';
import { createHttpsFetch } from './https-fetch.ts';
import { createLogger } from './logger.ts';
import { type FileAnnotation, renderAnnotation } from './workflow-command.ts';

/** Name to value, as the runner's files take it. */
type Variables = Readonly<Record<string, string>>;

export interface Runner {
  readonly environment: Environment;
  readonly fetch: Fetch;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  /** From now on, the runner replaces these values in the log. */
  maskSecrets(secrets: readonly string[]): Promise<void>;
  setOutputs(outputs: Variables): Promise<void>;
  /**
   * The outputs of a step that ends early: set while the first request is in flight, or before anything else is set or reported. Costs
   * the start of the step nothing.
   */
  presetOutputs(outputs: Variables): void;
  /** For the post step, which reads it with `readState`. */
  saveState(state: Variables): Promise<void>;
  readState(name: string): string | undefined;
  /** For the steps that follow. */
  exportVariables(variables: Variables): Promise<void>;
  /** Appends Markdown to the job's summary page. */
  addSummary(markdown: string): Promise<void>;
  /** Shown on the run's page. */
  notice(message: string, title: string): Promise<void>;
  warning(message: string, title: string): Promise<void>;
  /** Shown in the files of a pull request. GitHub shows ten of each level per step. */
  annotate(annotations: readonly FileAnnotation[]): void;
}

function writeOutputs(
  outputs: Variables,
  core: Pick<Awaited<ReturnType<typeof loadCore>>, 'setOutput'>,
): void {
  for (const [name, value] of Object.entries(outputs)) core.setOutput(name, value);
}

/** The runner of this process. Loads `@actions/core` while the first request is in flight, or at first need. */
export function createRunner(environment: NodeJS.ProcessEnv): Runner {
  return {
    environment,
    fetch: createHttpsFetch({ environment, onSent: () => void loadCore() }),
    clock: systemClock,
    random: systemRandom,
    logger: createLogger(environment, (text) => process.stdout.write(text)),
    async maskSecrets(secrets) {
      const core = await loadCore();
      for (const secret of secrets) if (secret !== '') core.setSecret(secret);
    },
    async setOutputs(outputs) {
      writeOutputs(outputs, await loadCore());
    },
    presetOutputs: (outputs) => whenCoreLoads((core) => writeOutputs(outputs, core)),
    async saveState(state) {
      const core = await loadCore();
      for (const [name, value] of Object.entries(state)) core.saveState(name, value);
    },
    readState: (name) => environment[`STATE_${name}`] || undefined,
    async exportVariables(variables) {
      if (Object.keys(variables).length === 0) return;
      const core = await loadCore();
      for (const [name, value] of Object.entries(variables)) core.exportVariable(name, value);
    },
    async addSummary(markdown) {
      if (!environment['GITHUB_STEP_SUMMARY']) return;
      const core = await loadCore();
      await core.summary.addRaw(markdown, true).write();
    },
    async notice(message, title) {
      (await loadCore()).notice(message, { title });
    },
    async warning(message, title) {
      (await loadCore()).warning(message, { title });
    },
    annotate(annotations) {
      process.stdout.write(annotations.map(renderAnnotation).join(''));
    },
  };
}
