/** A simulator handler: a pure answer to a request, bound to no transport. */
import type { World } from '../world/world.ts';

/**
 * Which of GitHub's services a route belongs to; a transport decides where each one lives. On an enterprise host these
 * are the prefixes `/api/v3`, `/api/graphql`, `/_services/token`, `/_services/runner` and `/`; on github.com they are hosts.
 */
export type Surface = 'api' | 'graphql' | 'issuer' | 'runner' | 'git';

export interface SimulatorRequest {
  readonly method: string;
  /** As the client addressed it, with its query. */
  readonly url: URL;
  /** Names in lower case; values of repeated headers joined with `, `. */
  readonly headers: Readonly<Record<string, string>>;
  /** Name and value alternating, as they came: repeated headers are still apart here. */
  readonly rawHeaders: readonly string[];
  readonly body: Uint8Array;
  /** Values of the placeholders of the route's path, percent-decoded. */
  readonly params: Readonly<Record<string, string>>;
}

export interface SimulatorResponse {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** Bytes go out as they are, anything else as JSON, `undefined` as no body at all. */
  readonly body?: unknown | undefined;
}

export interface SimulatorRoute {
  /** GitHub's operationId (`apps/get-authenticated`), or a name of the simulator's: `graphql`, `oidc/…`, `git/…`. */
  readonly id: string;
  readonly surface: Surface;
  readonly method: string;
  /** Template as in GitHub's OpenAPI, below the surface's prefix. A placeholder at the end named `path` spans slashes. */
  readonly path: string;
  handle(world: World, request: SimulatorRequest): SimulatorResponse | Promise<SimulatorResponse>;
}

/** On answers that GitHub would not give because the simulator does not know the operation; the journal looks for it. */
export const unknownRouteHeader = 'x-simulator-unknown-route';
