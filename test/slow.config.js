/** `npm run test:slow` */
export { slow as default } from '../jest.config.js';
