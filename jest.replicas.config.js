import { everythingOnReplicas } from './jest.config.js';

export default { ...everythingOnReplicas, maxWorkers: '100%' };
