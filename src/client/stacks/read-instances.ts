/**
 * The inventory, from what `atmos describe stacks --format json` writes: every component that is not abstract, with its
 * three switches collapsed into what a server reads (docs/wire.md#inventory-upload).
 */
import { ActionError } from '../../base/errors.ts';
import { isRecord } from '../../base/text.ts';
import { compareInstances, type ProSettings } from '../../domain/stacks/items.ts';

interface InstanceItem {
  readonly component: string;
  readonly stack: string;
  /** `terraform`, `helmfile`, `packer`, or another key of a stack's `components`. */
  readonly component_type: string;
  /** Absent without `settings.pro`. */
  readonly settings?: ProSettings | undefined;
}

export interface DescribedInstance {
  readonly item: InstanceItem;
  readonly isEnabled: boolean;
  readonly hasDriftDetection: boolean;
}

type JsonObject = Readonly<Record<string, unknown>>;

function asObject(value: unknown): JsonObject | undefined {
  return isRecord(value) ? value : undefined;
}

/** Only a boolean counts: an unrendered template is ignored. */
function readSwitch(object: JsonObject | undefined, byDefault: boolean): boolean {
  const enabled = object?.['enabled'];
  return typeof enabled === 'boolean' ? enabled : byDefault;
}

function collapse(
  pro: unknown,
  metadata: JsonObject | undefined,
): Omit<DescribedInstance, 'item'> & ProSettings {
  const block = asObject(pro);
  if (block === undefined) return { pro, isEnabled: false, hasDriftDetection: false };
  const isEnabled = readSwitch(metadata, true) && readSwitch(block, true);
  const drift = asObject(block['drift_detection']);
  if (drift === undefined)
    return { pro: { ...block, enabled: isEnabled }, isEnabled, hasDriftDetection: false };
  const hasDriftDetection = isEnabled && readSwitch(drift, false);
  const collapsed = {
    ...block,
    enabled: isEnabled,
    drift_detection: { ...drift, enabled: hasDriftDetection },
  };
  return { pro: collapsed, isEnabled, hasDriftDetection };
}

/** Undefined for an abstract component, which only others inherit from. */
function readInstance(
  name: { readonly component: string; readonly stack: string; readonly component_type: string },
  value: unknown,
): DescribedInstance | undefined {
  const section = asObject(value);
  if (section === undefined) return undefined;
  const metadata = asObject(section['metadata']);
  if (metadata?.['type'] === 'abstract') return undefined;
  const settings = asObject(section['settings']);
  if (settings === undefined || !('pro' in settings))
    return { item: name, isEnabled: false, hasDriftDetection: false };
  const { pro, ...switches } = collapse(settings['pro'], metadata);
  return { item: { ...name, settings: { pro } }, ...switches };
}

/** Sorted by stack and component. Throws INPUT_STACKS_INVALID. */
export function readInstances(text: string): readonly DescribedInstance[] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    value = undefined;
  }
  const stacks = asObject(value);
  if (stacks === undefined) {
    throw new ActionError('INPUT_STACKS_INVALID', 'The description of the stacks is not a JSON object.', {
      hint: 'It must be what `atmos describe stacks --format json` writes. Check the input file, and that flags do not change the format.',
    });
  }
  return Object.entries(stacks)
    .flatMap(([stack, content]) =>
      Object.entries(asObject(asObject(content)?.['components']) ?? {}).flatMap(
        ([component_type, components]) =>
          Object.entries(asObject(components) ?? {}).map(([component, section]) =>
            readInstance({ component, stack, component_type }, section),
          ),
      ),
    )
    .filter((instance) => instance !== undefined)
    .sort(({ item: one }, { item: other }) => compareInstances(one, other));
}
