/** Generated requests to every route that the server describes; `npm run fuzz` does the same for longer. */
import { expect, test } from '@jest/globals';
import { fuzz } from '../../support/fuzz/fuzz.ts';
import { startFuzzTarget } from '../../support/fuzz/target.ts';
import { describeEachStore } from '../../support/stores.ts';

const requests = 2_000;
/** Another seed finds other things, with `npm run fuzz`; here every run is the same. */
const seed = 13;
/** A badge is of an instance with drift detection, and the small world has none: `test/server/drift` tests its success. */
const withoutSubject = new Set(['POST /api/v1/drift/badges']);

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
