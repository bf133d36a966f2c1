/** `GET /permissions/check`: what a run may do, and why not. A job asks about itself; an admin names the values. */
import { type Static, Type } from 'typebox';
import { envelopeOf } from '../envelope.ts';

/** Longest value that is accepted, in characters; GitHub limits a ref to 255 bytes. */
const maxValueLength = 256;
const value = (description: string) => Type.Optional(Type.String({ maxLength: maxValueLength, description }));

const permissionCheck = Type.Object({
  permission: Type.String(),
  allowed: Type.Boolean({
    description:
      'Whether a row grants it, its feature is enabled, and, for a job, its run is in progress and not of a fork.',
  }),
  granted: Type.Boolean({ description: 'Whether a row grants it.' }),
  row: Type.Optional(
    Type.Integer({ description: 'The row that grants it, from 1 in the order of the file.' }),
  ),
  feature: Type.String({ description: 'The feature under `features` that it belongs to.' }),
  enabled: Type.Boolean({ description: 'Whether the feature is enabled in the workspace.' }),
  why: Type.String({
    description:
      'The row that grants it, why each row for it does not match, or why the run of the job may do nothing.',
  }),
});

const permissionChecks = Type.Object({
  workspace: Type.String(),
  repository: Type.String(),
  subject: Type.Object({
    workflow: Type.String(),
    branch: Type.String(),
    environment: Type.String(),
  }),
  permissions: Type.Array(permissionCheck),
});
export type PermissionChecks = Static<typeof permissionChecks>;

export const checkPermissionsRoute = {
  method: 'GET',
  path: '/permissions/check',
  operationId: 'checkPermissions',
  summary: 'What a run of a repository may do, which row grants it, and why the others do not',
  query: Type.Object({
    workspace: value('Required for an admin token. A session belongs to one workspace.'),
    repository: value('`owner/name` as in the configuration. Admins only; a job can check itself only.'),
    workflow: value('File name of the workflow, such as `plan.yml`. Admins only.'),
    branch: value('Branch, or head branch of a pull request. Admins only.'),
    environment: value('GitHub environment; absent for none. Admins only.'),
  }),
  response: envelopeOf(permissionChecks),
} as const;
