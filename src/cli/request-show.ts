import { setTimeout as pause } from 'node:timers/promises';
import { requestView } from '../app/request-view.ts';
import { readSettings } from '../config/env.ts';
import { loadPolicy } from '../config/policy/load-policy.ts';
import { mermaidOf } from '../domain/fallback/mermaid.ts';
import type { Request } from '../domain/request/request.ts';
import type { Store } from '../ports/store.ts';
import { openReadOnly } from '../storage/open.ts';
import { systemClock } from '../work/system-clock.ts';
import type { CliCommand, CliIo } from './command.ts';
import { reachOf } from './shared/known-routes.ts';
import { sayRefused } from './shared/refused.ts';
import { stateLines } from './shared/request-lines.ts';
import { sayingTrouble } from './shared/trouble.ts';

/** Often enough for a pipeline, and nothing to the program beside. */
const lookEveryMs = 2000;
const mostMinutes = 7 * 24 * 60;

/** The request as soon as it is decided, or when the time is over. */
async function waited(id: string, minutes: number, store: Store): Promise<Request | null> {
  const until = systemClock.now() + minutes * 60_000;
  for (;;) {
    const state = (await store.request(id))?.state ?? null;
    const left = until - systemClock.now();
    if (state?.status !== 'in_review' || left <= 0) return state;
    await pause(Math.min(lookEveryMs, left));
  }
}

/** For pipelines: approved is well, in review is not yet, anything else is over. */
const exitCodes: Readonly<Record<Request['status'], number>> = {
  approved: 0,
  in_review: 2,
  rejected: 1,
  withdrawn: 1,
  expired: 1,
  lapsed: 1,
};

async function show(id: string, minutes: number, asJson: boolean, io: CliIo): Promise<number> {
  const settings = readSettings(io.env);
  const policy = await loadPolicy(settings.policyFile);
  const store = await openReadOnly(settings.databaseUrl);
  try {
    const request = await waited(id, minutes, store);
    if (!request) return sayRefused({ reason: 'request_unknown', request: id }, io);
    const now = systemClock.now();
    if (asJson) {
      const { map } = await reachOf(request.packet, store, policy);
      const fallbackGraph = mermaidOf(request.packet, map);
      io.out(JSON.stringify(requestView(request, { policy, now, fallbackGraph }), null, 2));
    } else for (const line of stateLines(request, policy, now)) io.out(line);
    return exitCodes[request.status];
  } finally {
    await store.close();
  }
}

export const command: CliCommand = {
  name: 'request show',
  summary: 'Say where a request stands: exit code 0 where it is approved, 2 while it is in review, else 1',
  declare: (command) => {
    command
      .argument('<request>', 'a request, such as R-142')
      .option('--wait <minutes>', 'look until it is decided, for as long as this')
      .option('--json', 'print JSON for scripts, as the API answers it');
  },
  run: ([request = ''], { wait, json }, io) =>
    sayingTrouble(io, async () => {
      const minutes = wait === undefined ? 0 : Number(wait);
      if (!(minutes >= 0 && minutes <= mostMinutes)) {
        io.err(`--wait wants a number of minutes, at most ${mostMinutes}.`);
        return 1;
      }
      return show(request, minutes, json === true, io);
    }),
};
