/** Reads one item of an inventory upload, by an allow-list (docs/wire.md#inventory-upload). */

import { isRecord } from '../../base/text.ts';
import { maxSettingsLength, maxTypeLength } from './limits.ts';
import { nameProblem, type Read, readNames } from './received-item.ts';
import { readProSettings } from './settings.ts';

export interface ReceivedInstance {
  readonly stack: string;
  readonly component: string;
  readonly componentType: string;
  readonly enabled: boolean;
  readonly driftEnabled: boolean;
  /** JSON text of `settings.pro`. */
  readonly pro: string | undefined;
  /** What is missing for drift detection, as the client shows it. */
  readonly problems: readonly string[];
}

/** Only real booleans count; a text, a template or anything else is treated as absent. */
function readSwitch(value: unknown, byDefault: boolean): boolean {
  return typeof value === 'boolean' ? value : byDefault;
}

/** Whether a block of drift detection names a workflow. An unrendered function or template may stand for one. */
function hasWorkflows(block: unknown): boolean {
  if (typeof block === 'string') return block !== '';
  if (!isRecord(block)) return false;
  const { workflows } = block;
  if (typeof workflows === 'string') return workflows !== '';
  return isRecord(workflows) && Object.keys(workflows).length > 0;
}

/** The clients tell people that both are needed; a workspace may settle for detection alone (docs/wire.md#inventory-upload). */
function findDriftProblems(name: string, drift: Readonly<Record<string, unknown>>, needsRemediate: boolean) {
  const needed = needsRemediate ? ['detect', 'remediate'] : ['detect'];
  return needed
    .filter((block) => !hasWorkflows(drift[block]))
    .map((block) => `${name} has no ${block} workflow`);
}

export function readReceivedInstance(
  item: unknown,
  { needsRemediate }: { readonly needsRemediate: boolean },
): Read<ReceivedInstance> {
  if (!isRecord(item)) return { status: 'invalid', problem: 'an item is not an object' };
  const { component_type: type, settings } = item;
  const names = readNames(item);
  if (names.status === 'invalid') return names;
  const { stack, component } = names.value;
  const name = `${component} in ${stack}`;
  const componentType = typeof type === 'string' && type !== '' ? type : 'terraform';
  if (componentType.length > maxTypeLength || nameProblem('', componentType) !== undefined) {
    const problem = `${name}: \`component_type\` is not a text of at most ${maxTypeLength} characters`;
    return { status: 'invalid', problem };
  }
  const text = readProSettings(settings);
  if (text !== undefined && text.length > maxSettingsLength) {
    const problem = `${name}: \`settings.pro\` is longer than ${maxSettingsLength} characters`;
    return { status: 'invalid', problem };
  }
  const pro = text !== undefined && isRecord(settings) ? settings['pro'] : undefined;
  const block = isRecord(pro) ? pro : undefined;
  const enabled = block !== undefined && readSwitch(block['enabled'], true);
  const drift = block?.['drift_detection'];
  const driftEnabled = enabled && isRecord(drift) && readSwitch(drift['enabled'], false);
  const problems = driftEnabled && isRecord(drift) ? findDriftProblems(name, drift, needsRemediate) : [];
  return {
    status: 'read',
    value: {
      stack,
      component,
      componentType,
      enabled,
      driftEnabled,
      pro: text,
      problems,
    },
  };
}
