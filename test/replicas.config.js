/** `npm run test:replicas` */
export { replicas as default } from '../jest.config.js';
