import type { App } from '../app/app.ts';
import type { Clock } from '../ports/clock.ts';
import type { Directory } from '../ports/directory.ts';
import type { ImportResults } from '../ports/evidence-import.ts';
import type { Log } from '../ports/log.ts';
import type { NewJob } from '../ports/store.ts';

/** Everything that a Slack handler may use. */
export interface SlackDeps {
  readonly app: App;
  readonly directory: Directory;
  readonly clock: Clock;
  readonly log: Log;
  readonly jobs: {
    /** Stores jobs; once this resolves they survive a crash. The same id twice is one job. */
    enqueue(jobs: readonly NewJob[]): Promise<void>;
    /** Tells the worker that there is something to do now. */
    wake(): void;
  };
  /** Reads what a test tool wrote. */
  readonly importResults: ImportResults;
  /** A fresh id, for what nothing that Slack sent names, such as a draft. */
  newId(): string;
}
