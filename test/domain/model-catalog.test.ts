import { describe, expect, test } from 'vitest';
import { type CatalogModel, modelFindings } from '../../src/domain/model-catalog.ts';
import { packet, supportSummary } from '../support/proposals.ts';

const [primary] = [supportSummary.model.primary];
const serves = packet({
  ...supportSummary,
  model: { primary, fallbacks: [{ ...primary, name: 'gpt-mini', version: '2026-01', changes: [] }] },
});
const entry = (change: Partial<CatalogModel>): CatalogModel => ({ name: 'gpt-summary-a', ...change });
const notes = (change: Partial<CatalogModel>, today = '2026-10-05') =>
  modelFindings(serves, [entry(change)], today).map(({ note }) => note);

describe('the catalog of models', () => {
  test.each([
    [{ deprecatedOn: '2026-10-06' }, []],
    [
      { deprecatedOn: '2026-10-05' },
      ['gpt-summary-a 2026-03, which it serves with, is deprecated since 2026-10-05.'],
    ],
    [
      { status: 'deprecated' as const },
      ['gpt-summary-a 2026-03, which it serves with, is deprecated by now.'],
    ],
    [{ status: 'stable' as const }, []],
    [{ shutDownOn: '2026-12-25' }, []],
    [
      { shutDownOn: '2026-12-04', replacement: 'gpt-summary-b' },
      [
        'gpt-summary-a 2026-03, which it serves with, is shut down on 2026-12-04, in 60 days. Its provider says to use gpt-summary-b.',
      ],
    ],
    [
      { shutDownOn: '2026-10-01' },
      ['gpt-summary-a 2026-03, which it serves with, was shut down on 2026-10-01.'],
    ],
    [{ version: '2025-01', status: 'retired' as const }, []],
    [{ provider: 'somebody-else', status: 'retired' as const }, []],
    [{ name: 'gpt-mini', status: 'retired' as const }, ['gpt-mini 2026-01, a fallback, is retired by now.']],
  ])('says of %j: %j', (change, expected) => {
    expect(notes(change)).toEqual(expected);
  });

  test('brings an end up at 60 and at 14 days, and each of them once', () => {
    const keys = ['2026-10-05', '2026-10-20', '2026-11-15', '2026-11-21', '2026-12-03'].map(
      (today) => modelFindings(serves, [entry({ shutDownOn: '2026-12-04' })], today)[0]?.key,
    );
    expect(new Set(keys)).toEqual(
      new Set([60, 14].map((days) => `acme/gpt-summary-a/2026-03:ends:2026-12-04:${days}`)),
    );
  });

  test('says the most pressing thing where several entries speak of one model, in whatever order', () => {
    const entries = [
      entry({ status: 'deprecated' }),
      entry({ version: '2026-03', deprecatedOn: '2026-09-01' }),
      entry({ provider: 'acme', shutDownOn: '2026-10-10' }),
    ];
    for (const catalog of [entries, entries.toReversed()])
      expect(modelFindings(serves, catalog, '2026-10-05').map(({ note }) => note)).toEqual([
        'gpt-summary-a 2026-03, which it serves with, is shut down on 2026-10-10, in 5 days.',
      ]);
  });
});
