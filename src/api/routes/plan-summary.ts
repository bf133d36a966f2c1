/** The summary of a plan as it is sent with a status and shown in its history (docs/wire.md#plan-summary). */
import { Type } from 'typebox';
import { changeOrigins, planActions, planLimits, planPatterns } from '../../domain/drift/plan-summary.ts';
import { oneOf } from './batches.ts';

const { count, nameLength, providerLength, attributeLength } = planLimits;
const resources = Type.Integer({ minimum: 0, maximum: count });

const planChange = Type.Object({
  type: Type.String({
    maxLength: nameLength,
    pattern: planPatterns.type,
    description: 'Resource type, such as `aws_s3_bucket`.',
  }),
  provider: Type.String({ maxLength: providerLength, pattern: planPatterns.provider }),
  action: oneOf(planActions),
  attributes: Type.Array(Type.String({ maxLength: attributeLength, pattern: planPatterns.attribute }), {
    maxItems: planLimits.attributes,
    description: 'Paths such as `tags.CostCenter`, without list indexes and values.',
  }),
  origin: oneOf(changeOrigins),
  resources: Type.Integer({
    minimum: 1,
    maximum: count,
    description: 'How many resources change like this.',
  }),
  fingerprint: Type.String({
    pattern: '^[0-9a-f]{64}$',
    description: 'SHA-256 of type, action and attributes. The server computes its own.',
  }),
});

export const planSummary = Type.Object({
  version: Type.Literal(1),
  counts: Type.Object({
    create: resources,
    update: resources,
    delete: resources,
    replace: resources,
    forget: resources,
    drift: Type.Integer({
      minimum: 0,
      maximum: count,
      description: 'Resources that changed outside Terraform.',
    }),
  }),
  changes: Type.Array(planChange, { maxItems: planLimits.changes }),
  truncated: Type.Boolean({ description: 'Whether changes over a limit were left out.' }),
});
