import { describeEachStore } from '../support/stores.ts';
import { describeStoreContract } from './store-contract.ts';

describeEachStore('the store', describeStoreContract);
