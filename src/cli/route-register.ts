import { randomUUID } from 'node:crypto';
import { refusalSentence } from '../app/refusal-sentence.ts';
import { digestOf, shortDigest } from '../domain/packet/digest.ts';
import type { CliCommand, CliIo } from './command.ts';
import { withApp } from './shared/open-app.ts';
import { readPacketFile } from './shared/packet-file.ts';
import { sayingTrouble } from './shared/trouble.ts';

async function register(file: string, by: string, io: CliIo): Promise<number> {
  const proposal = await readPacketFile(file, io);
  if (!proposal) return 1;
  const { packet } = proposal;
  const outcome = await withApp(io, (app) => app.registerRoute(`cli:register:${randomUUID()}`, packet, by));
  if (!outcome.ok) {
    io.err(
      outcome.refusal.reason === 'route_exists'
        ? `${packet.route} is registered already. To change it, file a request: /route-request in Slack, or request submit.`
        : refusalSentence(outcome.refusal),
    );
    return 1;
  }
  io.out(
    `${packet.route} is under review from now on. Its baseline is ${shortDigest(digestOf(packet))}: ${packet.model.primary.name} ${packet.model.primary.version}.`,
  );
  return 0;
}

export const command: CliCommand = {
  name: 'route register',
  summary: 'Take a route that serves already under review: its packet becomes the baseline',
  declare: (command) => {
    command
      .argument('<file>', 'the packet file of what serves now')
      .option('--as <user>', 'the Slack member id of whoever registers it', 'operator');
  },
  run: ([file = ''], { as }, io) =>
    sayingTrouble(io, () => register(file, typeof as === 'string' ? as : 'operator', io)),
};
