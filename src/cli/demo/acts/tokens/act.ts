/** A job that gets tokens, a job that is denied, and checks of what is left of them. */
import { spawnSync } from 'node:child_process';
import type { JobResult } from '../../../../simulator/runner/run-job.ts';
import type { DemoReport } from '../../report.ts';
import type { Stage } from '../../stage.ts';
import { workspaceId } from '../../world.ts';
import type { DemoAct } from '../act.ts';
import { showAudit } from './audit.ts';
import { trustedJob, untrustedJob } from './jobs.ts';
import { countLiveTokens } from './live-tokens.ts';

async function playTrustedJob(stage: Stage, report: DemoReport): Promise<JobResult> {
  report.chapter('Tokens: a job of acme/infra on main, allowed by the trust policies of both sources');
  const terraform = spawnSync('terraform', ['version'], { stdio: 'ignore' }).status === 0;
  const server = { url: stage.serverProcess.url, workspaceId };
  const result = await report.during('The job runs', () =>
    stage.runJob('deploy', trustedJob(server, { terraform })),
  );
  const outputs: Readonly<Record<string, string>> = Object.assign(
    {},
    ...result.steps.map((step) => step.result.outputs),
  );
  report.expect('job-1-succeeds', 'the job succeeds', result.conclusion === 'success');
  const { owners = 'no owner' } = outputs;
  report.expect('job-1-tokens', `it gets 2 tokens, for ${owners}`, outputs['token-count'] === '2');
  return result;
}

async function playUntrustedJob(stage: Stage, report: DemoReport): Promise<JobResult> {
  report.chapter('Tokens: a job of stranger/app, in the workspace but not in any trust policy');
  const server = { url: stage.serverProcess.url, workspaceId };
  const result = await report.during('The job runs', () => stage.runJob('stranger', untrustedJob(server)));
  const [first] = result.steps;
  const denial = first?.result.commands.find(({ command }) => command === 'error')?.message ?? '';
  const isDenied =
    result.conclusion === 'failure' && !result.steps.some(({ name }) => name === 'Never reached');
  report.expect('job-2-fails', 'the job fails at its first step', isDenied);
  report.expect(
    'job-2-reason',
    'the error has the reason, trust_policy_denied',
    denial.includes('trust_policy_denied'),
  );
  return result;
}

function checkLeaks(stage: Stage, jobs: readonly JobResult[], report: DemoReport): void {
  // The runner masks the logs of jobs, but neither summaries nor the log of the server.
  const summaries = jobs.flatMap(({ steps }) => steps.map(({ result }) => result.summary));
  const unmasked = summaries.concat(stage.serverProcess.log).join('\n');
  const secrets = jobs.flatMap(({ masks }) => [...masks]);
  report.expect(
    'no-secret-leaked',
    'no summary and no line of the server log contains a secret',
    secrets.every((secret) => !unmasked.includes(secret)),
  );
}

export const tokens: DemoAct = {
  name: 'tokens',
  summary: 'two jobs ask for tokens, and one is denied',
  async play(stage, report) {
    const trusted = await playTrustedJob(stage, report);
    const untrusted = await playUntrustedJob(stage, report);

    report.chapter('Tokens: after the jobs');
    const minted = [...trusted.masks].filter((secret) => secret.startsWith('ghs_'));
    const live = await countLiveTokens(minted, stage.simulator);
    report.expect(
      'tokens-revoked',
      `GitHub rejects ${minted.length === 2 ? 'both' : `the ${minted.length}`} tokens of the first job`,
      minted.length === 2 && live === 0,
    );
    checkLeaks(stage, [trusted, untrusted], report);

    report.chapter('Tokens: the audit log');
    const audited = await report.during('Reading the audit log', () =>
      showAudit(stage.configFile, stage.environment, (line) => report.say(line)),
    );
    const isComplete = audited.mints === 2 && audited.exchanges === 2;
    report.expect(
      'audit-complete',
      'it has 2 exchanges and 2 mints, and no token',
      isComplete && minted.every((token) => !audited.text.includes(token)),
    );
  },
};
