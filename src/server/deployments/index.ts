/** Deployments: what GitHub's events and uploads of affected stacks start, in which order, and until its end. */
import type { Feature } from '../access/feature.ts';
import { createFindDeployed, type FindDeployedPorts } from './find-deployed.ts';
import { createPrepareEvent, type EventPorts } from './prepare-event.ts';

export interface DeploymentPorts extends FindDeployedPorts {
  /** Parts that act on events of their own. */
  readonly parts: EventPorts['parts'];
}

export interface Deployments extends Feature {
  readonly prepareEvent: ReturnType<typeof createPrepareEvent>;
}

export function createDeployments(ports: DeploymentPorts): Deployments {
  const findDeployed = createFindDeployed(ports);
  return { prepareEvent: createPrepareEvent({ findDeployed, parts: ports.parts }) };
}
