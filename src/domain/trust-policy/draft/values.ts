/** The values of a new policy with one rule, and what each of them may be. */
import { ActionError } from '../../../base/errors.ts';
import { escapeUnprintable, quoteText } from '../../../base/text.ts';
import type { FindingId, PolicyFinding } from '../findings.ts';
import { inspectTrustPolicy } from '../lint-policy.ts';
import type { PolicyRule } from '../policy.ts';

export interface PolicyValues {
  /** `owner/name` of the calling repository. */
  readonly repository: string;
  readonly branch?: string | undefined;
  readonly environment?: string | undefined;
  readonly event?: string | undefined;
  /** `owner/name/.github/workflows/FILE@REF` of a reusable workflow. */
  readonly jobWorkflowRef?: string | undefined;
  readonly repositoryId?: string | undefined;
  readonly repositoryOwnerId?: string | undefined;
  readonly runnerEnvironment?: string | undefined;
  /** `name=level`, in addition to `contents=read`. */
  readonly permission?: readonly string[] | undefined;
  /** `@user`, `@owner/team` or an email address. */
  readonly codeowner: string;
}

const shapes = {
  repository: [
    /^[A-Za-z0-9][A-Za-z0-9_-]*\/[A-Za-z0-9._-]+(?<!\.git)$/,
    'owner/name without wildcards and .git',
  ],
  branch: [/^(?!refs\/)[^\s*?~^:\\]+$/, 'the short name of one branch such as main, without wildcards'],
  environment: [/^[^*?\r\n]+$/, 'the name of one environment without wildcards'],
  event: [/^[a-z][a-z0-9_]*$/, 'the name of one event such as push'],
  jobWorkflowRef: [
    /^[\w-]+\/[\w.-]+\/\.github\/workflows\/[^@*?\s]+@(?:refs\/(?:heads|tags)\/[^*?\s]+|[0-9a-f]{40})$/,
    'owner/name/.github/workflows/FILE@refs/heads/BRANCH without wildcards',
  ],
  repositoryId: [/^[1-9]\d{0,19}$/, 'a decimal number'],
  repositoryOwnerId: [/^[1-9]\d{0,19}$/, 'a decimal number'],
  runnerEnvironment: [/^(?:github|self)-hosted$/, 'github-hosted or self-hosted'],
  codeowner: [/^(@[\w-]+(\/[\w.-]+)?|[^@\s]+@[^@\s]+)$/, '@user, @owner/team or an email address'],
} as const;

/** `jobWorkflowRef` → `job-workflow-ref`, the name of the option. */
function toWords(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

export type PolicyValueName = keyof typeof shapes;

/** Throws INPUT_INVALID with the value and what is expected. */
export function readPolicyValue(name: keyof typeof shapes): (text: string) => string {
  const [shape, expected] = shapes[name];
  return (text) => {
    // The file would show another rule than the one that counts.
    if (escapeUnprintable(text) !== text)
      throw new ActionError(
        'INPUT_INVALID',
        `Invalid ${toWords(name)}: ${quoteText(text)} has hidden characters. Remove them.`,
      );
    if (shape.test(text)) return text;
    throw new ActionError(
      'INPUT_INVALID',
      `Invalid ${toWords(name)}: expected ${expected}, got ${JSON.stringify(text)}.`,
    );
  };
}

/** Warnings about a rule that would allow no job: not what the author asked for. */
const emptyRules: ReadonlySet<FindingId> = new Set(['unreachable-rule', 'pull-request-ref']);

export interface CheckedDraft {
  readonly rule: PolicyRule;
  /** Warnings. */
  readonly findings: readonly PolicyFinding[];
}

/** Throws INPUT_INVALID for a policy that is invalid, or whose rule allows no job. */
export function checkDraft(name: string, text: string): CheckedDraft {
  const { policy, findings } = inspectTrustPolicy({ content: Buffer.from(text), file: `${name}.yaml` });
  const rule = policy.status === 'valid' ? policy.rules[0] : undefined;
  const refused = findings.find(
    ({ id, severity }) => severity === 'error' || severity === 'mistake' || emptyRules.has(id),
  );
  if (rule === undefined || refused !== undefined) {
    const problem = refused?.message ?? 'The policy is invalid.';
    throw new ActionError('INPUT_INVALID', `These values do not make a valid policy. ${problem}`);
  }
  return { rule, findings: findings.filter(({ severity }) => severity === 'warning') };
}
