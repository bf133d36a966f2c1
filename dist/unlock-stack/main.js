import { runStep } from '../shared/index.js';

await runStep('unlock-stack/main');
