import { randomUUID } from 'node:crypto';
import type { App, Shown } from '../app/app.ts';
import { digestOf } from '../domain/packet/digest.ts';
import type { Proposal } from '../domain/packet/schema.ts';
import type { Tier } from '../domain/words.ts';
import type { CliCommand, CliIo } from './command.ts';
import { attachAll } from './shared/attach.ts';
import { severalTimes, shownBy, textsOf } from './shared/evidence-files.ts';
import { withApp } from './shared/open-app.ts';
import { readPacketFile } from './shared/packet-file.ts';
import { actorOf, personNamed } from './shared/person.ts';
import { sayRefused } from './shared/refused.ts';
import { stateLines } from './shared/request-lines.ts';
import { tierNamed } from './shared/tier.ts';
import { sayingTrouble } from './shared/trouble.ts';

interface Edit {
  readonly request: string;
  readonly proposal: Proposal;
  readonly shown: readonly Shown[];
  /** The revision that was read; whichever stands where undefined. */
  readonly revision: number | undefined;
  /** Null leaves a raise that was asked for as it is. */
  readonly raiseTo: Tier | null;
  readonly person: string;
}

async function edit(
  { request, proposal, shown, revision, raiseTo, person }: Edit,
  app: App,
  io: CliIo,
): Promise<number> {
  const loaded = await app.store.request(request);
  if (!loaded) return sayRefused({ reason: 'request_unknown', request }, io);
  const raised = raiseTo ?? loaded.state.raisedTo;
  const preview = await app.preview(proposal, raised, { request, person }, shown);
  if (preview.edit && preview.refusal?.reason === 'blocked') return sayRefused(preview.refusal, io);
  const outcome = await app.handle(
    `cli:revise:${request}:${randomUUID()}`,
    {
      type: 'revise_request',
      request,
      revision: revision ?? loaded.state.bound.revision,
      proposal,
      raiseTo: raised,
    },
    actorOf(person),
  );
  if (!outcome.ok) return sayRefused(outcome.refusal, io);
  const target = { request, packet: digestOf(proposal.packet), by: person };
  const isWhole = await attachAll(shown, target, app, io);
  const now = await app.store.request(request);
  if (now) for (const line of stateLines(now.state, app.policy(), app.clock.now())) io.out(line);
  return isWhole ? 0 : 1;
}

async function run(
  [request = '', file = '']: readonly string[],
  options: Readonly<Record<string, unknown>>,
  io: CliIo,
): Promise<number> {
  const person = personNamed(options.as, 'whoever edits', io);
  const raiseTo = tierNamed(options.raiseTo, io);
  const revision = options.revision === undefined ? undefined : Number(options.revision);
  if (revision !== undefined && !(Number.isInteger(revision) && revision > 0)) {
    io.err('--revision wants the number of the revision that you read, such as 2.');
    return 1;
  }
  if (person === null || raiseTo === 'none') return 1;
  const proposal = await readPacketFile(file, io);
  const shown = await shownBy(textsOf(options.evidence), io);
  if (!proposal || !shown) return 1;
  return withApp(io, (app) => edit({ request, proposal, shown, revision, raiseTo, person }, app, io));
}

export const command: CliCommand = {
  name: 'request edit',
  summary: 'Replace the packet of a request in review, which makes a new revision',
  declare: (command) => {
    command
      .argument('<request>', 'a request, such as R-142')
      .argument('<file>', 'its packet as it should be, in YAML, or in JSON if its name ends so')
      .requiredOption('--as <user>', 'the Slack member id of whoever edits, who then cannot review it')
      .option('--revision <number>', 'the revision that was read; refused where another one stands')
      .option('--raise-to <tier>', 'ask for a stricter review than the rules do')
      .option('--evidence <lane=file>', 'results of tests to attach; several times', severalTimes);
  },
  run: (args, options, io) => sayingTrouble(io, () => run(args, options, io)),
};
