import type { ChainedEvent } from '../domain/chain.ts';

/** An event as it is given out: what its hash covers, and the two hashes. */
export type ExportedEvent = ChainedEvent & { readonly previousHash: string; readonly hash: string };

/**
 * An event as one line of JSON, with exactly what its hash covers, so that whoever holds the lines can prove the chain
 * without Routegate.
 */
export function jsonLine(event: ExportedEvent): string {
  const { sequence, stream, version, type, actor, at, commandId, data, previousHash, hash } = event;
  return JSON.stringify({ sequence, stream, version, type, actor, at, commandId, data, previousHash, hash });
}

const columns = [
  'sequence',
  'time',
  'stream',
  'version',
  'type',
  'actor',
  'commandId',
  'data',
  'previousHash',
  'hash',
] as const;

/** A cell as RFC 4180 writes it. What a spreadsheet would take for a formula gets an apostrophe in front. */
function cell(value: string | number): string {
  if (typeof value === 'number') return String(value);
  const harmless = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}

export const csvHeader: string = columns.join(',');

/** An event as one row for spreadsheets: the time in UTC, what happened as JSON in one cell. */
export function csvLine(event: ExportedEvent): string {
  const { sequence, stream, version, type, actor, at, commandId, data, previousHash, hash } = event;
  const time = new Date(at).toISOString();
  const cells = [
    sequence,
    time,
    stream,
    version,
    type,
    actor,
    commandId,
    JSON.stringify(data),
    previousHash,
    hash,
  ];
  return cells.map(cell).join(',');
}
