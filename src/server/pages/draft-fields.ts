/** The fields of a draft in an address, and the values of a policy that they make. */
import { checkPermission } from '../../domain/trust-policy/draft/permission.ts';
import { type PolicyValues, readPolicyValue } from '../../domain/trust-policy/draft/values.ts';
import { draftFields } from '../../web/pages/draft-policy.ts';
import type { PageRequest } from './page.ts';

type DraftFields = Readonly<Partial<Record<(typeof draftFields)[number]['name'], string | undefined>>>;

export function readDraftFields(query: PageRequest['query']): DraftFields {
  return Object.fromEntries(
    draftFields.flatMap(({ name }) => {
      const value = query[name]?.trim();
      return value === undefined || value === '' ? [] : [[name, value]];
    }),
  );
}

/** Throws INPUT_INVALID. */
export function readDraftValues({
  repository = '',
  branch,
  environment,
  event,
  permission = '',
}: DraftFields): PolicyValues {
  const permissions = permission.split(/[\s,]+/).filter((entry) => entry !== '');
  for (const entry of permissions) checkPermission(entry);
  return {
    repository: readPolicyValue('repository')(repository),
    branch: branch && readPolicyValue('branch')(branch),
    environment: environment && readPolicyValue('environment')(environment),
    event: event && readPolicyValue('event')(event),
    permission: permissions,
    codeowner: '@OWNER/TEAM',
  };
}
