import type { App } from '../../src/app/app.ts';
import { createApp } from '../../src/app/create-app.ts';
import type { Canary } from '../../src/app/judge-canary.ts';
import type { ProposalInput } from '../../src/domain/packet/schema.ts';
import type { RequestCommand } from '../../src/domain/request/commands.ts';
import type { ReviewRole } from '../../src/domain/words.ts';
import type { Change, Store } from '../../src/ports/store.ts';
import { member, monday, system } from './given-when-then.ts';
import { MemoryStore } from './memory-store.ts';
import { testPolicy } from './policy.ts';
import { modelChange, packet, proposal, supportSummary } from './proposals.ts';

/** An app over a store, with a clock that goes on a second each time it is asked. */
export function livingApp(store: Store, from = monday, canary?: Canary): App {
  let at = from;
  const clock = {
    now: () => {
      at += 1000;
      return at;
    },
    until: async () => {},
  };
  const policy = testPolicy();
  const around = { store, clock, policy: () => policy, onWork: () => {} };
  return createApp(canary ? { ...around, canary } : around);
}

const models = ['gpt-summary-b', 'gpt-summary-c', 'claude-résumé', '要約-1', 'llama "local"'];

function proposed(life: number): ProposalInput {
  const { primary } = modelChange.model;
  const name = models[life % models.length] ?? 'gpt-summary-b';
  const why = `Change ${life}: cheaper, and better at long threads.`;
  return {
    ...modelChange,
    model: { primary: { ...primary, name, version: `v${life}` } },
    change: { ...modelChange.change, why },
  };
}

/** Everything that one request lives through, as people would click it; `life` makes each a little different. */
export async function liveThrough(app: App, life: number): Promise<void> {
  const requester = member(`U-requester-${life % 7}`);
  let clicks = 0;
  const commandId = () => {
    clicks += 1;
    return `17909${life}.${clicks}:U-${life % 7}`;
  };
  const submitted = await app.submit(
    commandId(),
    { proposal: proposal(proposed(life)), raiseTo: null, usedDraft: null },
    requester,
  );
  if (!submitted.ok) throw new Error(`not filed: ${submitted.refusal.reason}`);
  const request = submitted.subject;
  const state = async () => (await app.store.request(request))?.state;
  const click = (command: RequestCommand, actor = requester) => app.handle(commandId(), command, actor);
  const approve = async (role: ReviewRole, actor = member(`U-${role}-${life % 3}`, role)) => {
    const revision = (await state())?.bound.revision ?? 1;
    const given = { conditions: [], comment: life % 2 === 0 ? 'Fine by me.' : '', typedRoute: null };
    await click({ type: 'approve', request, revision, role, ...given }, actor);
  };

  await approve('finance', member(requester.person, 'finance'));
  if (life % 4 === 1) await click({ type: 'nudge', request });
  if (life % 3 === 0) {
    const reason = 'Please shorten the prompt, and say who pays.';
    const category = 'unclear_scope';
    await click(
      { type: 'request_changes', request, revision: 1, role: 'ai_platform', category, reason },
      member('U-platform', 'ai_platform'),
    );
    const revised = {
      ...proposed(life),
      prompt: { source: 'prompts/summary.md', text: `Five lines, ${life}.` },
    };
    await click({ type: 'revise_request', request, revision: 1, proposal: proposal(revised), raiseTo: null });
  }
  if (life % 9 === 4) await click({ type: 'withdraw', request, reason: 'Not needed any more.' });
  const roles = (await state())?.assessment.slots.map(({ role }) => role) ?? [];
  // Some stay in review, and some clicks come too late.
  for (const role of life % 5 === 2 ? roles.slice(1) : roles) await approve(role);
  await click({ type: 'time_passed', request }, system);
}

/** A store in which `lives` requests have come and gone on one route. */
export async function lived<S extends Store>(store: S, lives: number): Promise<S> {
  const app = livingApp(store);
  await app.registerRoute('register', packet(supportSummary), 'U-admin');
  for (let life = 1; life <= lives; life += 1) await liveThrough(app, life);
  return store;
}

/** The changes that such lives consist of, in order, to be committed anywhere. */
export async function changesOfLives(lives: number): Promise<readonly Change[]> {
  return (await lived(new MemoryStore(), lives)).committed;
}
