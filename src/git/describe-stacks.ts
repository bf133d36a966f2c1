/** Runs atmos to describe the affected components, or all stacks, into a file. */
import { type AtmosPorts, runAtmos } from './run-atmos.ts';

export interface DescribeOptions {
  /** Where atmos runs. */
  readonly directory: string;
  /** Path of the JSON file to write. */
  readonly file: string;
  readonly profiles: readonly string[];
  readonly identity: string | undefined;
  readonly processTemplates: boolean;
  readonly processFunctions: boolean;
  readonly skip: readonly string[];
  /** More flags, one argument each. */
  readonly flags: readonly string[];
}

function commonFlags(options: DescribeOptions): string[] {
  return [
    '--format=json',
    `--file=${options.file}`,
    `--process-templates=${options.processTemplates}`,
    `--process-functions=${options.processFunctions}`,
    ...options.skip.map((name) => `--skip=${name}`),
    ...options.profiles.map((name) => `--profile=${name}`),
    ...(options.identity === undefined ? [] : [`--identity=${options.identity}`]),
    ...options.flags,
  ];
}

/** Without `--upload`: the action uploads the result itself. */
export async function describeAffected(
  options: DescribeOptions & {
    readonly base: string;
    readonly stack: string | undefined;
    readonly excludeLocked: boolean;
  },
  ports: AtmosPorts,
): Promise<void> {
  const own = [
    `--base=${options.base}`,
    '--include-dependents=true',
    '--include-settings=true',
    ...(options.stack === undefined ? [] : [`--stack=${options.stack}`]),
    ...(options.excludeLocked ? ['--exclude-locked=true'] : []),
  ];
  await runAtmos(['describe', 'affected', ...own, ...commonFlags(options)], options.directory, ports);
}

/** Settings and metadata only: variables, environments and backends are not written to the file. */
export async function describeStacks(options: DescribeOptions, ports: AtmosPorts): Promise<void> {
  const own = ['--sections=settings,metadata'];
  await runAtmos(['describe', 'stacks', ...own, ...commonFlags(options)], options.directory, ports);
}
