import { afterEach, beforeEach, describe } from 'vitest';
import type { Store } from '../../src/ports/store.ts';
import { commitContract } from './store-contract/commit.ts';
import { exceptionContract } from './store-contract/exceptions.ts';
import { draftContract, messageContract } from './store-contract/keeping.ts';
import { laneContract } from './store-contract/lanes.ts';
import { listContract } from './store-contract/lists.ts';
import { liveRouteContract } from './store-contract/live-routes.ts';
import { outboxContract } from './store-contract/outbox.ts';
import { recordContract } from './store-contract/record.ts';

/** The store under test; a fresh one for each test. */
export type StoreInTest = () => Store;

/** Everything that a store promises, run against one that `makeStore` makes. The suite closes what it opens. */
export function storeContract(name: string, makeStore: () => Promise<Store>): void {
  describe(`${name}, as a store`, () => {
    let store: Store;
    const current: StoreInTest = () => store;
    beforeEach(async () => {
      store = await makeStore();
    });
    afterEach(async () => {
      await store.close();
    });
    describe('commits', () => commitContract(current));
    describe('keeps the record', () => recordContract(current));
    describe('lists', () => listContract(current));
    describe('keeps the outbox', () => outboxContract(current));
    describe('keeps lanes in order', () => laneContract(current));
    describe('remembers messages', () => messageContract(current));
    describe('knows what live routes need', () => liveRouteContract(current));
    describe('knows who is away, and which policy binds', () => exceptionContract(current));
    describe('keeps drafts', () => draftContract(current));
  });
}
