/** Reads what the runner needs of an `action.yml`: the defaults of the inputs and the entry of each phase. */
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parse } from 'yaml';

export interface ActionManifest {
  readonly name: string;
  readonly inputs: Readonly<
    Record<string, { readonly default?: string | undefined; readonly required?: boolean | undefined }>
  >;
  /** Absolute path of each phase's script. */
  readonly main: string;
  readonly post?: string | undefined;
  /** `post-if`, by default `always()`. */
  readonly postIf: string;
}

type Fields = Readonly<Record<string, unknown>>;

function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function readInput(value: unknown): ActionManifest['inputs'][string] {
  const { default: given, required } = fieldsOf(value);
  return { default: given === undefined ? undefined : String(given), required: required === true };
}

/** The manifest in `directory`. Throws when it is not a JavaScript action, the only kind that can be played here. */
export async function readManifest(directory: string): Promise<ActionManifest> {
  const document = fieldsOf(parse(await readFile(join(directory, 'action.yml'), 'utf8')));
  const runs = fieldsOf(document['runs']);
  const [using, main, post] = [textOf(runs['using']), textOf(runs['main']), textOf(runs['post'])];
  if (using?.startsWith('node') !== true || main === undefined) {
    throw new Error(`${directory}: expected a JavaScript action, got "runs.using: ${using}"`);
  }
  const inputs = Object.entries(fieldsOf(document['inputs'])).map(([name, input]) => [
    name,
    readInput(input),
  ]);
  return {
    name: textOf(document['name']) ?? '',
    inputs: Object.fromEntries(inputs),
    main: resolve(directory, main),
    post: post === undefined ? undefined : resolve(directory, post),
    postIf: textOf(runs['post-if']) ?? 'always()',
  };
}
