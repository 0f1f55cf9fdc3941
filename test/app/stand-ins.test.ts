import { expect, test } from 'vitest';
import { withStandIns } from '../../src/app/stand-ins.ts';
import type { Absence } from '../../src/domain/absence/absence.ts';
import type { Role } from '../../src/domain/words.ts';
import type { Directory, Membership } from '../../src/ports/directory.ts';
import { Fault } from '../../src/ports/fault.ts';
import { changeOf } from '../support/changes.ts';
import { day, monday } from '../support/given-when-then.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { MemoryStore } from '../support/memory-store.ts';

/** Who holds what in Slack now; a test takes roles away, or Slack itself. */
class Company implements Directory {
  readonly roles = new Map<string, readonly Role[]>([['U-grace', ['finance', 'legal']]]);
  readonly gone = new Set<string>();
  away = false;
  asked: string[] = [];

  async membership(person: string, asked: readonly Role[]): Promise<Membership> {
    this.asked.push(person);
    if (this.away) throw new Fault('unavailable', 'Slack does not answer.');
    if (this.gone.has(person)) return { person, standing: 'deactivated', roles: [] };
    return {
      person,
      standing: 'member',
      roles: asked.filter((role) => this.roles.get(person)?.includes(role)),
    };
  }

  async holders(role: Role): Promise<readonly string[]> {
    return [...this.roles].filter(([, roles]) => roles.includes(role)).map(([person]) => person);
  }
}

async function withAbsence() {
  const company = new Company();
  const store = new MemoryStore();
  const clock = new ManualClock();
  const state: Absence = {
    person: 'U-grace',
    delegate: 'U-leo',
    from: monday,
    until: monday + day,
    note: '',
  };
  await store.commit(
    changeOf([
      {
        kind: 'absence',
        stream: 'absence:U-grace',
        expectedVersion: 0,
        events: [{ type: 'absence_announced', ...state }],
        state,
      },
    ]),
  );
  return { company, clock, directory: withStandIns(company, { store, clock }) };
}

test('lends what the absent person holds at that moment, and only what was asked for', async () => {
  const { company, directory } = await withAbsence();
  const finance = { role: 'finance', person: 'U-grace' };
  expect(await directory.membership('U-leo', ['finance', 'security'])).toMatchObject({
    roles: [],
    standsInFor: [finance],
  });
  company.roles.set('U-grace', ['legal']);
  expect((await directory.membership('U-leo', ['finance'])).standsInFor).toEqual([]);
});

test('lends nothing of somebody who left, to somebody who left, or after the time', async () => {
  const { company, clock, directory } = await withAbsence();
  company.gone.add('U-grace');
  expect((await directory.membership('U-leo', ['finance'])).standsInFor).toEqual([]);
  company.gone.clear();
  company.gone.add('U-leo');
  expect(await directory.membership('U-leo', ['finance'])).toEqual({
    person: 'U-leo',
    standing: 'deactivated',
    roles: [],
  });
  company.gone.clear();
  clock.advance(day);
  expect((await directory.membership('U-leo', ['finance'])).standsInFor).toEqual([]);
});

test('does not lend on: the delegate of a delegate decides nothing', async () => {
  const { directory } = await withAbsence();
  expect((await directory.membership('U-third', ['finance'])).standsInFor).toEqual([]);
});

test('says nothing where Slack does not say who the absent person is', async () => {
  const { company, directory } = await withAbsence();
  company.away = true;
  await expect(directory.membership('U-leo', ['finance'])).rejects.toThrow(Fault);
});

test('asks Slack no more than before where nobody is away', async () => {
  const { company, directory } = await withAbsence();
  await directory.membership('U-other', ['finance']);
  expect(company.asked).toEqual(['U-other']);
});

test('names the delegate in the place of whoever is away', async () => {
  const { clock, directory } = await withAbsence();
  expect(await directory.holders('finance')).toEqual(['U-leo']);
  clock.advance(day);
  expect(await directory.holders('finance')).toEqual(['U-grace']);
});
