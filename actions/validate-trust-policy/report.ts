/** Reports the result: annotations, log, SARIF file, outputs and the job summary. */
import { planAnnotations } from '../../src/domain/trust-policy/report/annotations.ts';
import { renderPolicySummary } from '../../src/domain/trust-policy/report/render-summary.ts';
import { describeFindingCounts } from '../../src/domain/trust-policy/report/report.ts';
import type { PolicyCheckResult } from '../../src/runner/check-policies.ts';
import { writeConfinedFile } from '../../src/runner/confined-path.ts';
import type { Runner } from '../../src/runner/runner.ts';
import { toOutputs } from './outputs.ts';
import type { Settings } from './settings.ts';

async function writeSarif({ files }: PolicyCheckResult, { sarifFile, confinement }: Settings): Promise<void> {
  if (sarifFile === undefined) return;
  const { renderSarif } = await import('../../src/domain/trust-policy/report/sarif.ts');
  await writeConfinedFile(sarifFile, renderSarif(files), { input: 'sarif-file', confinement });
}

export async function reportPolicies(
  result: PolicyCheckResult,
  settings: Settings,
  runner: Runner,
): Promise<void> {
  const { files, callers } = result;
  const { shown, hidden } = planAnnotations(files);
  runner.annotate(shown);
  runner.logger.info(describeFindingCounts(files));
  if (hidden > 0)
    runner.logger.info(`GitHub limits annotations; ${hidden} more findings are in the job summary.`);
  await writeSarif(result, settings);
  await runner.addSummary(renderPolicySummary(files, { callers }));
  await runner.setOutputs(toOutputs(result, settings.sarifFile));
}
