/** Finds the workflows on the pages, and plays them in a scene: each has to succeed, and each has to be asked for. */
import { expect } from '@jest/globals';
import type { WorkflowJob } from '../../../src/simulator/world/runs.ts';
import { yamlExamples } from '../../support/yaml-examples.ts';
import type { ExampleScene, Occasion } from './example-scene.ts';

/** Jobs by key, several of a matrix. */
export type Jobs = Readonly<Record<string, readonly WorkflowJob[]>>;

/** Workflows and parts of workflows on the pages whose path matches. */
export function workflowExamples(pages: RegExp) {
  return yamlExamples().filter(
    ({ at, text }) =>
      pages.test(at) &&
      /^(?:\s*- )?\s*(?:jobs|steps|uses|run|if|with):/m.test(text) &&
      !/^apiVersion:/m.test(text),
  );
}

/** What the log of a failed job says, for the report of a test. */
function describeJob({ key, conclusion, steps }: WorkflowJob) {
  const said = steps
    .filter((step) => step.conclusion !== 'success')
    .map(({ name, log, annotations }) => ({ name, log: log.slice(-12), annotations }));
  return { key, conclusion, said };
}

/** The log of a job, with its annotations. */
export function logOf(jobs: Jobs, key: string): string {
  const steps = jobs[key]?.[0]?.steps ?? [];
  return steps.flatMap(({ log, annotations }) => [...log, ...annotations]).join('\n');
}

export async function playExample(scene: ExampleScene, text: string, occasion: Occasion): Promise<Jobs> {
  const byKey: Record<string, WorkflowJob[]> = {};
  for (const job of await scene.play(text, occasion)) {
    expect(describeJob(job)).toEqual({
      key: job.key,
      conclusion: expect.stringMatching(/^(?:success|skipped)$/),
      said: [],
    });
    byKey[job.key] = [...(byKey[job.key] ?? []), job];
  }
  return byKey;
}

/** The examples of some pages, which notes those that a test asked for. */
export function openExamples(pages: RegExp) {
  const examples = workflowExamples(pages);
  const used = new Set<string>();
  return {
    examples,
    /** The one example of a page with these words. */
    example(page: string, words: string): string {
      const found = examples.filter(({ at, text }) => at.startsWith(`${page}:`) && text.includes(words));
      const [only] = found;
      if (only === undefined || found.length !== 1)
        throw new Error(`${page} has ${found.length} with ${words}`);
      used.add(only.at);
      return only.text;
    },
    unused: () => examples.filter(({ at }) => !used.has(at)).map(({ at }) => at),
  };
}
