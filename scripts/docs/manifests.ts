/** Reads the action manifests, and renders tables of them. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { table } from './regions.ts';

interface ActionInput {
  readonly description: string;
  readonly required?: boolean;
  readonly default?: string;
}

export interface Manifest {
  readonly name: string;
  readonly description: string;
  readonly inputs?: Readonly<Record<string, ActionInput>>;
  readonly outputs?: Readonly<Record<string, { readonly description: string }>>;
  readonly runs: {
    readonly using: string;
    readonly main: string;
    readonly post?: string;
    readonly 'post-if'?: string;
  };
}

/** Folder name → manifest, for every action there is. */
export function readManifests(root: string): Map<string, Manifest> {
  const folders = readdirSync(join(root, 'actions'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(join(root, 'actions', entry.name, 'action.yml')))
    .map((entry) => entry.name)
    .sort();
  return new Map(
    folders.map((folder) => [
      folder,
      // test/repository/manifests.test.ts checks the shape of every manifest.
      parse(readFileSync(join(root, 'actions', folder, 'action.yml'), 'utf8')) as Manifest,
    ]),
  );
}

export function actionsTable(manifests: ReadonlyMap<string, Manifest>): string {
  const rows = [...manifests].map(([folder, manifest]) => [
    `[\`${folder}\`](actions/${folder}/README.md)`,
    manifest.description,
  ]);
  return table(['action', 'what it does'], rows);
}

export function inputsTable(manifest: Manifest): string {
  const rows = Object.entries(manifest.inputs ?? {}).map(([name, input]) => [
    `\`${name}\``,
    input.description,
    input.required ? 'required' : input.default ? `\`${input.default}\`` : '',
  ]);
  return table(['input', 'what it is', 'default'], rows);
}

export function outputsTable(manifest: Manifest): string {
  const rows = Object.entries(manifest.outputs ?? {}).map(([name, output]) => [
    `\`${name}\``,
    output.description,
  ]);
  return table(['output', 'what it is'], rows);
}
