import { randomUUID } from 'node:crypto';
import type { CliCommand, CliIo } from './command.ts';
import { laneLine } from './shared/evidence-lines.ts';
import { lanesOf } from './shared/lanes-of.ts';
import { withApp } from './shared/open-app.ts';
import { actorOf } from './shared/person.ts';
import { sayRefused } from './shared/refused.ts';
import { sayingTrouble } from './shared/trouble.ts';

const longestReason = 600;

async function withdraw(
  request: string,
  evidence: string,
  { reason, by }: { readonly reason: string; readonly by: string },
  io: CliIo,
): Promise<number> {
  return withApp(io, async (app) => {
    const before = (await app.store.request(request))?.state.attached?.find(({ id }) => id === evidence);
    const command = { type: 'withdraw_evidence', request, evidence, reason } as const;
    const outcome = await app.handle(`cli:withdraw:${request}:${randomUUID()}`, command, actorOf(by));
    if (!outcome.ok) return sayRefused(outcome.refusal, io);
    io.out(`${evidence} of ${request} is taken back. It stays on the record, and counts no more.`);
    for (const standing of await lanesOf(request, app))
      if (standing.lane === before?.lane) io.out(laneLine(standing));
    return 0;
  });
}

export const command: CliCommand = {
  name: 'evidence withdraw',
  summary: 'Take back evidence that the same person attached to a request',
  declare: (command) => {
    command
      .argument('<request>', 'a request, such as R-142')
      .argument('<evidence>', 'a piece of its evidence, such as E-3')
      .requiredOption('--reason <text>', 'why; it is kept in the record')
      .option('--as <user>', 'the Slack member id of whoever attached it', 'operator');
  },
  run: ([request = '', evidence = ''], { reason, as: by }, io) =>
    sayingTrouble(io, async () => {
      const text = String(reason).trim();
      if (text === '' || text.length > longestReason) {
        io.err(`--reason wants a sentence of at most ${longestReason} characters.`);
        return 1;
      }
      return withdraw(request, evidence, { reason: text, by: String(by) }, io);
    }),
};
