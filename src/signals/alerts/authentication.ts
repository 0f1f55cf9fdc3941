import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { Inbound, Secret } from './alert.ts';

/** Compares in a time that tells nothing, whatever the lengths. */
export function sameSecret(left: string, right: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(left), digest(right));
}

/** The secret that matches a given token; every one is compared, so that the time tells nothing of the place. */
function named(token: string, secrets: readonly Secret[]): string | null {
  let found: string | null = null;
  for (const secret of secrets) if (sameSecret(secret.token, token)) found = secret.name;
  return found;
}

/** `Authorization: Bearer …`, with any of the secrets. */
export function byBearer(inbound: Inbound, secrets: readonly Secret[]): string | null {
  const token = /^Bearer +(\S+)$/i.exec(inbound.headers.authorization ?? '')?.[1];
  return token ? named(token, secrets) : null;
}

/** A header that carries one of the secrets as it is. */
export function byHeader(header: string, inbound: Inbound, secrets: readonly Secret[]): string | null {
  const token = inbound.headers[header];
  return token ? named(token, secrets) : null;
}

/** A hex HMAC-SHA256 over `text` with the secret of that name. */
export function signedBy(
  name: string,
  text: string,
  given: readonly string[],
  secrets: readonly Secret[],
): string | null {
  const secret = secrets.find((candidate) => candidate.name === name);
  if (!secret) return null;
  const expected = createHmac('sha256', secret.token).update(text).digest('hex');
  let matches = false;
  for (const signature of given) if (sameSecret(signature.toLowerCase(), expected)) matches = true;
  return matches ? secret.name : null;
}
