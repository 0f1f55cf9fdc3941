import { randomUUID } from 'node:crypto';
import { routeRefusalSentence } from '../app/gate-sentence.ts';
import { systemActor } from '../app/route-part.ts';
import { closest } from '../domain/closest.ts';
import { triggerKinds } from '../domain/rollout-words.ts';
import type { CliCommand, CliIo } from './command.ts';
import { withApp } from './shared/open-app.ts';
import { sayingTrouble } from './shared/trouble.ts';

const longestNote = 1000;

async function trigger(
  route: string,
  named: string,
  { note, source }: { readonly note: string; readonly source: string },
  io: CliIo,
): Promise<number> {
  const kind = triggerKinds.find((one) => one === named);
  if (!kind) {
    const near = closest(named, triggerKinds);
    const advice = near ? `Did you mean ${near}?` : `Write one of ${triggerKinds.join(', ')}.`;
    io.err(`"${named}" is nothing that makes a review due. ${advice}`);
    return 1;
  }
  return withApp(io, async (app) => {
    const command = { type: 'record_trigger', route, kind, source, note } as const;
    const outcome = await app.act(`cli:trigger:${route}:${randomUUID()}`, command, systemActor);
    if (!outcome.ok) {
      io.err(routeRefusalSentence(outcome.routeRefusal));
      return 1;
    }
    io.out(`The review of ${route} is due now: ${kind.replaceAll('_', ' ')}.`);
    return 0;
  });
}

export const command: CliCommand = {
  name: 'route trigger',
  summary: 'Report something that makes the review of a route due at once',
  declare: (command) => {
    command
      .argument('<route>', 'a route, such as support-summary-prod')
      .argument('<kind>', `what happened: ${triggerKinds.join(', ')}`)
      .option('--note <text>', 'what exactly', '')
      .option('--source <name>', 'who or what noticed', 'cli');
  },
  run: ([route = '', kind = ''], { note, source }, io) =>
    sayingTrouble(io, () => {
      const said = { note: String(note).trim().slice(0, longestNote), source: String(source).slice(0, 80) };
      return trigger(route, kind, said, io);
    }),
};
