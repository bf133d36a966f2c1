/** What a check of the doctor says, and what it is given. */
import type { DoctorFinding } from './findings.ts';

export type CheckStatus = 'ok' | 'warn' | 'fail';

export interface CheckResult {
  readonly check: string;
  readonly status: CheckStatus;
  /** Of the registry, when something is to be looked at or mended. */
  readonly finding?: DoctorFinding;
  /** One sentence: what was found. Never a secret. */
  readonly message: string;
  /** What to do, when something is to be done. */
  readonly advice?: string;
}

/** Findings of a check, which gives each of them its own name. */
export type Finding = Omit<CheckResult, 'check'>;

export function ok(message: string): Finding {
  return { status: 'ok', message };
}
export function warn(finding: DoctorFinding, message: string, advice: string): Finding {
  return { status: 'warn', finding, message, advice };
}
export function fail(finding: DoctorFinding, message: string, advice: string): Finding {
  return { status: 'fail', finding, message, advice };
}
