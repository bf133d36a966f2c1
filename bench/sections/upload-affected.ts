/** The overhead of `upload-affected` over reading and writing 10,000 affected components: strip, split, outputs and summary. */
import { toOutputs } from '../../actions/upload-affected/outputs.ts';
import { cutBatch, defaultMaxPayloadBytes } from '../../src/client/stacks/cut-batch.ts';
import { readAffected } from '../../src/client/stacks/read-affected.ts';
import { renderAffected } from '../../src/client/stacks/render-affected.ts';
import type { Section } from '../section.ts';
import { summarize } from '../statistics.ts';

const components = 10_000;
const runs = 15;

function workflows(component: string, stack: string): object {
  const inputs = { component, stack, github_environment: stack };
  return { 'plan.yaml': { inputs }, 'apply.yaml': { inputs } };
}

/** As an older CLI writes it: a third of the components with two levels of dependents, all with more settings than are sent. */
function describeComponent(index: number, depth: number): object {
  const [stack, component] = [`plat-ue2-${index % 40}`, `eks/component-${Math.floor(index / 40)}`];
  const dependents =
    depth > 0 && index % 3 === 0 ? [1, 2].map((step) => describeComponent(index + 40 * step, depth - 1)) : [];
  return {
    component,
    component_type: 'terraform',
    component_path: `components/terraform/${component}`,
    namespace: 'acme',
    tenant: 'plat',
    environment: 'ue2',
    stage: stack,
    stack,
    stack_slug: `${stack}-${component}`,
    affected: 'stack.vars',
    affected_all: ['stack.vars', 'stack.settings'],
    dependents,
    included_in_dependents: depth < 2,
    settings: {
      depends_on: { 1: { component: 'vpc' }, 2: { component: 'dns' } },
      pro: { enabled: true, pull_request: { synchronize: { workflows: workflows(component, stack) } } },
      spacelift: { workspace_enabled: false },
    },
  };
}

/** Everything between the file that Atmos wrote and what leaves the process. */
function process(text: string): number {
  const read = readAffected(text);
  const items = read.map(({ item }) => item);
  const head = { head_sha: 'h', base_sha: 'b', repo_url: '', repo_name: '', repo_owner: '', repo_host: '' };
  const options = { maxBytes: defaultMaxPayloadBytes, batchId: '00000000-0000-4000-8000-000000000000' };
  const sent = cutBatch({ head, field: 'stacks', items }, options).map((part) => part.text().length);
  const summary = renderAffected({ components: read, notes: [] });
  const outputs = toOutputs({ components: read, file: '', baseSha: '', headSha: '' });
  return sent.length + summary.length + outputs.matrix.length;
}

function time(work: () => unknown): number {
  const before = performance.now();
  work();
  return performance.now() - before;
}

export const uploadAffected: Section = {
  name: 'upload-affected',
  async measure() {
    const text = JSON.stringify(
      Array.from({ length: components }, (_, index) => describeComponent(index, 2)),
    );
    for (let run = 0; run < 3; run += 1) process(text);
    // In turns, so that other load on the machine affects both.
    const samples = Array.from({ length: runs }, () => ({
      plain: time(() => JSON.stringify(JSON.parse(text))),
      whole: time(() => process(text)),
    }));
    const plain = summarize(samples.map((sample) => sample.plain));
    const whole = summarize(samples.map((sample) => sample.whole));
    const ratio = whole.median / plain.median;
    return {
      title: 'upload-affected on 10,000 components',
      method: `${runs} runs of each in turns after 3 to warm up, over the same ${(text.length / 1e6).toFixed(1)} MB of JSON.`,
      rows: [
        { what: 'JSON.parse and JSON.stringify alone', 'median ms': plain.median, 'p99 ms': plain.p99 },
        { what: 'read, strip, cut, outputs, summary', 'median ms': whole.median, 'p99 ms': whole.p99 },
      ],
      targets: [{ what: 'times JSON.parse and JSON.stringify', limit: 3, measured: ratio, unit: '×' }],
    };
  },
};
