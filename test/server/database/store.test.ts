import { describeEachStore } from '../../support/stores.ts';
import { describeStoreContract } from './contract.ts';

describeEachStore('the store', describeStoreContract);
