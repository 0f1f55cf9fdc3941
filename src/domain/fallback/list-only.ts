import type { Packet } from '../packet/schema.ts';
import type { Policy } from '../policy.ts';
import { fallbackMap } from './catalog.ts';
import { findingsOf, stoppingAmong } from './findings.ts';

/** What a policy's list of models alone makes of fallbacks, whichever routes there are. */

type Listed = Pick<Policy, 'models' | 'modelsAreComplete'>;

const noList: Listed = { models: [], modelsAreComplete: false };

function stopping(packet: Packet, { models, modelsAreComplete }: Listed, today: string): Set<string> {
  const map = fallbackMap([], models, today, { complete: modelsAreComplete, knowsRoutes: false });
  const findings = stoppingAmong(findingsOf(packet, map));
  return new Set(findings.map(({ trouble, what }) => `${trouble} ${what}`));
}

/**
 * Whether the list stops a packet that nothing else stops. Routes are left out, so that the same list gives the same
 * answer long afterwards. `today` is a local date, YYYY-MM-DD.
 */
export function stoppedByList(packet: Packet, policy: Listed, today: string): boolean {
  const anyway = stopping(packet, noList, today);
  return [...stopping(packet, policy, today)].some((found) => !anyway.has(found));
}
