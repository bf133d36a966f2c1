/** The rules of a SARIF run: what code scanning shows beside a finding. */

import { type FindingId, type FindingRule, findingRules, type Severity } from '../findings.ts';
import { reportRules } from './report-rules.ts';

/** The project that defines the policy language. */
export const informationUri = 'https://atmos-pro.com';

/** Code scanning sorts by this; 0 to 10, and 7.0 and above is `high`. Findings that widen access count as security. */
const securitySeverities: Readonly<Record<string, string>> = {
  'match-all': '9.0',
  'wildcard-before-slash': '8.5',
  'no-caller-anchor': '8.0',
  'admin-grant': '7.5',
  'broad-write': '7.5',
  'write-covers-policy': '7.0',
  'pull-request-reachable': '7.0',
  'workflow-any-ref': '6.0',
  'actor-without-repository': '5.0',
  codeowners: '5.0',
};

const problemSeverities: Readonly<Record<Severity, string>> = {
  error: 'error',
  mistake: 'error',
  warning: 'warning',
  note: 'recommendation',
};

/** SARIF levels by severity. */
export const sarifLevels: Readonly<Record<Severity, string>> = {
  error: 'error',
  mistake: 'error',
  warning: 'warning',
  note: 'note',
};

/** `match-all` → `MatchAll`, as SARIF wants names. */
function nameOf(id: string): string {
  return id.replace(/(?:^|-)([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

/** Plain text for viewers without Markdown. */
function plain(markdown: string): string {
  return markdown.replaceAll('`', '');
}

function renderExamples(id: string): string {
  if (!isFindingId(id)) return '';
  const { failing, passing }: FindingRule = findingRules[id];
  const blocks = [failing, passing].map((example) => example.rules).filter((rules) => rules !== undefined);
  if (blocks.length < 2) return '';
  const [bad, good] = blocks.map((rules) => `\`\`\`yaml\n${rules?.trimEnd()}\n\`\`\``);
  return `\n\nFound in\n\n${bad}\n\nand not in\n\n${good}`;
}

function isFindingId(id: string): id is FindingId {
  return Object.hasOwn(findingRules, id);
}

export function listSarifRules() {
  return Object.entries(reportRules).map(([id, { severity, summary, description }]) => {
    const securitySeverity = securitySeverities[id];
    return {
      id,
      name: nameOf(id),
      shortDescription: { text: plain(summary) },
      fullDescription: { text: plain(description) },
      help: {
        text: plain(`${summary} ${description}`),
        markdown: `${summary}\n\n${description}${renderExamples(id)}`,
      },
      defaultConfiguration: { level: sarifLevels[severity] },
      properties: {
        tags: securitySeverity === undefined ? ['trust-policy'] : ['trust-policy', 'security'],
        precision: 'high',
        'problem.severity': problemSeverities[severity],
        'security-severity': securitySeverity,
      },
    };
  });
}
