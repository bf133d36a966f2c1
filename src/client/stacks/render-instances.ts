/** The job summary of an inventory. Markdown. */
import { markupCode, markupTable } from '../../base/markup.ts';
import type { DescribedInstance } from './read-instances.ts';

/** GitHub takes 1 MiB of summary from one step. */
const maxTableBytes = 800_000;
const maxRows = 1_000;

export interface InstanceCounts {
  readonly count: number;
  readonly enabled: number;
  readonly disabled: number;
  readonly driftEnabled: number;
}

/** Disabled is whatever Atmos Pro shall not act on, for whichever of the switches. */
export function countInstances(instances: readonly DescribedInstance[]): InstanceCounts {
  const enabled = instances.filter(({ isEnabled }) => isEnabled).length;
  return {
    count: instances.length,
    enabled,
    disabled: instances.length - enabled,
    driftEnabled: instances.filter(({ hasDriftDetection }) => hasDriftDetection).length,
  };
}

/** One line for the log and the summary, without a full stop. */
export function describeInstances(instances: readonly DescribedInstance[]): string {
  const { count, enabled, disabled, driftEnabled } = countInstances(instances);
  return `${count} ${count === 1 ? 'instance' : 'instances'}: ${enabled} enabled, ${disabled} disabled, ${driftEnabled} with drift detection`;
}

/** `notes` are sentences. Ends without a newline. */
export function renderInstances(instances: readonly DescribedInstance[], notes: readonly string[]): string {
  const sections = ['## Inventory', [`${describeInstances(instances)}.`, ...notes].join(' ')];
  const rows = instances.map(({ item, isEnabled, hasDriftDetection }) => [
    markupCode(item.stack),
    markupCode(item.component),
    markupCode(item.component_type),
    isEnabled ? 'yes' : 'no',
    hasDriftDetection ? 'yes' : 'no',
  ]);
  if (rows.length > 0) {
    const headings = ['Stack', 'Component', 'Type', 'Enabled', 'Drift detection'];
    sections.push(markupTable(headings, rows, { maxRows, maxBytes: maxTableBytes }));
  }
  return sections.join('\n\n');
}
