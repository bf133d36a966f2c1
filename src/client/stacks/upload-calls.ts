/** The requests of a client about stacks: one each, with what their refusals mean (docs/wire.md#affected-stacks-upload). */

import type { HttpResponse } from '../../base/ports.ts';
import type { PlanSummary } from '../../domain/drift/plan-summary.ts';
import { type Operation, readAnyAnswer } from '../answer.ts';
import { JsonText, type Send } from '../send.ts';
import type { Session } from '../session.ts';

/** Where a status belongs. */
interface StatusTarget {
  /** `owner/name`. */
  readonly repository: string;
  readonly stack: string;
  /** The full name, with its slashes. */
  readonly component: string;
}

interface StatusReport {
  readonly command: 'plan' | 'apply';
  readonly exit_code: number;
  /** RFC 3339, UTC, whole seconds. */
  readonly last_run: string;
  /** What the plan changes; servers that do not know it ignore it. */
  readonly plan?: PlanSummary | undefined;
}

interface StatusReceipt {
  /** Whether the server has stored the summary of the plan. */
  readonly isPlanKept: boolean;
}

export interface UploadCalls {
  /** `POST /affected-stacks` with one part of an upload. */
  sendAffected(session: Session, json: string): Promise<void>;
  /** `POST /instances` with one part of an upload. */
  sendInstances(session: Session, json: string): Promise<void>;
  /** `PATCH /repos/{owner}/{repo}/instances`. */
  sendStatus(session: Session, target: StatusTarget, report: StatusReport): Promise<StatusReceipt>;
}

/** As the Atmos CLI has it, in milliseconds. */
const timeoutMs = 30_000;

function operation(name: string, permission: string): Operation {
  return {
    name,
    codes: { 401: 'DENIED_SESSION', 403: 'DENIED_PERMISSION' },
    refusalCode: 'REMOTE_REFUSED',
    hints: {
      400: 'Correct what the message names, in the settings.pro of the stack.',
      403: `This repository needs the permission ${permission} in the workspace.`,
      404: 'Check workspace-id and endpoint, that this repository is imported, and that the server has this route.',
      413: 'Set settings.pro.max_payload_bytes in atmos.yaml to what the server takes.',
    },
  };
}

const affectedOperation = operation('The upload of affected stacks', 'ws:affected-stacks:create');
const instancesOperation = operation('The upload of instances', 'ws:instances:create');
const statusOperation = operation('The upload of the status', 'ws:instances:update');

/** A success may come without a body: the status alone counts for the CLI. */
function accept(of: Operation, response: HttpResponse): ReturnType<typeof readAnyAnswer> {
  const { status, body } = response;
  if (status >= 200 && status < 300 && body.trim() === '') return {};
  return readAnyAnswer(of, response);
}

/** As a form writes it, which is what servers read: a blank is `+`. */
function queryOf({ stack, component }: StatusTarget): string {
  return new URLSearchParams([
    ['stack', stack],
    ['component', component],
  ]).toString();
}

export function createUploadCalls(send: Send): UploadCalls {
  const post = (path: string, session: Session, json: string) =>
    send({ method: 'POST', path, body: new JsonText(json), timeoutMs, session });
  return {
    async sendAffected(session, json) {
      accept(affectedOperation, await post('/affected-stacks', session, json));
    },
    async sendInstances(session, json) {
      accept(instancesOperation, await post('/instances', session, json));
    },
    async sendStatus(session, target, report) {
      const repository = target.repository.split('/').map(encodeURIComponent).join('/');
      const path = `/repos/${repository}/instances?${queryOf(target)}`;
      const response = await send({ method: 'PATCH', path, body: report, timeoutMs, session });
      return { isPlanKept: accept(statusOperation, response)['plan'] === 'kept' };
    },
  };
}
