/** Generated requests to every route that the server describes; `npm run fuzz` does the same for longer. */
import { expect, test } from '@jest/globals';
import { fuzz } from '../support/fuzz/fuzz.ts';
import { startFuzzTarget } from '../support/fuzz/target.ts';
import { describeEachStore } from '../support/stores.ts';

const requests = 1_600;
/** Operations that are answered 200 at least once; health, readiness, locks and tokens are always among them. */
const leastReached = 4;
/** Another seed finds other things, with `npm run fuzz`; here every run is the same. */
const seed = 4_711;

describeEachStore('generated requests', (engine) => {
  test('are all answered, none with a defect, and always in the envelope', async () => {
    await using target = await startFuzzTarget(engine);
    const { sent, reached, asked, operations } = await fuzz({ ...target, requests, seed });
    expect(sent).toBeGreaterThanOrEqual(requests);
    // Every operation that the server describes, without a list of them here.
    expect([...asked].sort()).toEqual([...operations].sort());
    // Else the generator has lost its way into the handlers.
    expect(reached.size).toBeGreaterThanOrEqual(leastReached);
    expect(target.errors).toEqual([]);
  });
});
