/** Gives the tokens to the job: first the state for the post step, then summary, verdict, git, environment and outputs. */
import { join } from 'node:path';
import { ActionError } from '../../src/base/errors.ts';
import { escapeUnprintable } from '../../src/base/text.ts';
import type { StsAnswer } from '../../src/client/sts/answer.ts';
import { hasBareDenial, judgeOutcome, type Outcome } from '../../src/client/sts/outcome.ts';
import type { OwnClaims } from '../../src/client/sts/own-claims.ts';
import { describeRefusal, listExclusions } from '../../src/client/sts/refusal.ts';
import { renderTokenSummary } from '../../src/client/sts/summary.ts';
import { checkTokenNames, resolveTokenEnvironment } from '../../src/client/sts/token-env.ts';
import { isGitHubToken } from '../../src/domain/credentials/token-form.ts';
import type { JobUrlRules } from '../../src/domain/git-config/url-rules.ts';
import { writeGitConfigFile, writeGitRules } from '../../src/git/git-config-file.ts';
import type { Runner } from '../../src/runner/runner.ts';
import { planGitConfig } from './git-carrier.ts';
import { warnAboutOldGit } from './git-version.ts';
import type { Minted } from './mint.ts';
import { toOutputs } from './outputs.ts';
import type { Settings } from './settings.ts';
import { saveChanges, saveTokens } from './state.ts';

interface Report {
  readonly outcome: Outcome;
  readonly claims: OwnClaims;
}

async function reportOutcome({ outcome, claims }: Report, settings: Settings, runner: Runner): Promise<void> {
  const { grants, refused, others } = outcome;
  const { logger } = runner;
  const told = hasBareDenial(outcome) ? claims : [];
  if (told.length > 0) logger.info('Claims of this job, to compare with the rules of the policy:');
  for (const [claim, value] of told) logger.info(`  ${claim}: ${escapeUnprintable(value)}`);
  for (const { owner, repositories, expiresAt } of grants) {
    const names = repositories.join(', ') || 'repositories not listed by the server';
    logger.info(`Granted by ${owner || 'the server'}: ${names}${expiresAt ? `, until ${expiresAt}` : ''}`);
    if (repositories.length > 0 || settings.gitConfig === 'none') continue;
    const text = `The server did not list the repositories of ${owner}, so git is not configured for them. List them in \`sources\`.`;
    await runner.warning(text, 'GitHub STS');
  }
  if (others.length > 0) {
    const text = `Not granted, and not in \`sources\`: ${listExclusions(others)}.`;
    await runner.notice(text, 'GitHub STS');
  }
  if (refused.length > 0 && settings.allowExcluded) {
    await runner.warning(`In \`sources\`, but not granted: ${listExclusions(refused)}.`, 'GitHub STS');
  }
  if (grants.length === 0) await runner.warning('No token was granted.', 'GitHub STS');
  await runner.addSummary(renderTokenSummary(outcome, settings.policyName, told));
}

/**
 * Saves what can be a token, for the post step. Throws REMOTE_MALFORMED if something else is among it: a server must not choose the text
 * of a variable.
 */
async function keepTokens({ tokens }: StsAnswer, revoke: boolean, runner: Runner): Promise<void> {
  const usable = tokens.filter(({ token }) => isGitHubToken(token));
  await saveTokens(usable, revoke, runner);
  if (usable.length === tokens.length) return;
  throw new ActionError(
    'REMOTE_MALFORMED',
    'The server returned a token that is not in a format of GitHub.',
    {
      hint: 'Check that `base-url` points to an Atmos Pro server.',
    },
  );
}

/**
 * Throws DENIED_SOURCES if a repository of `sources` is not granted, unless the workflow allows that, and REMOTE_MALFORMED if a token is not
 * one of GitHub. The post step revokes the tokens.
 */
export async function deliverTokens(
  { answer, claims }: Minted,
  { settings, jobRules }: { readonly settings: Settings; readonly jobRules: JobUrlRules | undefined },
  runner: Runner,
): Promise<void> {
  await keepTokens(answer, settings.revoke, runner);
  const outcome = judgeOutcome(answer, settings.sources);
  await reportOutcome({ outcome, claims }, settings, runner);
  if (outcome.refused.length > 0 && !settings.allowExcluded) {
    const { excluded } = toOutputs(outcome);
    await runner.setOutputs({ excluded });
    throw describeRefusal(outcome.refused, settings.policyName);
  }
  const plan = await planGitConfig(outcome.grants, { settings, jobRules }, runner);
  const tokenEnvironment = resolveTokenEnvironment(settings.tokenEnv, outcome.grants);
  checkTokenNames(Object.keys(tokenEnvironment.variables));
  if (tokenEnvironment.notice !== undefined) runner.logger.info(tokenEnvironment.notice);
  const changes = {
    gitConfig: plan.restore,
    file: plan.file === undefined ? undefined : join(plan.file.directory, plan.file.name),
    rules: plan.rules?.directory,
    tokenVariables: Object.keys(tokenEnvironment.variables),
  };
  await saveChanges(changes, runner);
  if (plan.file !== undefined) {
    const { directory, name, content } = plan.file;
    await writeGitConfigFile(directory, content, { name });
  }
  if (plan.rules !== undefined) await writeGitRules(plan.rules.directory, plan.rules.files);
  await runner.exportVariables({ ...plan.variables, ...tokenEnvironment.variables });
  await runner.setOutputs(toOutputs(outcome));
  // Environment and file both need a git that reads its configuration from the environment.
  if (Object.keys(plan.variables).length > 0) await warnAboutOldGit(runner);
}
