/** The summary of a plan of 50 MB in `upload-status`, against JSON.parse of the same file: time and memory. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isRecord } from '../../src/base/text.ts';
import type { Section } from '../section.ts';
import { summarize } from '../statistics.ts';

const bytes = 50 * 1024 * 1024;
const runs = 7;
const script = fileURLToPath(new URL('../support/plan-process.ts', import.meta.url));

/** A security group with its rules, about 2 kB. */
function values(index: number, owner: string): object {
  const rule = (port: number) => ({
    cidr_blocks: [`10.${port % 256}.0.0/16`, `10.${index % 256}.0.0/16`],
    description: `Port ${port} of the service "${index}"`,
    from_port: port,
    ipv6_cidr_blocks: [],
    prefix_list_ids: [],
    protocol: 'tcp',
    security_groups: [],
    self: false,
    to_port: port,
  });
  const tags = { Name: `service-${index}`, CostCenter: owner, Environment: 'prod', Team: 'platform' };
  return {
    arn: `arn:aws:ec2:us-east-2:123456789012:security-group/sg-${index}`,
    description: 'Managed by Terraform',
    egress: [rule(443)],
    id: `sg-${index}`,
    ingress: Array.from({ length: 5 }, (_, port) => rule(8_000 + port)),
    tags,
    tags_all: tags,
    vpc_id: 'vpc-0123456789abcdef0',
  };
}

function change(index: number, before: object, after: object): object {
  const type = 'aws_security_group';
  return {
    address: `module.service["${index}"].${type}.this[0]`,
    module_address: `module.service["${index}"]`,
    mode: 'managed',
    type,
    name: 'this',
    index: 0,
    provider_name: 'providers.example/hashicorp/aws',
    change: {
      actions: ['update'],
      before,
      after,
      after_unknown: {
        ingress: Array.from({ length: 5 }, () => ({ cidr_blocks: [false, false] })),
        tags: {},
      },
      before_sensitive: {
        ingress: Array.from({ length: 5 }, () => ({ cidr_blocks: [false, false] })),
        tags: {},
      },
      after_sensitive: { tags: {} },
    },
  };
}

/** `changed`: the share of the resources that change. All others are state and configuration, as in most plans. */
function makePlan(changed: number): string {
  const resources = { drift: [] as object[], changes: [] as object[], state: [] as object[] };
  for (let index = 0, size = 0; size < bytes; index += 1) {
    const [here, there] = [values(index, 'here'), values(index, 'there')];
    if (index % 100 < changed * 100) {
      const pair = [change(index, here, there), change(index, there, here)] as const;
      resources.drift.push(pair[0]);
      resources.changes.push(pair[1]);
      size += 2 * JSON.stringify(pair[0]).length;
    } else {
      resources.state.push(here);
      size += JSON.stringify(here).length;
    }
  }
  return JSON.stringify({
    format_version: '1.2',
    planned_values: { root_module: { resources: [] } },
    resource_drift: resources.drift,
    resource_changes: resources.changes,
    prior_state: { values: { root_module: { resources: resources.state } } },
  });
}

function run(path: string, how: 'parse' | 'summarize'): { milliseconds: number; megabytes: number } {
  const read: unknown = JSON.parse(execFileSync(process.execPath, [script, path, how], { encoding: 'utf8' }));
  if (!isRecord(read)) throw new Error('no figures');
  return { milliseconds: Number(read['milliseconds']), megabytes: Number(read['megabytes']) };
}

function measurePlan(path: string) {
  // In turns, so that other load on the machine affects both.
  const samples = Array.from({ length: runs }, () => [run(path, 'parse'), run(path, 'summarize')] as const);
  const [parse, summary] = [0, 1].map((index) => ({
    'median ms': summarize(samples.map((sample) => sample[index]?.milliseconds ?? 0)).median,
    'most MB': Math.max(...samples.map((sample) => sample[index]?.megabytes ?? 0)),
  }));
  if (parse === undefined || summary === undefined) throw new Error('no figures');
  return { parse, summary };
}

export const planSummary: Section = {
  name: 'plan-summary',
  async measure() {
    const folder = mkdtempSync(join(tmpdir(), 'plan-'));
    try {
      const shares = [0.05, 1].map((share) => {
        const path = join(folder, `${share}.json`);
        writeFileSync(path, makePlan(share));
        return { name: `${share * 100} % of the resources change`, ...measurePlan(path) };
      });
      return {
        title: 'upload-status: a plan of 50 MB',
        method: `${runs} processes of each in turns; time from the open file to the result, highest resident memory of the process.`,
        rows: shares.flatMap(({ name, parse, summary }) => [
          { what: `${name}: JSON.parse`, ...parse },
          { what: `${name}: summary`, ...summary },
        ]),
        targets: shares.flatMap(({ name, parse, summary }) => [
          {
            what: `${name}: times JSON.parse`,
            limit: 2,
            measured: summary['median ms'] / parse['median ms'],
            unit: '×',
          },
          { what: `${name}: memory`, limit: 600, measured: summary['most MB'], unit: 'MB' },
        ]),
      };
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
};
