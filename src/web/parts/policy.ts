/** Renders what a trust policy says: its state in a word, its rules in words, what the linter finds. */
import type { SourcePolicy } from '../../domain/sts/source-policy.ts';
import type { PolicyFinding } from '../../domain/trust-policy/findings.ts';
import { capPermissions, type Permissions } from '../../domain/trust-policy/permissions.ts';
import type { PolicyRule } from '../../domain/trust-policy/policy.ts';
import { describeRule } from '../../domain/trust-policy/report/describe-rule.ts';
import { type Html, html } from '../html.ts';
import { renderTable } from './table.ts';

const states: Readonly<Record<SourcePolicy['status'], readonly [className: string, text: string]>> = {
  valid: ['label done', 'valid'],
  none: ['label', 'no policy'],
  invalid: ['label bad', 'invalid: denies every job'],
  unreachable: ['label bad', 'not installed'],
  unread: ['label wait', 'not read'],
};

export function renderPolicyState({ status }: SourcePolicy): Html {
  const [className, text] = states[status];
  return html`<span class="${className}">${text}</span>`;
}

/** Permissions of the rule that a grant leaves out or lowers, because the App holds less. */
function listUnheld({ permissions }: PolicyRule, held: Permissions): readonly string[] {
  const capped = capPermissions(permissions, held);
  return Object.keys(permissions).filter((name) => capped[name] !== permissions[name]);
}

/** `id`: unique on the page. */
export function renderRules(
  rules: readonly PolicyRule[],
  { id, held }: { readonly id: string; readonly held: Permissions },
): Html {
  return renderTable({
    label: `Rules of ${id}`,
    headings: ['Rule', 'Allows', 'To'],
    empty: 'The policy has no rules, so it allows no job.',
    rows: rules.map((rule) => {
      const { rule: number, line, who, what } = describeRule(rule);
      const unheld = listUnheld(rule, held);
      const note =
        unheld.length > 0 &&
        html`<br><span class="empty">Not in full: the App holds less of ${unheld.join(', ')}.</span>`;
      return {
        id: `rule-${id}-${number}`,
        cells: [`${number} (line ${line})`, who, html`${what}${note}`],
      };
    }),
  });
}

/** Most findings that are listed. */
const maxShownFindings = 50;

export function renderFindings(findings: readonly PolicyFinding[]): Html {
  if (findings.length === 0) return html``;
  const shown = findings.slice(0, maxShownFindings).map(({ id, severity, range, message }) => {
    const className = severity === 'error' ? 'label bad' : 'label wait';
    return html`<li><span class="${className}">${severity}</span> Line ${range.start.line}: ${message} <code>${id}</code></li>`;
  });
  const hidden = findings.length - shown.length;
  return html`<ul class="findings">${shown}${hidden > 0 && html`<li>${hidden} more findings.</li>`}</ul>`;
}
