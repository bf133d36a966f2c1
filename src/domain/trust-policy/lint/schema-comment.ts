/** The comment by which editors find the schema. */

import { createFinding, type PolicyFinding } from '../findings.ts';
import type { PolicySource } from './source.ts';

const schemaAddress = 'https://atmos-pro.com/schemas/v1alpha1/trust-policy.json';

/** Any address will do: a server of one's own serves the schema too. */
const modeline = /^\s*yaml-language-server:.*\$schema=\S/m;

export function findSchemaComment(source: PolicySource): PolicyFinding[] {
  for (const comment of source.comments()) if (modeline.test(comment)) return [];
  const range = source.rangeBetween(0, 0);
  const line = `# yaml-language-server: $schema=${schemaAddress}`;
  const message = `Begin the file with ${line}, and editors complete and check it.`;
  return [createFinding('schema-comment', { range, message, fix: { range, text: `${line}\n` } })];
}
