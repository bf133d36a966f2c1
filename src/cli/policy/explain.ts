/** `atmos-pro policy explain`: the decision of a policy about a caller, and the reason. */
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { styleText } from 'node:util';
import { ActionError } from '../../base/errors.ts';
import { completeClaims } from '../../domain/trust-policy/callers/complete-claims.ts';
import { everyPermission } from '../../domain/trust-policy/callers/judge-callers.ts';
import { readClaims, readPermissions } from '../../domain/trust-policy/callers/read-mapping.ts';
import type { PolicyClaims } from '../../domain/trust-policy/claims.ts';
import { decideTrustPolicy } from '../../domain/trust-policy/decide.ts';
import type { TrustPolicyDecision } from '../../domain/trust-policy/decision.ts';
import { explainTrustPolicy } from '../../domain/trust-policy/explain.ts';
import { isPolicyName, policyPath } from '../../domain/trust-policy/policy-path.ts';
import { renderExplanation } from '../../domain/trust-policy/render-explanation.ts';
import { describePermissions } from '../../domain/trust-policy/report/describe-rule.ts';
import { renderText } from '../../domain/trust-policy/report/render-text.ts';
import type { FileReport } from '../../domain/trust-policy/report/report.ts';
import { adviseOnDenial } from '../../domain/trust-policy/suggest-change.ts';
import { checkPolicies } from '../../runner/check-policies.ts';
import { exitCodes } from '../exit-codes.ts';
import { hasColors } from '../terminal.ts';
import { readClaimOptions } from './claim-options.ts';
import { readMappingFile } from './read-file.ts';

export interface ExplainPolicyOptions extends Readonly<Record<string, unknown>> {
  readonly claims?: string | undefined;
  readonly installationPermissions?: string | undefined;
  readonly format: 'text' | 'json';
}

/** @param policy a path, or the name of a policy. */
async function findPolicy(policy: string): Promise<string> {
  const exists = (path: string) =>
    stat(path).then(
      () => true,
      () => false,
    );
  if (await exists(policy)) return policy;
  if (isPolicyName(policy) && (await exists(policyPath(policy)))) return policyPath(policy);
  throw new ActionError('INPUT_INVALID', `Policy not found: ${JSON.stringify(policy)}.`, {
    hint: 'Use the path of a file, or the name of a file in .atmos/pro/sts without .yaml.',
  });
}

async function readCaller(options: ExplainPolicyOptions): Promise<PolicyClaims> {
  const fromFile = options.claims === undefined ? {} : await readMappingFile(options.claims, readClaims);
  const claims = { ...fromFile, ...readClaimOptions(options) };
  if (Object.keys(claims).length > 0) return completeClaims(claims);
  throw new ActionError('INPUT_MISSING', 'Missing claims of the caller.', {
    hint: 'Set them with --claims FILE, or with options such as --repository and --ref.',
  });
}

function toExplanationDocument(file: FileReport, decision: TrustPolicyDecision, claims: PolicyClaims) {
  const { policy } = file;
  return {
    decision: decision.status,
    permissions: decision.status === 'granted' ? decision.permissions : {},
    matchedRules: decision.status === 'granted' ? decision.matchedRules : [],
    findings: file.findings,
    explanation:
      decision.status === 'trust_policy_denied'
        ? decision.explanation
        : policy?.status === 'valid'
          ? explainTrustPolicy(policy, claims)
          : null,
    claims,
  };
}

function renderDecision(
  document: ReturnType<typeof toExplanationDocument>,
  file: FileReport,
  color: boolean,
): string {
  const { decision, permissions, explanation, claims } = document;
  const paint = (style: 'green' | 'red', text: string) =>
    color ? styleText(style, text, { validateStream: false }) : text;
  if (explanation === null) return `${paint('red', decision)}\n\n${renderText([file], { color })}`;
  const verdict =
    decision === 'granted'
      ? `${paint('green', 'granted')}: ${describePermissions(permissions)}`
      : paint('red', 'denied');
  const advice = adviseOnDenial(explanation, claims);
  const parts = [verdict, renderExplanation(explanation), advice].filter((part) => part !== '');
  return `${parts.join('\n\n')}\n`;
}

/** Sets the exit code: 0 granted, 3 denied, 2 invalid policy. */
export async function explainPolicy(name: string, options: ExplainPolicyOptions): Promise<void> {
  const claims = await readCaller(options);
  const installationPermissions =
    options.installationPermissions === undefined
      ? everyPermission()
      : await readMappingFile(options.installationPermissions, readPermissions);
  const path = await findPolicy(name);
  const { files } = await checkPolicies({ root: process.cwd(), paths: [path], codeowners: false });
  const file = files[0];
  if (file === undefined) throw new ActionError('INTERNAL', `The policy ${basename(path)} was not checked.`);
  const policy = file.policy ?? { status: 'invalid', name, findings: [] };
  const decision = decideTrustPolicy({ policy, claims, installationPermissions });
  const document = toExplanationDocument(file, decision, claims);
  const json = options.format === 'json';
  process.stdout.write(
    json ? `${JSON.stringify(document, undefined, 2)}\n` : renderDecision(document, file, hasColors()),
  );
  process.exitCode = {
    granted: exitCodes.ok,
    trust_policy_denied: exitCodes.denied,
    trust_policy_invalid: exitCodes.usage,
    no_trust_policy: exitCodes.usage,
  }[decision.status];
}
