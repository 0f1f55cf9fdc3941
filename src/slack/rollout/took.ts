import { number } from '../cards/values.ts';

/** How long something took, as people say it: "0.3 s", "12 s", "2 min 5 s". `ms` is a whole number of milliseconds. */
export function tookText(ms: number): string {
  if (ms < 100) return `${number(Math.max(1, Math.round(ms)))} ms`;
  if (ms < 10_000) return `${number(Math.round(ms / 100) / 10)} s`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return `${number(seconds)} s`;
  const rest = seconds % 60;
  return `${number(Math.floor(seconds / 60))} min${rest > 0 ? ` ${rest} s` : ''}`;
}
