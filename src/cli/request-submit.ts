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
import { reportLines } from './shared/proposal-report.ts';
import { sayRefused } from './shared/refused.ts';
import { tierNamed } from './shared/tier.ts';
import { sayingTrouble } from './shared/trouble.ts';

interface Submission {
  readonly proposal: Proposal;
  /** Results of tests, to be attached as soon as it is filed. */
  readonly shown: readonly Shown[];
  readonly raiseTo: Tier | null;
  readonly person: string;
  /** The same key files one request, however often it is sent; for jobs that are run again. */
  readonly key: string;
}

async function submit(
  { proposal, shown, raiseTo, person, key }: Submission,
  app: App,
  io: CliIo,
): Promise<number> {
  const { packet } = proposal;
  const commandId = `cli:submit:${person}:${key}`;
  const preview = await app.preview(proposal, raiseTo, null, shown);
  const isNew = (await app.store.outcomeOf(commandId)) === null;
  // What the files say counts as if they had been attached already: nobody is asked about what they speak against.
  if (isNew && preview.refusal?.reason === 'blocked') return sayRefused(preview.refusal, io);
  const outcome = await app.submit(commandId, { proposal, raiseTo, usedDraft: null }, actorOf(person));
  if (!outcome.ok) return sayRefused(outcome.refusal, io);
  const { subject: request } = outcome;
  io.out(`${request} is filed for <@${person}>.`);
  const target = { request, packet: digestOf(packet), by: person };
  const isWhole = await attachAll(shown, target, app, io);
  const report = { ...preview, packet, refusal: null, lanes: preview.evidence.lanes };
  for (const line of reportLines(report, app.policy())) io.out(line);
  return isWhole ? 0 : 1;
}

async function run(file: string, options: Readonly<Record<string, unknown>>, io: CliIo): Promise<number> {
  const { as, raiseTo: raise, once, evidence } = options;
  const person = personNamed(as, 'the requester', io);
  const raiseTo = tierNamed(raise, io);
  if (person === null || raiseTo === 'none') return 1;
  const proposal = await readPacketFile(file, io);
  const shown = await shownBy(textsOf(evidence), io);
  if (!proposal || !shown) return 1;
  const key = typeof once === 'string' && once !== '' ? once : randomUUID();
  return withApp(io, (app) => submit({ proposal, shown, raiseTo, person, key }, app, io));
}

export const command: CliCommand = {
  name: 'request submit',
  summary: 'File a request from a packet file, as somebody of the workspace',
  declare: (command) => {
    command
      .argument('<file>', 'a packet in YAML, or in JSON if its name ends so')
      .requiredOption('--as <user>', 'the Slack member id of the requester, who then cannot review it')
      .option('--raise-to <tier>', 'ask for a stricter review than the rules do')
      .option('--evidence <lane=file>', 'results of tests to attach; several times', severalTimes)
      .option('--once <key>', 'file at most one request for this key, however often it is sent');
  },
  run: ([file = ''], options, io) => sayingTrouble(io, () => run(file, options, io)),
};
