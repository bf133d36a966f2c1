/** Plans as `terraform show -json` writes them, from what a test says about single resources. */
import { PlanSummarizer } from '../../../../src/domain/drift/summarize-plan.ts';

export interface PlannedResource {
  readonly address?: string;
  readonly type?: string;
  readonly provider?: string;
  readonly mode?: string;
  readonly actions: readonly string[];
  readonly before?: unknown;
  readonly after?: unknown;
  readonly more?: Readonly<Record<string, unknown>>;
}

export function resource(given: PlannedResource): unknown {
  const {
    type = 'aws_s3_bucket',
    address = `${type}.one`,
    mode = 'managed',
    actions,
    before,
    after,
    more,
  } = given;
  const change = {
    actions,
    before,
    after,
    after_unknown: {},
    before_sensitive: {},
    after_sensitive: {},
    ...more,
  };
  const provider = given.provider ?? 'providers.example/hashicorp/aws';
  return { address, mode, type, name: 'one', provider_name: provider, change };
}

export function update(before: unknown, after: unknown, more?: Readonly<Record<string, unknown>>): unknown {
  return resource({ actions: ['update'], before, after, ...(more === undefined ? {} : { more }) });
}

interface PlanParts {
  readonly changes?: readonly unknown[];
  readonly drift?: readonly unknown[];
  readonly rest?: Readonly<Record<string, unknown>>;
}

export function planJson({ changes = [], drift = [], rest = {} }: PlanParts): string {
  return JSON.stringify({
    format_version: '1.2',
    terraform_version: '1.9.0',
    planned_values: { root_module: {} },
    ...(drift.length === 0 ? {} : { resource_drift: drift }),
    resource_changes: changes,
    ...rest,
  });
}

/** In chunks of `size` bytes in one buffer that is used again, as files are read. */
export function finishPlan(json: string | Uint8Array, size = 65_536) {
  const bytes = typeof json === 'string' ? Buffer.from(json, 'utf8') : json;
  const summarizer = new PlanSummarizer();
  const buffer = Buffer.alloc(size);
  for (let at = 0; at < bytes.length; at += size) {
    const chunk = bytes.subarray(at, at + size);
    buffer.set(chunk);
    summarizer.write(buffer.subarray(0, chunk.length));
  }
  return summarizer.finish();
}

export function summarize(parts: PlanParts | string, size?: number) {
  const result = finishPlan(typeof parts === 'string' ? parts : planJson(parts), size);
  if (result.status === 'refused') throw new Error(result.refusal.message);
  return result.value;
}
