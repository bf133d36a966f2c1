/** Hands the result back: annotations, SARIF file, outputs and the summary page. */

import { planAnnotations } from '../../src/domain/trust-policy/report/annotations.ts';
import { renderSummary } from '../../src/domain/trust-policy/report/render-summary.ts';
import { describeCounts } from '../../src/domain/trust-policy/report/report.ts';
import type { PolicyCheckResult } from '../../src/runner/check-policies.ts';
import { writeConfinedFile } from '../../src/runner/confined-path.ts';
import type { Runner } from '../../src/runner/runner.ts';
import type { Inputs } from './inputs.ts';
import { toOutputs } from './outputs.ts';
import { confinementOf } from './validate.ts';

async function writeSarif(path: string, { files }: PolicyCheckResult, runner: Runner): Promise<void> {
  const { renderSarif } = await import('../../src/domain/trust-policy/report/sarif.ts');
  const options = { input: 'sarif-file', confinement: confinementOf(runner) };
  await writeConfinedFile(path, renderSarif(files), options);
}

export async function report(result: PolicyCheckResult, inputs: Inputs, runner: Runner): Promise<void> {
  const { files, callers } = result;
  const { shown, hidden } = planAnnotations(files);
  runner.annotate(shown);
  runner.logger.info(describeCounts(files));
  if (hidden > 0)
    runner.logger.info(`${hidden} more findings than GitHub shows as annotations: the summary has all.`);
  const sarifFile = inputs['sarif-file'];
  if (sarifFile !== undefined) await writeSarif(sarifFile, result, runner);
  await runner.addSummary(renderSummary(files, { callers }));
  await runner.setOutputs(toOutputs(result, sarifFile));
}
