import { setImmediate } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  type ControlBinding,
  ControlFault,
  type ControlFaultKind,
  type Desired,
  type Operation,
  type RouteControl,
  type VariantValue,
} from '../../src/ports/route-control.ts';

/** What an application says of somebody. */
export type Person = { readonly targetingKey: string } & Readonly<Record<string, string>>;

/** A way for the backend to be in trouble, as the real one shows it. */
export interface Trouble {
  readonly says: string;
  readonly kind: ControlFaultKind;
  readonly retryAfterMs?: number;
  /** Which call meets it; `apply` unless said otherwise. */
  readonly during?: 'apply' | 'read';
  /** Gives the control to call, with the trouble waiting for it. */
  readonly begin: (binding: ControlBinding) => RouteControl | Promise<RouteControl>;
  readonly end?: () => void | Promise<void>;
  /** Whether the write had its effect all the same. */
  readonly happened?: boolean;
}

export interface ControlUnderTest {
  readonly control: RouteControl;
  readonly binding: (flagKey: string) => ControlBinding;
  /** The digests that these people are served now, by the data plane; null for nothing at all. */
  readonly served: (flagKey: string, people: readonly Person[]) => Promise<readonly (string | null)[]>;
  /** Somebody gives the candidate to about half of everybody, past Routegate. */
  readonly changeByHand: (flagKey: string) => Promise<void>;
  /** Whether somebody who does not say the attribute of an exclusion counts as excluded. */
  readonly excludesTheUnknown: boolean;
  /** False where the backend tells people apart by something of its own, so that no salt can be set or read back. */
  readonly usesSalt: boolean;
  readonly troubles: readonly Trouble[];
  readonly close: () => Promise<void>;
}

export const baseline: VariantValue = {
  digest: 'ba5e'.repeat(16),
  value: { model: 'steady-1', temperature: 0.2 },
};
export const candidate: VariantValue = {
  digest: 'ca4d'.repeat(16),
  value: { model: 'quick-2', tools: ['search'] },
};

export const wish = (candidateBp: number, more: Partial<Desired> = {}): Desired => ({
  baseline,
  candidate,
  split: { candidateBp },
  audience: [],
  bucketBy: 'targetingKey',
  salt: 'R-1',
  ...more,
});

let operations = 0;
export const operation = (more: Partial<Operation> = {}): Operation => {
  operations += 1;
  return {
    opId: `op-${operations}`,
    comment: 'R-1: by the test',
    signal: AbortSignal.timeout(30_000),
    ...more,
  };
};

export const people = (count: number, more: Readonly<Record<string, string>> = {}): Person[] =>
  Array.from({ length: count }, (_, number) => ({ ...more, targetingKey: `person-${number}` }));

const signal = () => AbortSignal.timeout(30_000);

async function faultOf(work: Promise<unknown>): Promise<ControlFault> {
  const outcome = await work.then(
    () => null,
    (error: unknown) => error,
  );
  if (outcome instanceof ControlFault) return outcome;
  throw new Error(`not a fault: ${outcome instanceof Error ? outcome.stack : 'it went well'}`);
}

