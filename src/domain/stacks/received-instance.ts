/** Reads one item of an inventory upload, by an allow-list (docs/wire.md#inventory-upload). */
import { maxSettingsLength, maxTypeLength } from './limits.ts';
import { isMap, nameProblem, type Read } from './received-item.ts';
import { readSettings } from './settings.ts';

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

/** Only real booleans count; a text, a template or anything else is as good as absent. */
function readSwitch(value: unknown, byDefault: boolean): boolean {
  return typeof value === 'boolean' ? value : byDefault;
}

/** Whether a block of drift detection names a workflow. An unrendered function or template may stand for one. */
function hasWorkflows(block: unknown): boolean {
  if (typeof block === 'string') return block !== '';
  if (!isMap(block)) return false;
  const { workflows } = block;
  if (typeof workflows === 'string') return workflows !== '';
  return isMap(workflows) && Object.keys(workflows).length > 0;
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
  if (!isMap(item)) return { status: 'invalid', problem: 'an item is not an object' };
  const { stack, component, component_type: type, settings } = item;
  const problem = nameProblem('`stack`', stack) ?? nameProblem('`component`', component);
  if (problem !== undefined) return { status: 'invalid', problem };
  const name = `${String(component)} in ${String(stack)}`;
  const componentType = typeof type === 'string' && type !== '' ? type : 'terraform';
  if (componentType.length > maxTypeLength || nameProblem('', componentType) !== undefined) {
    const problem = `${name}: \`component_type\` is not a text of at most ${maxTypeLength} characters`;
    return { status: 'invalid', problem };
  }
  const text = readSettings(settings);
  if (text !== undefined && text.length > maxSettingsLength) {
    const problem = `${name}: \`settings.pro\` is longer than ${maxSettingsLength} characters`;
    return { status: 'invalid', problem };
  }
  const pro = text === undefined ? undefined : (settings as { readonly pro: unknown }).pro;
  const block = isMap(pro) ? pro : undefined;
  const enabled = block !== undefined && readSwitch(block['enabled'], true);
  const drift = block?.['drift_detection'];
  const driftEnabled = enabled && isMap(drift) && readSwitch(drift['enabled'], false);
  const problems = driftEnabled && isMap(drift) ? findDriftProblems(name, drift, needsRemediate) : [];
  return {
    status: 'read',
    value: {
      stack: stack as string,
      component: component as string,
      componentType,
      enabled,
      driftEnabled,
      pro: text,
      problems,
    },
  };
}
