/** Generated requests to every route that the server describes; `npm run fuzz` does the same for longer. */
import { expect, test } from '@jest/globals';
import { fuzz } from '../../support/fuzz/fuzz.ts';
import { startFuzzTarget } from '../../support/fuzz/target.ts';
import { describeEachStore } from '../../support/stores.ts';

const requests = 6_000;
/** Another seed finds other things, with `npm run fuzz`; here every run is the same. */
const seed = 13;
/** They are about one instance with drift detection, which generated uploads soon replace: `test/server/drift` tests their success. */
const withoutSubject = new Set([
  'GET /api/v1/drift/instance',
  'POST /api/v1/drift/badges',
  'POST /api/v1/drift/remediate',
]);

describeEachStore('generated requests', (engine) => {
  test('are all answered, none with an internal error, and always in the envelope', async () => {
    await using target = await startFuzzTarget(engine);
    const { sent, byOperation } = await fuzz({ ...target, requests, seed });
    expect(sent).toBeGreaterThanOrEqual(requests);
    // Else the generator has lost its way into that handler.
    const missed = [...byOperation].filter(
      ([operation, statuses]) => !statuses.has(200) && !withoutSubject.has(operation),
    );
    expect(missed).toEqual([]);
    expect(target.errors).toEqual([]);
  });
});
