/** Renders the state of an instance, and what changed in it. */
import type { DriftedChange } from '../../domain/drift/causes.ts';
import { type Html, html } from '../html.ts';

const looks: Readonly<Record<string, readonly [text: string, className: string]>> = {
  in_sync: ['in sync', 'label done'],
  drifted: ['drifted', 'label wait'],
  ignored: ['ignored', 'label'],
  error: ['error', 'label bad'],
  unknown: ['unknown', 'label'],
  disabled: ['disabled', 'label'],
  orphaned: ['orphaned', 'label'],
  remediating: ['remediating', 'label run'],
  remediated: ['remediated', 'label done'],
};

export function nameState(state: string): string {
  return looks[state]?.[0] ?? state;
}

/** One word, with a color that repeats it. */
export function renderDriftState(state: string): Html {
  const [text, className] = looks[state] ?? [state, 'label'];
  return html`<span class="${className}">${text}</span>`;
}

const problems: Readonly<Record<string, string>> = {
  missing_plan_result: 'result missing',
  missing_apply_result: 'result missing',
  detection_refused: 'not started',
};

/** That newer results are missing. */
export function renderProblemMark(code: string | undefined): Html {
  return code === undefined ? html`` : html` <span class="label bad">${problems[code] ?? code}</span>`;
}

/** The paths of attributes, each as code. */
export function renderAttributes(attributes: readonly string[]): Html {
  if (attributes.length === 0) return html`the whole resource`;
  return html`${attributes.map((path, index) => html`${index === 0 ? '' : ', '}<code>${path}</code>`)}`;
}

const origins: Readonly<Record<DriftedChange['origin'], string>> = {
  drift: 'outside Terraform',
  config: 'in the configuration',
};

export function describeOrigin(origin: DriftedChange['origin']): string {
  return origins[origin];
}
