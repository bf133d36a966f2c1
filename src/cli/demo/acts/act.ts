/** One act of the demo. */
import type { DemoReport } from '../report.ts';
import type { Stage } from '../stage.ts';

export interface DemoAct {
  /** Value of `--act`. */
  readonly name: string;
  /** For the help. */
  readonly summary: string;
  play(stage: Stage, report: DemoReport): Promise<void>;
}
