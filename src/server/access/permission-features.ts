/** The feature switch that each permission needs besides its row. */
import type { PermissionId } from '../../domain/permissions/rows.ts';
import type { FeatureName } from '../config/features.ts';

export const featureOf: Readonly<Record<PermissionId, FeatureName>> = {
  'ws:sts:create': 'sts',
  'ws:commits:create': 'commits',
  'ws:affected-stacks:create': 'affected_stacks',
  'ws:instances:create': 'instances',
  'ws:instances:update': 'instances',
  'ws:locks:create': 'locks',
  'ws:locks:delete': 'locks',
  'ws:locks:force': 'locks',
};
