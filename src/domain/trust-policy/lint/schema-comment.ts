/** The comment by which editors find the schema. */

import { createFinding, type PolicyFinding } from '../findings.ts';
import { type PolicyVersion, policyVersions, schemaAddressOf } from '../policy-version.ts';
import type { PolicySource } from './source.ts';

/** Any address will do: a server of one's own serves the schema too. */
const modeline = /^\s*yaml-language-server:.*\$schema=(\S+)/m;

/** A comment with the schema of another version of the language. Without a fix where the address is not unique in the file. */
function findOtherSchema(
  source: PolicySource,
  address: string,
  version: PolicyVersion,
): PolicyFinding | undefined {
  const other = policyVersions.find((name) => name !== version && address.includes(`/schemas/${name}/`));
  if (other === undefined) return undefined;
  const offset = source.text.indexOf(address);
  const range = source.rangeBetween(offset, offset + address.length);
  const isUnique = source.text.indexOf(address, offset + 1) < 0;
  const text = address.replace(`/schemas/${other}/`, `/schemas/${version}/`);
  const message = `The comment for editors names the schema of ${other}, and the policy is ${version}. Write ${schemaAddressOf(version)}.`;
  return createFinding('schema-comment', { range, message, fix: isUnique ? { range, text } : undefined });
}

export function findSchemaComment(source: PolicySource, version: PolicyVersion): PolicyFinding[] {
  for (const comment of source.comments()) {
    const address = modeline.exec(comment)?.[1];
    if (address !== undefined) return [findOtherSchema(source, address, version) ?? []].flat();
  }
  const range = source.rangeBetween(0, 0);
  const line = `# yaml-language-server: $schema=${schemaAddressOf(version)}`;
  const message = `Begin the file with ${line}, and editors complete and check it.`;
  return [createFinding('schema-comment', { range, message, fix: { range, text: `${line}\n` } })];
}
