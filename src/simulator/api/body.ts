/** Reads a JSON body. Refuses it with GitHub's messages. */
import { isRecord } from '../../base/text.ts';
import type { SimulatorRequest, SimulatorResponse } from './handler.ts';
import { apiError } from './responses.ts';

export type JsonObject = Readonly<Record<string, unknown>>;

export type BodyReading =
  | { readonly status: 'read'; readonly value: JsonObject }
  | { readonly status: 'refused'; readonly response: SimulatorResponse };

/** An empty body reads as an empty object. */
export function readJsonBody(request: SimulatorRequest): BodyReading {
  const text = Buffer.from(request.body).toString('utf8');
  if (text.trim() === '') return { status: 'read', value: {} };
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { status: 'refused', response: apiError(400, 'Problems parsing JSON') };
  }
  return isRecord(value)
    ? { status: 'read', value }
    : { status: 'refused', response: apiError(400, 'Body should be a JSON object') };
}
