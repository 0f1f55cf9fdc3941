/**
 * Preloaded into the product (`node --import`): tells of everything that it does which outlasts it, and kills it right
 * after the first step of a kind that a test names. Steps are its commits, its calls that change something at Slack, and
 * its acknowledgements. A kill anywhere between two of them leaves behind what a kill right after the first one does.
 * Steps are of one kind where they do the same at the same place: between the same two acknowledgements. A test may also
 * name what a step does, wherever that is.
 */
import { writeSync } from 'node:fs';
import { ServerResponse } from 'node:http';
import Database from 'better-sqlite3';

let acknowledged = 0;
let killAt: string | null = null;

function step(what: string): void {
  const kind = `${what}, after ${acknowledged} acknowledgements`;
  if (killAt === kind || killAt === what) {
    writeSync(2, `killed after ${kind}\n`);
    process.kill(process.pid, 'SIGKILL');
  }
  process.send?.({ step: kind });
}

type Work = (...args: unknown[]) => unknown;
interface Transaction extends Work {
  immediate: Work;
}

const totalChanges = (client: Database.Database): unknown =>
  client.prepare('select total_changes()').pluck().get();

/** What the statements of the transaction that runs have written. */
let written = new Set<string>();
const deedOf = (source: string): string =>
  /^(?:insert into|update|delete from) "\w+"/.exec(source)?.[0].replaceAll('"', '') ?? source;

const waiting = (client: Database.Database): string[] =>
  client.prepare<[], string>('select kind from jobs order by kind').pluck().all();

/** The kinds of jobs that are fewer now: what was done. */
function done(before: readonly string[], after: readonly string[]): string[] {
  const count = (kinds: readonly string[], kind: string) => kinds.filter((each) => each === kind).length;
  return [...new Set(before)].filter((kind) => count(after, kind) < count(before, kind));
}

/** Whether an event's jobs fall together with some that still wait is a matter of luck, and no step of its own. */
const ofLuck: ReadonlySet<string> = new Set(['update jobs', 'insert into finished_jobs']);
const toldOf = (deeds: ReadonlySet<string>): string[] =>
  [...deeds].filter((deed) => !deeds.has('insert into events') || !ofLuck.has(deed));

/** A transaction that changes something is over with its commit. */
const { transaction } = Database.prototype;
function countedTransaction(this: Database.Database, work: Work): Transaction {
  let change: string | null = null;
  const run: Transaction = transaction.call(this, (...args: unknown[]) => {
    const [before, jobs] = [totalChanges(this), waiting(this)];
    written = new Set();
    const result = work(...args);
    const finished = done(jobs, waiting(this)).map((kind) => `${kind} is done`);
    const deeds = finished.length > 0 ? finished : toldOf(written);
    change = totalChanges(this) === before ? null : deeds.join(', ');
    return result;
  });
  const counted =
    (begin: Work): Work =>
    (...args) => {
      const result = begin(...args);
      if (change !== null) step(`a commit: ${change}`);
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
  if (result.changes === 0) return result;
  if (this.database.inTransaction) written.add(deedOf(this.source));
  else step(`a commit: ${deedOf(this.source)}`);
  return result;
};

/** A call has had its effect when its answer is there, of which the program knows nothing yet. */
const isReading = /\.(info|test|list|members|history|replies)$/;
const { fetch } = globalThis;
globalThis.fetch = async (input, init) => {
  const { pathname } = new URL(input instanceof Request ? input.url : input);
  const answer = await fetch(input, init);
  // Each file is put to an address of its own.
  const method = pathname.includes('/upload/') ? 'the bytes of a file' : pathname.split('/').at(-1);
  const channel = new URLSearchParams(String(init?.body ?? '')).get('channel') ?? '';
  const place = channel.startsWith('C') ? ' in a channel' : channel.startsWith('D') ? ' to somebody' : '';
  if (!isReading.test(pathname)) step(`${method}${place}`);
  return answer;
};

function acknowledge(): void {
  step('an acknowledgement');
  acknowledged += 1;
}

/** What was acknowledged was promised. */
const { end } = ServerResponse.prototype;
Object.assign(ServerResponse.prototype, {
  end(this: ServerResponse, ...args: Parameters<typeof end>): ServerResponse {
    const ended = end.apply(this, args);
    if (this.req.method === 'POST') this.once('finish', acknowledge);
    return ended;
  },
});

process.on('message', (message: { killAfter: string | null }) => {
  acknowledged = 0;
  killAt = message.killAfter;
  process.send?.({ armed: killAt });
});
process.channel?.unref();
