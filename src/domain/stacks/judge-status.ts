/** Decides the state of an instance from a report (docs/wire.md#instance-status). */

type InstanceStatus = 'in_sync' | 'drifted' | 'error';

export type StatusVerdict =
  | {
      readonly status: 'judged';
      readonly instance: InstanceStatus;
      readonly command: string | undefined;
      readonly exitCode: number | undefined;
    }
  | { readonly status: 'invalid'; readonly problem: string };

/** `deploy` is reported as `apply` by today's clients, and by its own name by some to come. */
const commands: ReadonlySet<string> = new Set(['plan', 'apply', 'deploy', 'remediate']);

export interface StatusBody {
  readonly command?: string | undefined;
  readonly exit_code?: number | undefined;
  readonly status?: string | undefined;
}

function judgeExit(command: string, exitCode: number): InstanceStatus {
  if (exitCode === 0) return 'in_sync';
  return command === 'plan' && exitCode === 2 ? 'drifted' : 'error';
}

/** `command` and `exit_code` beat the older `status`. */
export function judgeStatus({ command, exit_code: exitCode, status }: StatusBody): StatusVerdict {
  if (command !== undefined || exitCode !== undefined) {
    if (command === undefined || !commands.has(command)) {
      return { status: 'invalid', problem: '`command` must be plan, apply, deploy or remediate' };
    }
    if (exitCode === undefined) return { status: 'invalid', problem: '`exit_code` is missing' };
    return { status: 'judged', instance: judgeExit(command, exitCode), command, exitCode };
  }
  if (status === 'in_sync' || status === 'drifted') {
    return { status: 'judged', instance: status, command: undefined, exitCode: undefined };
  }
  return {
    status: 'invalid',
    problem: 'the body needs `command` and `exit_code`, or `status` as in_sync or drifted',
  };
}
