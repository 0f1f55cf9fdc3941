import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import type { Json, JsonObject } from '../ports/flag-store.ts';
import { ControlFault, type VariantValue } from '../ports/route-control.ts';

/** Canonical JSON (RFC 8785): equal values have equal text. Throws a fault for what JSON cannot hold. */
export function canonicalText(value: unknown): string {
  const text = canonicalize(value);
  if (text === undefined) throw new ControlFault('invalid', 'Only JSON can be served.');
  return text;
}

/** SHA-256 of the canonical JSON, as hex digits. */
export const hashOf = (value: unknown): string =>
  createHash('sha256').update(canonicalText(value)).digest('hex');

const jsonObject = (text: string): JsonObject => JSON.parse(text);

/**
 * What an application gets: the packet's essentials, and the digest of the whole packet beside them, so that a trace
 * can say exactly which packet answered. The same under every route control.
 */
export function servedValue({ digest, value }: VariantValue): JsonObject {
  return jsonObject(canonicalText({ ...value, digest }));
}

/** The digest in a value that was read back; null where there is none. */
export function digestIn(value: unknown): string | null {
  if (typeof value !== 'object' || value === null || !('digest' in value)) return null;
  return typeof value.digest === 'string' ? value.digest : null;
}

/** A text read back as JSON; undefined where it is none. */
export function parsedJson(text: string): Json | undefined {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
