// Loaded before a step of an action (`movedClock` of moved-clock.ts): its time of day is ahead by what the file says, from one
// look at it to the next, so that a test moves time instead of waiting.
const { readFileSync } = require('node:fs');

const file = process.env.ATMOS_PRO_TEST_CLOCK;
const realNow = Date.now;
if (file !== undefined) Date.now = () => realNow() + Number(readFileSync(file, 'utf8'));
