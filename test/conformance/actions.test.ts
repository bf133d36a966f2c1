/** Our actions with the real Atmos CLI and our server: they find what the CLI finds, and the server holds the same. */
import { dirname } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type ActionResult, runAction } from '../support/run-action.ts';
import { type ConformanceScene, findProgram, startConformanceScene } from './atmos.ts';

const atmos = findProgram('atmos');
// A machine without the CLI, such as CI, cannot run these; their title says so then.
const suite = atmos === undefined ? describe.skip : describe;

suite(
  atmos === undefined
    ? 'the actions with the Atmos CLI (skipped: no atmos on the PATH)'
    : 'the actions with the Atmos CLI',
  () => {
    let scene: ConformanceScene;
    beforeAll(async () => {
      scene = await startConformanceScene(atmos ?? '');
    });
    afterAll(async () => scene[Symbol.asyncDispose]());

    function act(
      job: string,
      action: string,
      inputs: Readonly<Record<string, string>> = {},
    ): Promise<ActionResult> {
      const variables = scene.environmentOf(job);
      const environment = { ...variables, PATH: `${dirname(atmos ?? '')}:${variables['PATH']}` };
      return runAction(action, 'main', { directory: scene.directory, inputs, environment });
    }

    test('upload-affected uploads what `describe affected --upload` does', async () => {
      expect(await scene.run('change', ['describe', 'affected', '--upload'])).toMatchObject({ code: 0 });
      const path = `/affected-stacks/${scene.head}`;
      const before = await scene.settled('change', path, ({ sets }) => sets.length === 1);
      const result = await act('change', 'upload-affected');
      expect({ code: result.exitCode, outputs: result.outputs }).toMatchObject({
        code: 0,
        outputs: {
          count: '2',
          matrix:
            '{"include":[{"stack":"dev","component":"network","component_type":"terraform"},{"stack":"prod","component":"network","component_type":"terraform"}]}',
          base: scene.base,
          head: scene.head,
        },
      });
      const isReplaced = before.data.sets[0]?.uploadedAt;
      const after = await scene.settled('change', path, ({ sets }) => sets.length === 1);
      expect(isReplaced).toBeDefined();
      expect(after.data.stacks).toEqual(before.data.stacks);
      expect(result.summary).toContain('```mermaid');
    });

    test('upload-affected works out the same without a server', async () => {
      const result = await act('inventory', 'upload-affected', { upload: 'false', 'atmos-version': '1.0.0' });
      expect(result.exitCode).toBe(0);
      expect(result.outputs).toMatchObject({ count: '2', base: scene.base });
    });

    test('upload-instances uploads what `list instances --upload` does', async () => {
      expect(await scene.run('inventory', ['list', 'instances', '--upload'])).toMatchObject({ code: 0 });
      const before = await scene.settled(
        'inventory',
        '/instances',
        ({ instances }) => instances.length === 6,
      );
      const result = await act('inventory', 'upload-instances');
      expect({ code: result.exitCode, outputs: result.outputs }).toEqual({
        code: 0,
        outputs: {
          uploaded: 'true',
          count: '6',
          enabled: '4',
          disabled: '2',
          'drift-enabled': '2',
          partial: 'false',
        },
      });
      const after = await scene.settled('inventory', '/instances', ({ instances }) => instances.length === 6);
      const lasting = ({ data }: typeof after) =>
        data.instances.map(({ updatedAt: _, ...instance }) => instance);
      expect(lasting(after)).toEqual(lasting(before));
    });

    test('upload-status is kept under the full name', async () => {
      const result = await act('inventory', 'upload-status', {
        component: 'eks/cluster',
        stack: 'prod',
        command: 'plan',
        'exit-code': '2',
      });
      expect(result.outputs).toEqual({ uploaded: 'true' });
      const path = '/repos/acme/infra/instances/history?stack=prod&component=eks%2Fcluster';
      const { data } = await scene.settled('inventory', path, ({ history }) => history.length === 1);
      expect(data.history).toMatchObject([
        { status: 'drifted', command: 'plan', exitCode: 2, component: 'eks/cluster' },
      ]);
    });
  },
);
