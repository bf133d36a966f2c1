/** What a job hears at a route that is for admins alone. */
import type { Answer } from '../http/answer.ts';

export function refuseJob(): Answer<never> & { readonly status: 'refused' } {
  return {
    status: 'refused',
    refusal: {
      httpStatus: 403,
      errorTag: 'AdminRequired',
      errorMessage: 'This route is for admins. Send an admin token of the server, not a job’s session.',
    },
  };
}
