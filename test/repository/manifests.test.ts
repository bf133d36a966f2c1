/** Every action's manifest says what its code reads and writes. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { toOutputs as toLockOutputs } from '../../actions/lock-stack/outputs.ts';
import { toOutputs } from '../../actions/setup-sts/outputs.ts';
import { toOutputs as toUnlockOutputs } from '../../actions/unlock-stack/outputs.ts';
import { toOutputs as toAffectedOutputs } from '../../actions/upload-affected/outputs.ts';
import { toOutputs as toInventoryOutputs } from '../../actions/upload-instances/outputs.ts';
import { toOutputs as toStatusOutputs } from '../../actions/upload-status/outputs.ts';
import { toOutputs as toPolicyOutputs } from '../../actions/validate-trust-policy/outputs.ts';
import { readManifests } from '../../scripts/docs/manifests.ts';
import type { InputTable } from '../../src/runner/inputs.ts';
import { codeOnly, readProjectFile, root } from '../support/source-files.ts';

const manifests = [...readManifests(root)].map(([folder, manifest]) => ({ folder, manifest }));

/** Longest entry of an action, in lines. */
const maxEntryLines = 30;

async function inputTable(folder: string): Promise<InputTable> {
  const module: unknown = await import(pathToFileURL(join(root, 'actions', folder, 'inputs.ts')).href);
  return (module as { readonly inputTable: InputTable }).inputTable;
}

test('there are actions', () => {
  expect(manifests.map(({ folder }) => folder)).toContain('setup-sts');
});

describe.each(manifests)('$folder', ({ folder, manifest }) => {
  test('declares the inputs that its code reads, with the same defaults', async () => {
    const declared = Object.entries(manifest.inputs ?? {}).map(([name, input]) => ({
      name,
      required: input.required ?? false,
      default: input.default || undefined,
    }));
    const read = Object.entries(await inputTable(folder)).map(([name, spec]) => ({
      name,
      required: spec.required ?? false,
      default: spec.default,
    }));
    expect(declared).toEqual(read);
  });

  test('runs on Node 24 from dist/, by the entries that exist', () => {
    const step = (phase: string) =>
      existsSync(join(root, 'actions', folder, `${phase}.ts`))
        ? `../../dist/${folder}/${phase}.js`
        : undefined;
    expect(manifest.runs.using).toBe('node24');
    expect(manifest.runs.main).toBe(step('main'));
    expect(manifest.runs.post).toBe(step('post'));
    for (const entry of [manifest.runs.main, manifest.runs.post].filter((path) => path !== undefined)) {
      expect(existsSync(join(root, 'actions', folder, entry))).toBe(true);
    }
  });

  test(`has entries of at most ${maxEntryLines} lines that only export run`, () => {
    for (const phase of ['main', 'post', 'heartbeat'].filter((name) =>
      existsSync(join(root, 'actions', folder, `${name}.ts`)),
    )) {
      const source = readProjectFile(`actions/${folder}/${phase}.ts`);
      expect(source.trimEnd().split('\n').length).toBeLessThanOrEqual(maxEntryLines);
      expect(codeOnly(source)).toMatch(/^export (async )?function run\b/m);
    }
  });

  test('describes every input and output in a sentence', () => {
    const described = [...Object.values(manifest.inputs ?? {}), ...Object.values(manifest.outputs ?? {})];
    for (const { description } of described) expect(description).toMatch(/\S.*[.)]\s*$/s);
    expect(manifest.description).toMatch(/\S/);
  });
});

test.each([
  ['setup-sts', toOutputs({ grants: [], refused: [], others: [] })],
  ['lock-stack', toLockOutputs({ grants: [], until: 0, lostFile: '' })],
  ['unlock-stack', toUnlockOutputs(0)],
  ['upload-affected', toAffectedOutputs({ components: [], file: '', baseSha: '', headSha: '' })],
  ['upload-instances', toInventoryOutputs({ instances: [], leftOut: 0, isPartial: false }, true)],
  ['upload-status', toStatusOutputs(true)],
  ['validate-trust-policy', toPolicyOutputs({ files: [] }, undefined)],
])('%s declares the outputs that its code sets', (name, outputs) => {
  const declared = manifests.find(({ folder }) => folder === name)?.manifest.outputs ?? {};
  expect(Object.keys(declared)).toEqual(Object.keys(outputs));
});
