/** Reports the affected components: log, outputs and job summary. */

import { countAffected, describeAffectedCounts } from '../../src/client/stacks/count-affected.ts';
import { renderAffected } from '../../src/client/stacks/render-affected.ts';
import type { ResolvedBase } from '../../src/git/resolve-base.ts';
import type { Runner } from '../../src/runner/runner.ts';
import type { Affected } from './affected.ts';
import { toOutputs } from './outputs.ts';

export interface AffectedReport extends Affected {
  readonly comparison: ResolvedBase | undefined;
  readonly isUploaded: boolean;
}

function notesOn({ comparison, isUploaded, leftOut }: AffectedReport): readonly string[] {
  const narrowed = `The inputs left out ${leftOut} more (\`include\`, \`exclude\`, \`component-types\`), which were not uploaded.`;
  return [
    ...(comparison === undefined
      ? []
      : [
          `Compared ${comparison.headSha.slice(0, 12)} with ${comparison.baseSha.slice(0, 12)} (${comparison.source}).`,
        ]),
    isUploaded ? 'Uploaded to the Atmos Pro server.' : 'Not uploaded.',
    ...(leftOut > 0 ? [narrowed] : []),
  ];
}

export async function reportAffected(result: AffectedReport, runner: Runner): Promise<void> {
  const { components, file, comparison, leftOut } = result;
  const items = components.map(({ item }) => item);
  const left =
    leftOut > 0 ? ` \`include\`, \`exclude\` and \`component-types\` left out ${leftOut} more.` : '';
  runner.logger.info(`${describeAffectedCounts(countAffected(items))}.${left}`);
  const outputs = toOutputs({
    components,
    file,
    baseSha: comparison?.baseSha ?? '',
    headSha: comparison?.headSha ?? '',
  });
  await runner.setOutputs(outputs);
  if (outputs.affected === '')
    await runner.notice(
      'The list is too large for the output `affected`. Use the output `file`.',
      'Affected stacks',
    );
  if (outputs.matrix === '')
    await runner.warning(
      'There are more components than GitHub allows in one matrix, so the output `matrix` is empty. Use `matrix-groups` with a reusable workflow.',
      'Affected stacks',
    );
  await runner.addSummary(renderAffected({ components, notes: notesOn(result) }));
}
