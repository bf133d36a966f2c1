/** Reads what the runner needs of an `action.yml`: the defaults of the inputs and the entry of each phase. */
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parse } from 'yaml';

export interface ActionManifest {
  readonly name: string;
  readonly inputs: Readonly<Record<string, { readonly default?: string; readonly required?: boolean }>>;
  /** Absolute path of each phase's script. */
  readonly main: string;
  readonly post?: string;
  /** `post-if`; `always()` where the manifest names none. */
  readonly postIf: string;
}

interface ManifestDocument {
  readonly name: string;
  readonly inputs?: Record<string, { default?: unknown; required?: boolean } | null>;
  readonly runs: {
    readonly using: string;
    readonly main?: string;
    readonly post?: string;
    readonly 'post-if'?: string;
  };
}

/** The manifest in `directory`. Throws when it is not a JavaScript action, the only kind that is played here. */
export async function readManifest(directory: string): Promise<ActionManifest> {
  const document = parse(await readFile(join(directory, 'action.yml'), 'utf8')) as ManifestDocument;
  const { using, main, post } = document.runs;
  if (!using.startsWith('node') || main === undefined)
    throw new Error(`${directory}: only JavaScript actions can be played, this one uses ${using}`);
  const inputs = Object.entries(document.inputs ?? {}).map(([name, input]) => [
    name,
    {
      ...(input?.default === undefined ? {} : { default: String(input.default) }),
      required: input?.required ?? false,
    },
  ]);
  return {
    name: document.name,
    inputs: Object.fromEntries(inputs),
    main: resolve(directory, main),
    ...(post === undefined ? {} : { post: resolve(directory, post) }),
    postIf: document.runs['post-if'] ?? 'always()',
  };
}
