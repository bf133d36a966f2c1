/** `upload-affected` as bundled: what narrows it, and what it is given as a file. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { affectedText } from '../unit/domain/stacks/samples.ts';
import { logOf, startStacksJob } from './stacks-job.ts';

const described = affectedText(
  { component: 'vpc', dependents: [{ component: 'eks/cluster' }] },
  { component: 'old', deleted: true, deletion_type: 'component', settings: null },
);

describe('a component of several types', () => {
  const echo = affectedText(
    { component: 'echo' },
    { component: 'echo', component_type: 'helmfile' },
    { component: 'image', component_type: 'packer' },
  );
  const rowsOf = (outputs: Readonly<Record<string, string>>) =>
    (
      JSON.parse(outputs['matrix'] ?? '') as { include: { component: string; component_type: string }[] }
    ).include
      .map(({ component, component_type }) => `${component_type} ${component}`)
      .toSorted();

  test('has a row in the matrix for each', async () => {
    await using job = await startStacksJob({ described: echo });
    const { outputs } = await job.run('upload-affected', { upload: 'false' });
    expect(rowsOf(outputs)).toEqual(['helmfile echo', 'packer image', 'terraform echo']);
    expect(outputs['count']).toBe('3');
  });

  test('can be narrowed to the types that the workflow knows', async () => {
    await using job = await startStacksJob({ described: echo });
    const inputs = { upload: 'false', 'component-types': 'terraform, helmfile' };
    const { outputs } = await job.run('upload-affected', inputs);
    expect(rowsOf(outputs)).toEqual(['helmfile echo', 'terraform echo']);
    const refused = await job.run('upload-affected', { upload: 'false', 'component-types': 'Terraform!' });
    expect(logOf(refused)).toContain('::error title=INPUT_INVALID::Input "component-types"');
  });
});

describe('a glob that matches nothing', () => {
  test('is a warning, unless nothing is affected', async () => {
    await using job = await startStacksJob({ described });
    const inputs = { upload: 'false', include: 'plat-ue2-porduction, dev, dev/eks/*' };
    const result = await job.run('upload-affected', inputs);
    expect(logOf(result)).toMatch(
      /^::warning title=Affected stacks::No affected component matches "plat-ue2-porduction" in `include`/m,
    );
    await using empty = await startStacksJob({ described: '[]' });
    expect(logOf(await empty.run('upload-affected', inputs))).not.toContain('::warning');
  });
});

describe('a file', () => {
  const marks: [string, (text: string) => Buffer][] = [
    ['UTF-8', (text) => Buffer.from(`\ufeff${text}`)],
    ['UTF-16', (text) => Buffer.from(`\ufeff${text}`, 'utf16le')],
    ['big-endian UTF-16', (text) => Buffer.from(`\ufeff${text}`, 'utf16le').swap16()],
  ];
  test.each(marks)('with a byte order mark is read: %s', async (_name, encode) => {
    await using job = await startStacksJob({ described: 'null' });
    await writeFile(join(job.workspace, 'a.json'), encode(described));
    const { outputs } = await job.run('upload-affected', { upload: 'false', file: 'a.json' });
    expect(outputs['count']).toBe('2');
  });

  test.each([
    ['stack', 'nope'],
    ['exclude-locked', 'true'],
    ['flags', '--logs-level=Debug'],
    ['skip', 'terraform.output'],
    ['process-functions', 'false'],
  ])('does not go with `%s`, which only atmos reads', async (name, value) => {
    await using job = await startStacksJob({ described });
    await writeFile(join(job.workspace, 'a.json'), described);
    const result = await job.run('upload-affected', { upload: 'false', file: 'a.json', [name]: value });
    expect(result.exitCode).toBe(1);
    expect(logOf(result)).toContain(
      `::error title=INPUT_INVALID::atmos does not run with the input "file", so "${name}"`,
    );
  });
});