/** What every route control keeps, whatever is behind it. `setUp` runs once; every test uses a flag of its own. */
export function routeControlContract(name: string, setUp: () => Promise<ControlUnderTest>): void {
  describe(`route control ${name}`, () => {
    let under: ControlUnderTest;
    let flags = 0;
    const freshFlag = (): ControlBinding => {
      flags += 1;
      return under.binding(`route-${flags}`);
    };
    const servedShare = async ({ flagKey }: ControlBinding, asked: readonly Person[]) => {
      const served = await under.served(flagKey, asked);
      expect(served.filter((digest) => digest !== baseline.digest && digest !== candidate.digest)).toEqual(
        [],
      );
      return new Set(
        asked.filter((_, index) => served[index] === candidate.digest).map((one) => one.targetingKey),
      );
    };

    beforeAll(async () => {
      under = await setUp();
    });
    afterAll(() => under?.close());

    test('says that it can be used, and what is not there yet', async () => {
      const diagnostics = await under.control.check(freshFlag(), signal());
      expect(diagnostics.length).toBeGreaterThan(0);
      expect(diagnostics.filter(({ ok }) => !ok)).toEqual([]);
    });

    test('reads a flag that is not there as not there', async () => {
      const observed = await under.control.read(freshFlag(), signal());
      expect(observed).toMatchObject({
        exists: false,
        candidateBp: null,
        baselineDigest: null,
        revision: null,
      });
    });

    test('makes the flag, sets the share, and reads it back in our terms', async () => {
      const binding = freshFlag();
      const receipt = await under.control.apply(binding, wish(500), operation({ opId: 'first' }));
      const observed = await under.control.read(binding, signal());
      expect(receipt).toEqual({ opId: 'first', revision: observed.revision, observed });
      expect(observed).toMatchObject({
        exists: true,
        candidateBp: 500,
        baselineDigest: baseline.digest,
        candidateDigest: candidate.digest,
      });
      expect((await under.control.check(binding, signal())).filter(({ ok }) => !ok)).toEqual([]);
      expect((await servedShare(binding, people(1000))).size).toBeGreaterThan(20);
      expect((await servedShare(binding, people(1000))).size).toBeLessThan(90);
    });

    test('verifies at the control plane, and by asking the data plane where that can be asked', async () => {
      const binding = freshFlag();
      await under.control.apply(binding, wish(2500), operation());
      await under.served(binding.flagKey, people(1));
      const verification = await under.control.verify(binding, wish(2500), signal());
      expect(verification.control).toBe(true);
      expect(verification.observed).toEqual(await under.control.read(binding, signal()));
      expect(verification.data !== null).toBe(under.control.capabilities.probe);
      if (verification.data) {
        expect(verification.data.asked).toBeGreaterThanOrEqual(20);
        expect(Math.abs(verification.data.share - 0.25)).toBeLessThan(0.25);
      }
      expect((await under.control.verify(binding, wish(500), signal())).control).toBe(false);
      const otherPeople = wish(2500, { salt: 'R-2' });
      expect((await under.control.verify(binding, otherPeople, signal())).control).toBe(!under.usesSalt);
    });

    test('does one operation once', async () => {
      const binding = freshFlag();
      const once = operation();
      const first = await under.control.apply(binding, wish(500), once);
      const second = await under.control.apply(binding, wish(500), once);
      expect(second).toEqual(first);
    });

    test('does not do an operation again that was rolled back since', async () => {
      const binding = freshFlag();
      const expand = operation();
      await under.control.apply(binding, wish(500), expand);
      await under.control.rollback(binding, wish(0), operation());
      const late = await under.control.apply(binding, wish(500), expand);
      expect(late.observed.candidateBp).toBe(0);
      expect((await under.control.read(binding, signal())).candidateBp).toBe(0);
    });

    test('keeps everybody on the candidate while the share grows from 5 to 25 to 100 %', async () => {
      const binding = freshFlag();
      const asked = people(1000);
      const sizes: number[] = [];
      let before = new Set<string>();
      for (const share of [500, 2500, 10_000]) {
        await under.control.apply(binding, wish(share), operation());
        const now = await servedShare(binding, asked);
        if (under.control.capabilities.sticky) expect([...before].filter((one) => !now.has(one))).toEqual([]);
        sizes.push(now.size);
        before = now;
      }
      expect(Math.abs((sizes[0] ?? 0) - 50)).toBeLessThan(35);
      expect(Math.abs((sizes[1] ?? 0) - 250)).toBeLessThan(70);
      expect(sizes[2]).toBe(1000);
    });

    test('gives the candidate to nobody outside the audience, whatever the share', async () => {
      const binding = freshFlag();
      const audience = [
        { attribute: 'region', operator: 'in', values: ['eu', 'us'] },
        { attribute: 'segment', operator: 'not_in', values: ['regulated', 'minors'] },
      ] as const;
      const limited = wish(10_000, { audience });
      if (!under.control.capabilities.targeting) {
        expect((await faultOf(under.control.apply(binding, limited, operation()))).kind).toBe('unsupported');
        return;
      }
      await under.control.apply(binding, limited, operation());
      const asked: Person[] = [
        { targetingKey: 'inside-1', region: 'eu', segment: 'open' },
        { targetingKey: 'inside-2', region: 'us', segment: 'open' },
        { targetingKey: 'elsewhere', region: 'apac', segment: 'open' },
        { targetingKey: 'excluded', region: 'eu', segment: 'regulated' },
        { targetingKey: 'says-no-region', segment: 'open' },
        { targetingKey: 'says-no-segment', region: 'eu' },
      ];
      const reached = await servedShare(binding, asked);
      if (!under.excludesTheUnknown) reached.delete('says-no-segment');
      expect(reached).toEqual(new Set(['inside-1', 'inside-2']));
      expect((await under.control.verify(binding, limited, signal())).control).toBe(true);
      expect((await under.control.verify(binding, wish(10_000), signal())).control).toBe(false);
    });

    test('splits the audience by share and leaves everybody else on the baseline', async () => {
      if (!under.control.capabilities.targeting) return;
      const binding = freshFlag();
      const audience = [{ attribute: 'region', operator: 'in', values: ['eu'] }] as const;
      await under.control.apply(binding, wish(2500, { audience }), operation());
      const inside = await servedShare(binding, people(1000, { region: 'eu' }));
      expect(Math.abs(inside.size - 250)).toBeLessThan(70);
      expect((await servedShare(binding, people(200, { region: 'us' }))).size).toBe(0);
    });

    test('rolls everybody back, and says so again when asked again', async () => {
      const binding = freshFlag();
      await under.control.apply(binding, wish(2500), operation());
      const back = operation({ expectRevision: 'long-gone' });
      const receipt = await under.control.rollback(binding, wish(2500), back);
      expect(receipt).toMatchObject({ opId: back.opId, observed: { exists: true, candidateBp: 0 } });
      expect((await servedShare(binding, people(200))).size).toBe(0);
      const verification = await under.control.verify(binding, wish(0), signal());
      expect(verification.control).toBe(true);
      expect(verification.data?.share ?? 0).toBe(0);
      const again = await under.control.rollback(binding, wish(2500), back);
      expect(again).toEqual(receipt);
    });

    test('rolls back what somebody changed by hand', async () => {
      const binding = freshFlag();
      await under.control.apply(binding, wish(500), operation());
      await under.changeByHand(binding.flagKey);
      await under.control.rollback(binding, wish(0), operation());
      expect((await servedShare(binding, people(300))).size).toBe(0);
      expect((await under.control.verify(binding, wish(0), signal())).control).toBe(true);
    });

    test('rolls back even what was never applied: then the baseline is served', async () => {
      const binding = freshFlag();
      const receipt = await under.control.rollback(binding, wish(0), operation());
      expect(receipt.observed).toMatchObject({
        exists: true,
        candidateBp: 0,
        baselineDigest: baseline.digest,
      });
      expect((await servedShare(binding, people(50))).size).toBe(0);
    });

    test('ends at the baseline when a roll back meets writes that are under way', async () => {
      const binding = freshFlag();
      await under.control.apply(binding, wish(500), operation());
      // Each time the roll back comes a little later into the writes.
      for (const [moments, share] of [2500, 5000, 7500, 10_000, 2500, 5000, 7500, 10_000].entries()) {
        const expansions = [share, share].map((bp) => under.control.apply(binding, wish(bp), operation()));
        for (let moment = 0; moment < moments * 2; moment += 1) await setImmediate();
        const back = under.control.rollback(binding, wish(0), operation());
        const late = under.control.apply(binding, wish(share), operation());
        const [outcome, ...others] = await Promise.allSettled([back, ...expansions, late]);
        expect(outcome.status).toBe('fulfilled');
        for (const other of others)
          if (other.status === 'rejected') expect(other.reason).toMatchObject({ kind: 'conflict' });
        expect((await under.control.read(binding, signal())).candidateBp).toBe(0);
      }
      expect((await servedShare(binding, people(200))).size).toBe(0);
    });

    test('makes the candidate the baseline', async () => {
      const binding = freshFlag();
      await under.control.apply(binding, wish(10_000), operation());
      const promoted = wish(0, { baseline: candidate, candidate: null });
      const { observed } = await under.control.apply(binding, promoted, operation());
      expect(observed).toMatchObject({ exists: true, candidateBp: 0, baselineDigest: candidate.digest });
      expect((await servedShare(binding, people(100))).size).toBe(100);
      expect((await under.control.verify(binding, promoted, signal())).control).toBe(true);
    });

    test('starts another candidate where one was before', async () => {
      const binding = freshFlag();
      await under.control.apply(binding, wish(500), operation());
      await under.control.rollback(binding, wish(0), operation());
      const other: VariantValue = { digest: 'face'.repeat(16), value: { model: 'third-3' } };
      const next = wish(2500, { candidate: other, salt: 'R-2' });
      const { observed } = await under.control.apply(binding, next, operation());
      expect(observed).toMatchObject({ candidateBp: 2500, candidateDigest: other.digest });
      const served = new Set(await under.served(binding.flagKey, people(200)));
      expect(served).toEqual(new Set([baseline.digest, other.digest]));
    });

    test('shows what somebody changed by hand', async () => {
      const binding = freshFlag();
      const { observed } = await under.control.apply(binding, wish(500), operation());
      expect(await under.control.read(binding, signal())).toEqual(observed);
      await under.changeByHand(binding.flagKey);
      const changed = await under.control.read(binding, signal());
      expect(changed.rawHash).not.toBe(observed.rawHash);
      expect(changed.candidateBp).not.toBe(500);
      expect((await under.control.verify(binding, wish(500), signal())).control).toBe(false);
    });

    test('does not write over what was changed since it was read', async () => {
      const binding = freshFlag();
      const { revision } = await under.control.apply(binding, wish(500), operation());
      expect(revision).not.toBeNull();
      await under.changeByHand(binding.flagKey);
      const changed = await under.control.read(binding, signal());
      const stale = operation({ expectRevision: revision ?? '' });
      expect((await faultOf(under.control.apply(binding, wish(2500), stale))).kind).toBe('conflict');
      expect(await under.control.read(binding, signal())).toEqual(changed);
      const fresh = operation({ expectRevision: changed.revision ?? '' });
      expect((await under.control.apply(binding, wish(2500), fresh)).observed.candidateBp).toBe(2500);
    });

    test('refuses a wish that makes no sense, before anything is sent', async () => {
      const binding = freshFlag();
      const senseless: Desired[] = [
        wish(10_001),
        wish(-100),
        wish(0.5),
        wish(500, { candidate: null }),
        wish(500, { audience: [{ attribute: 'a.b', operator: 'in', values: ['x'] }] }),
        wish(500, { audience: [{ attribute: 'region', operator: 'in', values: [] }] }),
      ];
      for (const each of senseless)
        expect((await faultOf(under.control.apply(binding, each, operation()))).kind).toBe('invalid');
      if (under.control.capabilities.granularityBp > 1)
        expect((await faultOf(under.control.apply(binding, wish(501), operation()))).kind).toBe(
          'unsupported',
        );
      expect((await under.control.read(binding, signal())).exists).toBe(false);
    });

    test('writes nothing when it was given up before', async () => {
      const binding = freshFlag();
      const given = operation({ signal: AbortSignal.abort() });
      expect((await faultOf(under.control.apply(binding, wish(500), given))).kind).toBe('unavailable');
      expect((await under.control.read(binding, signal())).exists).toBe(false);
    });

    test('removes the flag of a retired route, and can make it again', async () => {
      const binding = freshFlag();
      await under.control.apply(binding, wish(500), operation());
      await under.control.remove(binding, operation());
      expect((await under.control.read(binding, signal())).exists).toBe(false);
      await under.control.remove(binding, operation());
      const { observed } = await under.control.apply(binding, wish(1000), operation());
      expect(observed).toMatchObject({ exists: true, candidateBp: 1000 });
    });

    test('says of every trouble what it is', async () => {
      expect(under.troubles.length).toBeGreaterThan(0);
      for (const trouble of under.troubles) {
        const binding = freshFlag();
        await under.control.apply(binding, wish(500), operation());
        const troubled = await trouble.begin(binding);
        const met =
          trouble.during === 'read'
            ? troubled.read(binding, signal())
            : troubled.apply(binding, wish(2500), operation());
        const fault = await faultOf(met).finally(() => trouble.end?.());
        expect({ says: trouble.says, kind: fault.kind }).toEqual({ says: trouble.says, kind: trouble.kind });
        expect(fault.message).not.toMatch(/secret/);
        if (trouble.retryAfterMs !== undefined) expect(fault.retryAfterMs).toBe(trouble.retryAfterMs);
        const { candidateBp } = await under.control.read(binding, signal());
        expect({ says: trouble.says, candidateBp }).toEqual({
          says: trouble.says,
          candidateBp: trouble.happened ? 2500 : 500,
        });
      }
    });
  });
}
