/** The parts of a feature of the server. A part that a feature does not have is left out. */
import type { FastifyInstance } from 'fastify';
import type { Registry } from 'prom-client';
import type { Job } from '../work/job.ts';
import type { WorkKind } from '../work/kind.ts';
import type { Upkeep } from '../work/maintain.ts';
import type { RegisterRoute } from './register-route.ts';

export interface Feature {
  /** Puts the feature's routes onto the app; admission comes with `register`. */
  readonly routes?: ((app: FastifyInstance, register: RegisterRoute) => void) | undefined;
  /** Loops of every replica that run until the server stops. */
  readonly jobs?: readonly Job[] | undefined;
  /** Kinds of entries of the queue that the feature works on. */
  readonly work?: readonly WorkKind[] | undefined;
  /** What is done now and then by one of the replicas. */
  readonly upkeep?: readonly Upkeep[] | undefined;
  readonly metrics?: Registry | undefined;
}
