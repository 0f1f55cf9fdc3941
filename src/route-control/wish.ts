import {
  type AudienceRule,
  type Capabilities,
  ControlFault,
  type Desired,
  type Observed,
  type VariantValue,
} from '../ports/route-control.ts';

/** The attribute that stands for whoever is asked about, whatever the backend calls it. */
export const targetingKey = 'targetingKey';
export const everybodyBp = 10_000;

const attributeName = /^[A-Za-z_][\w-]{0,79}$/;

/** A wish whose parts fit together: a share above zero always has a candidate. */
export interface Wish {
  readonly baseline: VariantValue;
  /** Null when everybody gets the baseline and no candidate is known. */
  readonly candidate: VariantValue | null;
  readonly candidateBp: number;
  readonly audience: readonly AudienceRule[];
  readonly bucketBy: string;
  readonly salt: string;
}

function checkAudience(audience: readonly AudienceRule[]): void {
  for (const { attribute, values } of audience) {
    if (!attributeName.test(attribute))
      throw new ControlFault('invalid', `"${attribute}" cannot be the name of an attribute.`, {
        remedy: 'Name attributes with letters, digits, "_" and "-", such as "region".',
      });
    if (values.length === 0)
      throw new ControlFault('invalid', `The audience names no value of "${attribute}".`, {
        remedy: 'List at least one value, or leave the rule out.',
      });
  }
}

/** The smallest share and the features that the backend has. Throws `unsupported` with what to change. */
function checkCapabilities(name: string, capabilities: Capabilities, { split, audience }: Desired): void {
  const { granularityBp, targeting } = capabilities;
  if (split.candidateBp % granularityBp !== 0)
    throw new ControlFault('unsupported', `${name} cannot split at ${split.candidateBp / 100} %.`, {
      remedy: `Plan shares in steps of ${granularityBp / 100} %.`,
    });
  if (audience.length > 0 && !targeting)
    throw new ControlFault('unsupported', `${name} cannot tell audiences apart.`, {
      remedy: 'Leave audience and exclusions out of the rollout, or use another route control.',
    });
}

/** Checks a wish before anything is sent. Throws `invalid` or `unsupported`. */
export function wishOf(name: string, capabilities: Capabilities, desired: Desired): Wish {
  const { split, baseline, candidate, audience, bucketBy, salt } = desired;
  const { candidateBp } = split;
  if (!Number.isInteger(candidateBp) || candidateBp < 0 || candidateBp > everybodyBp)
    throw new ControlFault('invalid', `A share is 0 to ${everybodyBp} basis points, not ${candidateBp}.`);
  if (candidateBp > 0 && candidate === null)
    throw new ControlFault('invalid', 'A share above zero needs a candidate.');
  if (!attributeName.test(bucketBy))
    throw new ControlFault('invalid', `People cannot be told apart by "${bucketBy}".`, {
      remedy: 'Name one attribute, such as "targetingKey".',
    });
  if (salt === '') throw new ControlFault('invalid', 'The salt of a rollout cannot be empty.');
  checkAudience(audience);
  checkCapabilities(name, capabilities, desired);
  return { baseline, candidate, candidateBp, audience, bucketBy, salt };
}

/** The wish with everybody on the baseline. Nothing is checked: a roll back is never refused. */
export const rolledBack = ({ baseline, candidate, bucketBy, salt }: Desired): Wish => ({
  baseline,
  candidate,
  candidateBp: 0,
  audience: [],
  bucketBy,
  salt,
});

/** What a flag that is not there looks like. */
export const absent: Observed = {
  exists: false,
  candidateBp: null,
  baselineDigest: null,
  candidateDigest: null,
  revision: null,
  rawHash: '',
};

/** Refuses to write over what somebody changed since `expected` was read; undefined expects nothing. */
export function checkRevision(observed: Observed, expected: string | undefined): void {
  if (expected !== undefined && observed.revision !== expected)
    throw new ControlFault('conflict', 'The flag was changed since it was read.', {
      remedy: 'Look at what was changed by hand, then try again.',
    });
}
