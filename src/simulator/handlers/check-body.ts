/** Reads what an App says about a check run. */
import type { OperationRequest } from '../api/api-route.ts';
import { readJsonBody } from '../api/body.ts';
import { type BodyRule, refuseMisfits } from '../api/find-misfits.ts';
import type { SimulatorResponse } from '../api/handler.ts';
import { apiError } from '../api/responses.ts';
import { type CheckAction, type CheckAnnotation, type CheckRun, checkConclusions } from '../world/checks.ts';

/** Characters of a summary or a text. */
const maxOutputCharacters = 65_535;
const maxAnnotations = 50;
const maxActions = 3;

const text: BodyRule = { type: 'string' };
const integer: BodyRule = { type: 'integer' };

const annotation: BodyRule = {
  type: 'object',
  required: ['path', 'start_line', 'end_line', 'annotation_level', 'message'],
  properties: {
    path: text,
    start_line: integer,
    end_line: integer,
    start_column: integer,
    end_column: integer,
    annotation_level: { type: 'string', enum: ['notice', 'warning', 'failure'] },
    message: { type: 'string', maxLength: 65_536 },
    title: { type: 'string', maxLength: 255 },
    raw_details: { type: 'string', maxLength: 65_536 },
  },
};

const rules = {
  type: 'object',
  properties: {
    name: text,
    head_sha: text,
    details_url: text,
    external_id: text,
    status: { type: 'string', enum: ['queued', 'in_progress', 'completed'] },
    conclusion: { type: 'string', enum: checkConclusions },
    started_at: text,
    completed_at: text,
    output: {
      type: 'object',
      required: ['title', 'summary'],
      properties: {
        title: text,
        summary: { type: 'string', maxLength: maxOutputCharacters },
        text: { type: 'string', maxLength: maxOutputCharacters },
        annotations: { type: 'array', maxItems: maxAnnotations, items: annotation },
      },
    },
    actions: {
      type: 'array',
      maxItems: maxActions,
      items: {
        type: 'object',
        required: ['label', 'description', 'identifier'],
        properties: {
          label: { type: 'string', maxLength: 20 },
          description: { type: 'string', maxLength: 40 },
          identifier: { type: 'string', maxLength: 20 },
        },
      },
    },
  },
} satisfies BodyRule;

export interface CheckBody {
  readonly name?: string | undefined;
  readonly head_sha?: string | undefined;
  readonly details_url?: string | undefined;
  readonly external_id?: string | undefined;
  readonly status?: CheckRun['status'] | undefined;
  readonly conclusion?: CheckRun['conclusion'];
  readonly started_at?: string | undefined;
  readonly completed_at?: string | undefined;
  readonly output?:
    | {
        readonly title: string;
        readonly summary: string;
        readonly text?: string | undefined;
        readonly annotations?: readonly CheckAnnotation[] | undefined;
      }
    | undefined;
  readonly actions?: readonly CheckAction[] | undefined;
}

export type CheckReading = { readonly body: CheckBody } | { readonly response: SimulatorResponse };

function refuseTimes({ started_at, completed_at }: CheckBody, page: string): SimulatorResponse | undefined {
  const wrong = [started_at, completed_at].find(
    (time) => time !== undefined && Number.isNaN(Date.parse(time)),
  );
  return wrong === undefined
    ? undefined
    : apiError(422, `Invalid request.\n\n${wrong} is not a valid date-time.`, { page });
}

/** `required` are the names that this operation demands. */
export function readCheckBody(
  api: OperationRequest,
  { page, required }: { readonly page: string; readonly required: readonly string[] },
): CheckReading {
  const read = readJsonBody(api.request);
  if (read.status === 'refused') return { response: read.response };
  const refused = refuseMisfits({ ...rules, required }, read.value, page);
  if (refused !== undefined) return { response: refused };
  // The rules have just accepted it.
  const body = read.value as CheckBody;
  const needsConclusion = body.status === 'completed' || body.completed_at !== undefined;
  if (needsConclusion && body.conclusion === undefined) {
    return { response: apiError(422, 'Invalid request.\n\n"conclusion" wasn\'t supplied.', { page }) };
  }
  const late = refuseTimes(body, page);
  return late === undefined ? { body } : { response: late };
}
