/** The outputs of `upload-instances`. */
import { countInstances } from '../../src/client/stacks/render-instances.ts';
import type { Inventory } from './inventory.ts';

/** Every output by its name in `action.yml`. */
export function toOutputs({ instances, isPartial }: Inventory, isUploaded: boolean) {
  const { count, enabled, disabled, driftEnabled } = countInstances(instances);
  return {
    uploaded: String(isUploaded),
    count: String(count),
    enabled: String(enabled),
    disabled: String(disabled),
    'drift-enabled': String(driftEnabled),
    partial: String(isPartial),
  } as const;
}
