/**
 * Preloaded into the product (`node --import`): counts everything that it does which outlasts it, and kills it right
 * after the one that a test names. These are its commits, its calls that change something at Slack, and its
 * acknowledgements. A kill anywhere between two of them leaves behind what a kill right after the first one does.
 */
import { writeSync } from 'node:fs';
import { ServerResponse } from 'node:http';
import Database from 'better-sqlite3';

let count = 0;
let killAt = Number.POSITIVE_INFINITY;

function step(what: string): void {
  count += 1;
  if (count !== killAt) return;
  writeSync(2, `killed after ${what} (${count})\n`);
  process.kill(process.pid, 'SIGKILL');
}

type Work = (...args: unknown[]) => unknown;
interface Transaction extends Work {
  immediate: Work;
}

const totalChanges = (client: Database.Database): unknown =>
  client.prepare('select total_changes()').pluck().get();

/** A transaction that changes something is over with its commit. */
const { transaction } = Database.prototype;
function countedTransaction(this: Database.Database, work: Work): Transaction {
  let hasChanged = false;
  const run: Transaction = transaction.call(this, (...args: unknown[]) => {
    const before = totalChanges(this);
    const result = work(...args);
    hasChanged = totalChanges(this) !== before;
    return result;
  });
  const counted =
    (begin: Work): Work =>
    (...args) => {
      const result = begin(...args);
      if (hasChanged) step('a commit');
      return result;
    };
  return Object.assign(counted(run), { immediate: counted(run.immediate) });
}
Object.assign(Database.prototype, { transaction: countedTransaction });

/** A statement outside of a transaction is one by itself. */
const statementPrototype = Object.getPrototypeOf(new Database(':memory:').prepare('select 1'));
const { run } = statementPrototype;
statementPrototype.run = function countedRun(
  this: Database.Statement,
  ...args: unknown[]
): Database.RunResult {
  const result: Database.RunResult = run.apply(this, args);
  if (!this.database.inTransaction && result.changes > 0) step(`a write: ${this.source.slice(0, 30)}`);
  return result;
};

/** A call has had its effect when its answer is there, of which the program knows nothing yet. */
const isReading = /\.(info|test|list|members|history|replies)$/;
const { fetch } = globalThis;
globalThis.fetch = async (input, init) => {
  const { pathname } = new URL(input instanceof Request ? input.url : input);
  const answer = await fetch(input, init);
  if (!isReading.test(pathname)) step(pathname);
  return answer;
};

/** What was acknowledged was promised. */
const { end } = ServerResponse.prototype;
Object.assign(ServerResponse.prototype, {
  end(this: ServerResponse, ...args: Parameters<typeof end>): ServerResponse {
    const ended = end.apply(this, args);
    if (this.req.method === 'POST') this.once('finish', () => step('an acknowledgement'));
    return ended;
  },
});

process.on('message', (message) => {
  count = 0;
  killAt = Number(message);
  process.send?.({ armed: killAt });
});
process.channel?.unref();
