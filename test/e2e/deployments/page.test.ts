/** The page about deployments: its configuration, its workflow files and its settings, copied as they are, plan a pull request and apply its merge. */
import { expect, test } from '@jest/globals';
import { parse } from 'yaml';
import type { ServerConfigDocument } from '../../../src/schema/generated/server-config.cjs';
import { blockWith } from '../../support/page-blocks.ts';
import { threeComponents } from './items.ts';
import { settleWell } from './rest.ts';
import { startDeployments } from './scene.ts';
import { applyFile, planFile, uploadFile } from './seed.ts';

const block = (words: string) => blockWith('docs/deployments.md', words, 'yaml');
const { workspaces } = parse(block('workflow: affected.yaml')) as Pick<ServerConfigDocument, 'workspaces'>;
const { components } = parse(block('synchronize:\n')) as {
  readonly components: { readonly terraform: { readonly vpc: { readonly settings: object } } };
};

test('what the page shows works when it is copied', async () => {
  await using scene = await startDeployments({
    workspaces,
    settings: components.terraform.vpc.settings,
    workflows: {
      [planFile]: block('name: plan'),
      [applyFile]: block('name: apply'),
      [uploadFile]: block('name: affected'),
    },
  });
  await scene.act('alice', 'push', { branch: 'feature', files: { 'vpc.tf': '1' } });
  await scene.act('alice', 'open', { head: 'feature' });
  await scene.pass(5_000);
  await scene.upload(1, threeComponents);
  await settleWell(scene);
  await scene.act('alice', 'merge', { number: 1 });
  await scene.pass(5_000);
  await scene.upload(1, threeComponents);
  const { checks, runs } = await settleWell(scene);
  expect(checks.map(({ conclusion }) => conclusion)).toEqual(['success', 'success']);
  const count = (file: string) => runs.filter(({ workflow }) => workflow === file).length;
  expect([count(planFile), count(applyFile)]).toEqual([3, 3]);
});
