/** Gives the minted tokens to the job: state for the post step first, then summary, verdict, git, environment, outputs. */
import { join } from 'node:path';
import type { StsAnswer } from '../../src/client/sts/answer.ts';
import { judgeOutcome, type Outcome } from '../../src/client/sts/outcome.ts';
import { describeRefusal, listExclusions } from '../../src/client/sts/refusal.ts';
import { renderSummary } from '../../src/client/sts/summary.ts';
import { resolveTokenEnvironment } from '../../src/client/sts/token-env.ts';
import { writeGitConfigFile } from '../../src/git/git-config-file.ts';
import type { Runner } from '../../src/runner/runner.ts';
import { planGitConfig } from './git-carrier.ts';
import { warnAboutOldGit } from './git-version.ts';
import { toOutputs } from './outputs.ts';
import type { Settings } from './settings.ts';
import { saveChanges, saveTokens } from './state.ts';

async function reportOutcome(outcome: Outcome, settings: Settings, runner: Runner): Promise<void> {
  const { grants, refused, others } = outcome;
  const { logger } = runner;
  for (const { owner, repositories, expiresAt } of grants) {
    const names = repositories.join(', ') || 'repositories that the server did not list';
    logger.info(`Granted by ${owner || 'the server'}: ${names}${expiresAt ? `, until ${expiresAt}` : ''}`);
    if (repositories.length > 0 || settings.gitConfig === 'none') continue;
    const text = `The server did not say which repositories of ${owner} are granted, so git is not configured for them. Name them in sources.`;
    await runner.warning(text, 'GitHub STS');
  }
  if (others.length > 0) {
    const text = `Excluded, and not named by the workflow: ${listExclusions(others)}.`;
    await runner.notice(text, 'GitHub STS');
  }
  if (refused.length > 0 && settings.allowExcluded) {
    await runner.warning(`Named and not granted: ${listExclusions(refused)}.`, 'GitHub STS');
  }
  if (grants.length === 0) await runner.warning('No token was granted.', 'GitHub STS');
  await runner.addSummary(renderSummary(outcome, settings.policyName));
}

/** Throws DENIED_SOURCES when a named repository is missing and the workflow does not allow that; the post step revokes the rest. */
export async function deliverTokens(answer: StsAnswer, settings: Settings, runner: Runner): Promise<void> {
  await saveTokens(answer.tokens, settings.revoke, runner);
  const outcome = judgeOutcome(answer, settings.sources);
  await reportOutcome(outcome, settings, runner);
  if (outcome.refused.length > 0 && !settings.allowExcluded) {
    const { excluded } = toOutputs(outcome);
    await runner.setOutputs({ excluded });
    throw describeRefusal(outcome.refused, settings.policyName);
  }
  const plan = planGitConfig(outcome.grants, settings, runner);
  const tokenEnvironment = resolveTokenEnvironment(settings.tokenEnv, outcome.grants);
  if (tokenEnvironment.notice !== undefined) runner.logger.info(tokenEnvironment.notice);
  const changes = {
    ...(plan.restore === undefined ? {} : { gitConfig: plan.restore }),
    ...(plan.file === undefined ? {} : { file: join(plan.file.directory, plan.file.name) }),
    tokenVariables: Object.keys(tokenEnvironment.variables),
  };
  await saveChanges(changes, runner);
  if (plan.file !== undefined) {
    const { directory, name, content } = plan.file;
    await writeGitConfigFile(directory, content, { name });
  }
  await runner.exportVariables({ ...plan.variables, ...tokenEnvironment.variables });
  await runner.setOutputs(toOutputs(outcome));
  // Both ways of carrying the configuration begin in the environment.
  if (Object.keys(plan.variables).length > 0) await warnAboutOldGit(runner);
}
