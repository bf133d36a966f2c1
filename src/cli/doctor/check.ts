/** The result of one check of the doctor. */
import { type DoctorFinding, doctorFindings } from './findings.ts';

/** `fixed`: it was a finding, and `--fix` removed its cause. */
export type CheckStatus = 'ok' | 'fixed' | 'warn' | 'fail';

export interface CheckResult {
  readonly check: string;
  readonly status: CheckStatus;
  /** Id in the registry; absent when `status` is `ok`. */
  readonly finding?: DoctorFinding;
  /** What was found, in one sentence. Never contains a secret. */
  readonly message: string;
  /** How to fix it; only of warnings and errors. */
  readonly advice?: string;
}

/** A result without the name of its check: `examine` adds it. */
export type DoctorResult = Omit<CheckResult, 'check'>;

export function pass(message: string): DoctorResult {
  return { status: 'ok', message };
}

/** @param message what was done. */
export function fixed(finding: DoctorFinding, message: string): DoctorResult {
  return { status: 'fixed', finding, message };
}

/** @param advice by default, what the registry says about the finding. */
export function warn(
  finding: DoctorFinding,
  message: string,
  advice: string = doctorFindings[finding],
): DoctorResult {
  return { status: 'warn', finding, message, advice };
}

/** @param advice by default, what the registry says about the finding. */
export function fail(
  finding: DoctorFinding,
  message: string,
  advice: string = doctorFindings[finding],
): DoctorResult {
  return { status: 'fail', finding, message, advice };
}
