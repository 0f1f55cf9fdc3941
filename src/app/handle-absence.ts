import {
  type AbsenceCommand,
  type AbsenceEvent,
  type AbsenceRefusal,
  decideAbsence,
  evolveAbsence,
} from '../domain/absence/absence.ts';
import type { Effect } from '../domain/effects.ts';
import { Fault } from '../ports/fault.ts';
import { jobsFor, type Surroundings } from './handle-command.ts';
import { inOrder } from './in-order.ts';

export type AbsenceOutcome = { readonly ok: true } | { readonly ok: false; readonly refusal: AbsenceRefusal };

const mostTries = 20;

const cardsFor = (events: readonly AbsenceEvent[]): Effect[] =>
  events.flatMap((event): Effect[] =>
    event.type === 'absence_announced'
      ? [{ kind: 'absence_cards', person: event.delegate, absent: event.person }]
      : [],
  );

async function tryOnce(
  id: string,
  command: AbsenceCommand,
  delegateMayDecide: boolean,
  around: Surroundings,
): Promise<AbsenceOutcome | 'conflict'> {
  const { store, clock } = around;
  const { person } = command;
  const loaded = await store.absence(person);
  const before = loaded?.state ?? null;
  const at = clock.now();
  const decision = decideAbsence(before, command, { at, delegateMayDecide });
  if ('refusal' in decision) return { ok: false, refusal: decision.refusal };
  const { events } = decision;
  const state = events.reduce((current, event) => evolveAbsence(current, event, at), before);
  if (!state) return { ok: true };
  const concerned = [...new Set([person, state.delegate, before?.delegate ?? person])];
  const effects: Effect[] = [
    ...events.map((event): Effect => ({ kind: 'absence_note', person: state.delegate, event, at })),
    ...concerned.map((each): Effect => ({ kind: 'home', person: each })),
  ];
  const result = await store.commit({
    commandId: id,
    at,
    actor: person,
    outcome: { ok: true, subject: person },
    streams: [
      { kind: 'absence', stream: `absence:${person}`, expectedVersion: loaded?.version ?? 0, events, state },
    ],
    jobs: [
      ...jobsFor(effects, id, at, around.policy()),
      // On the first day, not before: until then the absent person decides.
      ...jobsFor(cardsFor(events), `${id}/begin`, Math.max(at, state.from), around.policy()),
    ],
  });
  if (result.result === 'conflict') return 'conflict';
  around.onWork();
  return { ok: true };
}

/**
 * Announces or ends somebody's own absence, once for each id. `delegateMayDecide` is what Slack says of the delegate
 * now. Throws {@link Fault} when the store does not answer.
 */
export function handleAbsence(
  id: string,
  command: AbsenceCommand,
  delegateMayDecide: boolean,
  around: Surroundings,
): Promise<AbsenceOutcome> {
  return inOrder(`absence ${command.person}`, async () => {
    if (await around.store.outcomeOf(id)) return { ok: true };
    for (let tries = 0; tries < mostTries; tries += 1) {
      const tried = await tryOnce(id, command, delegateMayDecide, around);
      if (tried !== 'conflict') return tried;
    }
    throw new Fault('unavailable', 'too many changes of one absence at once');
  });
}
