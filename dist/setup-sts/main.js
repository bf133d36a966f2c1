import { runStep } from '../shared/index.js';

await runStep('setup-sts/main');
