/** Finds the route for a request: literal segments win over placeholders, as in GitHub's own table. */

import {
  type SimulatorResponse,
  type SimulatorRoute,
  type Surface,
  unknownRouteHeader,
} from '../api/handler.ts';
import { json } from '../api/responses.ts';

export interface RouteMatch {
  readonly route: SimulatorRoute;
  readonly params: Readonly<Record<string, string>>;
}

function decode(segment: string): string | undefined {
  try {
    return decodeURIComponent(segment);
  } catch {
    // Invalid percent-encoding: no route has such a segment.
    return undefined;
  }
}

/** `undefined` if the path does not match. A last placeholder named `path` takes the rest: slashes, or nothing. */
function matchPath(template: string, path: string): Record<string, string> | undefined {
  const wanted = template.split('/').slice(1);
  const given = path.split('/').slice(1);
  const params: Record<string, string> = {};
  for (const [index, part] of wanted.entries()) {
    const isRest = part === '{path}' && index === wanted.length - 1;
    const text = isRest ? decode(given.slice(index).join('/')) : decode(given[index] ?? '');
    if (text === undefined) return undefined;
    if (!part.startsWith('{')) {
      if (part !== text) return undefined;
    } else if (text === '' && !isRest) {
      return undefined;
    } else {
      params[part.slice(1, -1)] = text;
    }
    if (isRest) return params;
  }
  return given.length === wanted.length ? params : undefined;
}

function placeholders(route: SimulatorRoute): number {
  return route.path.split('{').length - 1;
}

function segments(route: SimulatorRoute): number {
  return route.path.split('/').length;
}

/** `path` is without the surface's prefix, as it came (still percent-encoded) and without its query. */
export function findRoute(
  routes: readonly SimulatorRoute[],
  target: { readonly surface: Surface; readonly method: string; readonly path: string },
): RouteMatch | undefined {
  const method = target.method === 'HEAD' ? 'GET' : target.method;
  const matches = routes.flatMap((route) => {
    if (route.surface !== target.surface || route.method !== method) return [];
    const params = matchPath(route.path, target.path);
    return params === undefined ? [] : [{ route, params }];
  });
  // Among equals the longer template first, so that one that takes the rest of a path comes last.
  return matches.sort(
    (left, right) =>
      placeholders(left.route) - placeholders(right.route) || segments(right.route) - segments(left.route),
  )[0];
}

/** An operation the simulator does not have: 501 with a marker, so that it is not mistaken for GitHub's 404. */
export function answerUnknownRoute(method: string, path: string): SimulatorResponse {
  const message = `The simulator does not support ${method} ${path}. See DIFFERENCES.md for what it supports.`;
  return json(501, { message, status: '501' }, { [unknownRouteHeader]: `${method} ${path}` });
}
