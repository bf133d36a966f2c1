/** The real Atmos CLI starts deployments with its upload, and reports what the dispatched workflows do. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { patience } from '../support/patience.ts';
import { readProjectFile } from '../support/source-files.ts';
import { findProgram } from './atmos.ts';
import { type ConformanceDeployments, startConformanceDeployments } from './deployments-scene.ts';

const atmos = findProgram('atmos');
const terraform = findProgram('terraform');
// A machine without the CLI, such as CI, cannot run these; their title says so then.
const suite = atmos === undefined ? describe.skip : describe;
/** A dispatched workflow runs Terraform, in milliseconds. */
const timeout = patience(30_000);

/** Without Terraform, a command of the CLI that only reads. */
const commands =
  terraform === undefined
    ? {
        plan: 'atmos describe component "$COMPONENT" --stack "$STACK"',
        apply: 'atmos describe component "$COMPONENT" --stack "$STACK"',
      }
    : {
        plan: 'atmos terraform plan "$COMPONENT" --stack "$STACK" --upload-status',
        apply: 'atmos terraform deploy "$COMPONENT" --stack "$STACK" --upload-status',
      };

suite(
  atmos === undefined
    ? 'deployments with the Atmos CLI (skipped: no atmos on the PATH)'
    : 'deployments with the Atmos CLI',
  () => {
    let scene: ConformanceDeployments;
    beforeAll(async () => {
      scene = await startConformanceDeployments(atmos ?? '', commands);
    }, timeout);
    afterAll(async () => scene?.[Symbol.asyncDispose]());

    /** What failed runs say. */
    function failures() {
      return scene
        .runs()
        .filter(({ conclusion }) => conclusion === 'failure' || conclusion === 'startup_failure')
        .map(({ file, conclusion, flow }) => ({
          file,
          conclusion,
          problem: flow?.problem,
          steps: flow?.jobs.flatMap(({ steps }) =>
            steps.map(({ log, annotations }) => [...log, ...annotations]),
          ),
        }));
    }

    function dispatched(file: string) {
      return scene
        .runs()
        .filter((run) => run.file === file)
        .map(({ flow, ref }) => `${flow?.inputs['component']} in ${flow?.inputs['stack']} on ${ref}`)
        .sort();
    }

    test(
      '`describe affected --upload` of a pull request starts the plans, concludes the check and writes the comment',
      async () => {
        await scene.act('push', { files: { 'README.md': 'infra' } });
        await scene.until(() =>
          scene.runs().some(({ file, conclusion }) => file === 'inventory.yaml' && conclusion),
        );
        const text = 'stacks/catalog/network.yaml';
        const catalog = readProjectFile(`test/conformance/fixture/${text}`);
        await scene.act('push', {
          branch: 'feature',
          files: { [text]: catalog.replace('10.0.0.0', '10.1.0.0') },
        });
        await scene.act('open', { head: 'feature', title: 'A larger network' });
        const [pull] = scene.repository.pullRequests.values();
        const conclusion = await scene.conclusionOf(pull?.headSha);
        expect({ conclusion, failures: failures() }).toEqual({ conclusion: 'success', failures: [] });
        expect(dispatched('plan.yaml')).toEqual([
          'network in dev on refs/heads/main',
          'network in prod on refs/heads/main',
        ]);
        const shown = terraform === undefined ? 'succeeded' : 'changes';
        await scene.until(() => scene.repository.comments[0]?.body.includes('2 succeeded') === true);
        const [comment] = scene.repository.comments;
        expect(comment).toMatchObject({ subject: pull?.number });
        for (const stack of ['dev', 'prod'])
          expect(comment?.body).toMatch(new RegExp(`${stack}.*network.*${shown}`));
      },
      timeout,
    );

    test(
      'the merge applies what is wired for it, with the merge commit',
      async () => {
        const [pull] = scene.repository.pullRequests.values();
        await scene.act('merge', { number: pull?.number });
        const conclusion = await scene.conclusionOf(pull?.mergeSha);
        expect({ conclusion, failures: failures() }).toEqual({ conclusion: 'success', failures: [] });
        expect(dispatched('apply.yaml')).toEqual([
          'eks/cluster in dev on refs/heads/main',
          'eks/cluster in prod on refs/heads/main',
        ]);
        const applied = scene.runs().filter(({ file }) => file === 'apply.yaml');
        for (const { flow } of applied)
          expect(flow?.inputs).toMatchObject({
            sha: pull?.mergeSha,
            github_environment: flow?.inputs['stack'],
          });
      },
      timeout,
    );
  },
);
