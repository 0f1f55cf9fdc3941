import { randomBytes, randomUUID } from 'node:crypto';
import type { EmulatorClock } from '../time/clock.ts';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';

/** New names in Slack's shapes. */
export type Ids = {
  /** `prefix` and ten capital letters or digits: `V0A1B2C3D4E`. */
  next(prefix: string): string;
  /** Five letters or digits, as Slack makes for blocks and actions. */
  block(): string;
  trigger(): string;
  hash(): string;
  uuid(): string;
  /** A message timestamp: seconds and microseconds, unique and rising in the workspace. */
  ts(): string;
};

export function createIds(clock: EmulatorClock): Ids {
  let lastMicros = 0;
  const letters = (count: number): string =>
    Array.from(randomBytes(count), (byte) => ALPHABET[byte % ALPHABET.length]).join('');
  const hex = (bytes: number): string => randomBytes(bytes).toString('hex');
  const seconds = (): number => Math.floor(clock.now() / 1000);

  return {
    next: (prefix) => prefix + letters(10),
    block: () => letters(5),
    trigger: () =>
      `${seconds()}${Math.floor(Math.random() * 1000)}.${randomBytes(4).readUInt32BE()}.${hex(16)}`,
    hash: () => `${seconds()}.${letters(8)}`,
    uuid: () => randomUUID(),
    ts() {
      lastMicros = Math.max(clock.now() * 1000, lastMicros + 1);
      const micros = String(lastMicros).padStart(16, '0');
      return `${micros.slice(0, -6)}.${micros.slice(-6)}`;
    },
  };
}
