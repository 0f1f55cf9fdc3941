import type { Ids } from '../state/ids.ts';
import { type EmulatorClock, livedMs } from '../time/clock.ts';

/** How long a trigger id may be exchanged, in milliseconds that a person lived. */
export const TRIGGER_LIFE_MS = 3000;
const KEPT = 5000;

export type Trigger = {
  id: string;
  user: string;
  /** The conversation that the person was in. */
  channel?: string;
  /** The view that the interaction came from. */
  view?: string;
};

export type TriggerError = 'invalid_trigger_id' | 'expired_trigger_id' | 'exchanged_trigger_id';

export type Triggers = {
  issue(trigger: Omit<Trigger, 'id'>): string;
  /** The trigger if it can still be exchanged, or why not. */
  find(id: string): Trigger | TriggerError;
  /** Uses the trigger up. */
  exchange(id: string): void;
};

type Issued = Trigger & { born: number; exchanged: boolean };

export function createTriggers(clock: EmulatorClock, newId: Ids['trigger']): Triggers {
  const issued = new Map<string, Issued>();
  return {
    issue(trigger) {
      const id = newId();
      issued.set(id, { ...trigger, id, born: livedMs(clock), exchanged: false });
      const oldest = issued.size > KEPT ? issued.keys().next().value : undefined;
      if (oldest !== undefined) issued.delete(oldest);
      return id;
    },
    find(id) {
      const trigger = issued.get(id);
      if (!trigger) return 'invalid_trigger_id';
      if (trigger.exchanged) return 'exchanged_trigger_id';
      return livedMs(clock) - trigger.born > TRIGGER_LIFE_MS ? 'expired_trigger_id' : trigger;
    },
    exchange(id) {
      const trigger = issued.get(id);
      if (trigger) trigger.exchanged = true;
    },
  };
}
