import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type CatalogModel,
  fallbackMap,
  type RegisteredRoute,
} from '../../../src/domain/fallback/catalog.ts';
import {
  findingsOf,
  findingText,
  findingTexts,
  keptOf,
  stoppingAmong,
  unapprovedAmong,
} from '../../../src/domain/fallback/findings.ts';
import { mermaidOf } from '../../../src/domain/fallback/mermaid.ts';
import { reachable } from '../../../src/domain/fallback/search.ts';
import type { Packet, ProposalInput } from '../../../src/domain/packet/schema.ts';
import { packet, supportSummary } from '../../support/proposals.ts';

const today = '2026-11-20';
const primary = supportSummary.model.primary;
type ModelInput = ProposalInput['model']['primary'];

const model = (name: string, more: Partial<ModelInput> = {}): ModelInput => ({ ...primary, name, ...more });
const route = (id: string, more: Partial<ProposalInput> = {}): Packet =>
  packet({ ...supportSummary, route: id, model: { primary: model(`${id}-model`) }, ...more });
const registered = (...packets: Packet[]): RegisteredRoute[] =>
  packets.map((each) => ({ id: each.route, packet: each }));
const approved = (name: string, more: Partial<CatalogModel> = {}): CatalogModel => ({
  name,
  approved: true,
  status: 'stable',
  region: 'eu',
  dataPolicy: 'no training',
  ...more,
});

const asked = (more: Partial<ProposalInput> = {}): Packet => route('asked', more);
const own = approved('asked-model');

/** What is found, without what is approved anyway: trouble, name and way. */
function found(candidate: Packet, routes: RegisteredRoute[], catalog: CatalogModel[] | null): string[] {
  return findingsOf(candidate, fallbackMap(routes, catalog, today)).map(
    ({ trouble, path }) => `${trouble}: ${path.join(' → ')}`,
  );
}

describe('a fallback that leads', () => {
  const withFallback = (more: Partial<ModelInput> = {}) =>
    asked({ model: { primary: model('asked-model'), fallbacks: [model('peer', more)] } });
  const way = 'asked → peer 2026-03 at acme';

  it.each<[string, Packet, CatalogModel[], string[]]>([
    ['to an approved peer is fine', withFallback(), [own, approved('peer')], []],
    ['to a model in no list', withFallback(), [own], [`unapproved: ${way}`, `other_data_policy: ${way}`]],
    [
      'to a model that nobody approved',
      withFallback(),
      [own, approved('peer', { approved: false })],
      [`unapproved: ${way}`],
    ],
    [
      'to a model that the company denies',
      withFallback(),
      [own, approved('peer', { denied: true })],
      [`denied: ${way}`],
    ],
    [
      'to a model that the route denies itself',
      asked({ model: { primary: model('asked-model'), fallbacks: [model('peer')], denied: ['peer'] } }),
      [own, approved('peer')],
      [`denied: ${way}`],
    ],
    ['to a preview', withFallback({ status: 'preview' }), [own, approved('peer')], [`preview: ${way}`]],
    [
      'to a preview, where the route denies previews in its own words',
      asked({
        model: {
          primary: model('asked-model'),
          fallbacks: [model('peer')],
          denied: ['any_preview_model_without_reapproval'],
        },
      }),
      [own, approved('peer', { status: 'experimental' })],
      [`denied: ${way}`, `preview: ${way}`],
    ],
    [
      'to a retired model',
      withFallback(),
      [own, approved('peer', { status: 'retired' })],
      [`retired: ${way}`],
    ],
    [
      'to a model that was shut down',
      withFallback(),
      [own, approved('peer', { shutDownOn: '2026-11-20' })],
      [`dead: ${way}`],
    ],
    [
      'to a model that is shut down tomorrow',
      withFallback(),
      [own, approved('peer', { shutDownOn: '2026-11-21' })],
      [],
    ],
    [
      'to another region',
      withFallback({ region: 'us-east' }),
      [own, approved('peer')],
      [`other_region: ${way}`],
    ],
    ['to a part of its own region', withFallback({ region: 'eu-west' }), [own, approved('peer')], []],
    [
      'to another data policy',
      withFallback(),
      [own, approved('peer', { dataPolicy: 'may train' })],
      [`other_data_policy: ${way}`],
    ],
  ])('%s', (_what, candidate, catalog, findings) => {
    expect(found(candidate, [], catalog)).toEqual(findings);
  });

  it('two routes away to an unapproved model in another region is found, with the way there', () => {
    const near = route('near', { fallback: { allowed: ['far'] } });
    const far = route('far', {
      model: {
        primary: model('far-model'),
        fallbacks: [model('cheap', { provider: 'elsewhere', region: 'us-east' })],
      },
    });
    const catalog = [own, approved('near-model'), approved('far-model')];
    const map = fallbackMap(registered(near, far), catalog, today);
    const findings = findingsOf(asked({ fallback: { allowed: ['near'] } }), map);
    expect(findings.map(findingText)).toEqual([
      'cheap 2026-03 at elsewhere is not approved (it is in no list of models): asked → near → far → cheap 2026-03 at elsewhere.',
      'cheap 2026-03 at elsewhere answers in another region (answers in us-east; allowed is eu): asked → near → far → cheap 2026-03 at elsewhere.',
      "cheap 2026-03 at elsewhere may treat data by another policy (nothing is known of its data policy; the route's is no training): asked → near → far → cheap 2026-03 at elsewhere.",
    ]);
    expect(findings.every(({ hops }) => hops === 3)).toBe(true);
  });

  it('through a gateway alias is followed, however the alias was reached', () => {
    const catalog = [
      own,
      approved('balanced', { fallbacks: ['small'] }),
      approved('small', { status: 'preview' }),
    ];
    const candidate = asked({
      fallback: { transitions: [{ on: 'timeout', act: 'fall_back', to: 'balanced' }] },
    });
    expect(found(candidate, [], catalog)).toEqual(['preview: asked → balanced → small']);
  });

  it('to a name that nothing has, is dead', () => {
    expect(found(asked({ fallback: { allowed: ['ghost'] } }), [], [own])).toEqual(['dead: asked → ghost']);
  });

  it('to a route that was retired or serves nothing is said, and nothing behind it counts', () => {
    const gone = { ...registered(route('gone', { fallback: { allowed: ['ghost'] } }))[0], retired: true };
    const routes = [
      { id: 'gone', packet: gone.packet ?? null, retired: true },
      { id: 'empty', packet: null },
    ];
    expect(found(asked({ fallback: { allowed: ['gone', 'empty'] } }), routes, [own])).toEqual([
      'retired: asked → gone',
      'dead: asked → empty',
    ]);
  });

  it('nowhere, because it is blocked, is fine', () => {
    const bad = route('bad', { model: { primary: model('bad-model', { region: 'us' }) } });
    const candidate = asked({ fallback: { blocked: ['bad', 'never'] } });
    expect(found(candidate, registered(bad), [own])).toEqual([]);
  });

  it.each<[string, Partial<ProposalInput>, string[]]>([
    ['spelt otherwise', { model: { primary: model('asked-model'), denied: ['Far Model'] } }, ['denied 1']],
    [
      'with its version',
      { model: { primary: model('asked-model'), denied: ['far-model 2026-03'] } },
      ['denied 1'],
    ],
    ['by its provider', { model: { primary: model('asked-model'), denied: ['elsewhere'] } }, ['denied 1']],
    ['by another version', { model: { primary: model('asked-model'), denied: ['far-model 2'] } }, []],
    ['as a fallback', { fallback: { allowed: ['far'], blocked: ['far-model'] } }, ['denied 1']],
    ['as the route, by its gateway’s name', { routing: { blocked_routes: ['far_alias'] } }, ['denied 1']],
  ])('through a route to what the packet denies, %s, is found', (_how, more, expected) => {
    const far = route('far', {
      model: { primary: model('far-model', { provider: 'elsewhere' }) },
      fallback: { primary_route: 'far_alias' },
    });
    const candidate = asked({ fallback: { allowed: ['far'] }, ...more });
    const catalog = [own, approved('far-model')];
    expect(
      stoppingAmong(findingsOf(candidate, fallbackMap(registered(far), catalog, today))).map(
        ({ trouble, hops }) => `${trouble} ${hops}`,
      ),
    ).toEqual(expected);
  });

  it('to a name that stands for several models counts as the one that nobody may use, in whatever order they are listed', () => {
    const several = [
      approved('peer', { version: '2', provider: 'acme' }),
      approved('peer', { version: '1', provider: 'acme', denied: true }),
    ];
    const candidate = asked({ fallback: { allowed: ['peer'] } });
    for (const catalog of [several, several.toReversed()])
      expect(found(candidate, [], [own, ...catalog])).toEqual(['denied: asked → peer']);
    expect(found(asked({ fallback: { allowed: ['peer 2'] } }), [], [own, ...several])).toEqual([]);
  });

  it('by the name that a gateway gives a route, to that route', () => {
    const peer = route('peer-prod', { fallback: { primary_route: 'peer_route' } });
    const candidate = asked({ fallback: { allowed: ['peer_route'] } });
    expect(found(candidate, registered(peer), [own])).toEqual([
      'unapproved: asked → peer-prod → peer-prod-model 2026-03 at acme',
      'other_data_policy: asked → peer-prod → peer-prod-model 2026-03 at acme',
    ]);
  });

  it('to a model by its name and version, to that version', () => {
    const catalog = [
      own,
      approved('peer', { version: '2' }),
      approved('peer', { version: '1', approved: false }),
    ];
    const named = (name: string) => found(asked({ fallback: { allowed: [name] } }), [], catalog);
    expect(named('peer 2')).toEqual([]);
    expect(named('peer 1')).toEqual(['unapproved: asked → peer 1']);
    expect(named('peer 3')).toEqual(['dead: asked → peer 3']);
  });

  it('round in a circle ends where it closes', () => {
    const one = route('one', { fallback: { allowed: ['two'] } });
    const two = route('two', { fallback: { allowed: ['one', 'asked'] } });
    const map = fallbackMap(registered(one, two, asked()), null, today);
    const steps = reachable(asked({ fallback: { allowed: ['one'] } }), map);
    expect(steps.map(({ label }) => label)).toEqual([
      'asked-model 2026-03 at acme',
      'one',
      'one-model 2026-03 at acme',
      'two',
      'two-model 2026-03 at acme',
    ]);
  });
});

describe('what stops a release', () => {
  it('is what a fallback reaches and nobody approved, each by its name once; not its own model', () => {
    const candidate = asked({
      model: { primary: model('asked-model', { region: 'us' }), fallbacks: [model('far', { region: 'us' })] },
      data: { regions: ['eu'] },
      fallback: { allowed: ['ghost', 'new-one'] },
    });
    const catalog = [approved('far'), approved('new-one', { approved: false, status: 'retired' })];
    const findings = findingsOf(candidate, fallbackMap([], catalog, today));
    expect(findings.map(({ trouble }) => trouble)).toContain('other_region');
    expect(unapprovedAmong(findings)).toEqual(['ghost', 'new-one']);
  });
});

describe('where no list of models is kept', () => {
  const near = route('near', {
    model: { primary: model('near-model'), fallbacks: [model('peer-model'), model('new-one')] },
  });
  const leads = asked({ fallback: { allowed: ['near'] } });

  it('a model counts as approved that an approved route serves, and no other', () => {
    expect(found(leads, registered(near, route('peer')), null)).toEqual([
      'unapproved: asked → near → new-one 2026-03 at acme',
    ]);
  });

  it('a model counts that a route serves which is not on the way', () => {
    const map = fallbackMap(registered(near), null, today, {
      served: [packet({ ...supportSummary, model: { primary: model('new-one') } }).model.primary],
    });
    expect(findingsOf(leads, map).map(({ what }) => what)).toEqual(['peer-model 2026-03 at acme']);
  });

  it('what a packet declares itself is what approval is asked for', () => {
    const candidate = asked({ model: { primary: model('asked-model'), fallbacks: [model('new-one')] } });
    expect(found(candidate, [], null)).toEqual([]);
  });

  it('what is known of models counts all the same, and says what is not approved', () => {
    const catalog: CatalogModel[] = [
      { name: 'peer-model', shutDownOn: today },
      { name: 'new-one', approved: true },
      { name: 'asked-model', approved: false },
    ];
    const map = fallbackMap(registered(near, route('peer')), catalog, today, { complete: false });
    expect(findingsOf(leads, map).map(findingText)).toEqual([
      'asked-model 2026-03 at acme is not approved (nobody approved it): asked → asked-model 2026-03 at acme.',
      `peer-model 2026-03 at acme answers nobody (shut down on ${today}): asked → near → peer-model 2026-03 at acme.`,
    ]);
  });
});

describe('what stops filing', () => {
  const stops = (candidate: Packet, catalog: CatalogModel[]) =>
    stoppingAmong(findingsOf(candidate, fallbackMap([], catalog, today))).map(
      ({ trouble, hops }) => `${trouble} ${hops}`,
    );
  const named = (more: Partial<ProposalInput> = {}) => asked({ fallback: { allowed: ['peer'] }, ...more });

  it.each<[string, Packet, CatalogModel[], string[]]>([
    ['a fallback that nobody approved', named(), [own], ['dead 1']],
    ['a fallback that is denied', named(), [own, approved('peer', { denied: true })], ['denied 1']],
    ['a retired one', named(), [own, approved('peer', { status: 'retired' })], ['retired 1']],
    ['one that was shut down', named(), [own, approved('peer', { shutDownOn: today })], ['dead 1']],
    ['not a preview', named(), [own, approved('peer', { status: 'preview' })], []],
    [
      'another region than the packet allows',
      named(),
      [own, approved('peer', { region: 'us' })],
      ['other_region 1'],
    ],
    [
      'not another region where the packet names none',
      named({ data: { regions: [] } }),
      [own, approved('peer', { region: 'us' })],
      [],
    ],
    ['not a region that nobody knows', named(), [own, approved('peer', { region: undefined })], []],
    [
      'another data policy where the packet asks for the same',
      named({ fallback: { allowed: ['peer'], same_data_policy: true } }),
      [own, approved('peer', { dataPolicy: 'may train' })],
      ['other_data_policy 1'],
    ],
    [
      'not another data policy where the packet says nothing of it',
      named(),
      [own, approved('peer', { dataPolicy: 'may train' })],
      [],
    ],
    ['its own model only where nobody may use it at all', asked(), [{ ...own, denied: true }], ['denied 0']],
    ['not its own model where it is in no list', asked(), [], []],
    [
      'not its own preview where previews need a new approval, which is what is asked for',
      asked({
        model: { primary: model('asked-model', { status: 'preview' }), denied: ['any_preview_model'] },
      }),
      [own],
      [],
    ],
  ])('%s', (_what, candidate, catalog, expected) => {
    expect(stops(candidate, catalog)).toEqual(expected);
  });

  it('is kept before the rest, as much as anybody reads, by ways that are cut in the middle', () => {
    const chain = Array.from({ length: 60 }, (_, index) =>
      route(`r${index}`, {
        model: { primary: model(`m${index}`, { status: 'preview' }) },
        fallback: { allowed: [`r${index + 1}`] },
      }),
    );
    const candidate = asked({ fallback: { allowed: ['r0'] } });
    const findings = findingsOf(candidate, fallbackMap(registered(...chain), null, today));
    const kept = keptOf(findings);
    expect(findings).toHaveLength(61);
    expect(kept).toHaveLength(30);
    expect(kept[0]).toMatchObject({ trouble: 'dead', what: 'r60', hops: 61 });
    expect(kept[0]?.path).toEqual([
      'asked',
      'r0',
      'r1',
      'r2',
      'r3',
      '… 52 more …',
      'r56',
      'r57',
      'r58',
      'r59',
      'r60',
    ]);
    expect(findingTexts(kept)[0]).toBe(
      'r60 answers nobody (no route and no model has this name): asked → r0 → r1 → r2 → r3 → … 52 more … → r56 → r57 → r58 → r59 → r60.',
    );
  });
});

describe('what is asked of the data policy', () => {
  const catalog = [own, approved('peer', { dataPolicy: 'may train' })];
  const candidate = (same_data_policy: boolean) =>
    asked({ fallback: { allowed: ['peer'], same_data_policy } });

  it('is nothing where the packet says that it may differ', () => {
    expect(found(candidate(false), [], catalog)).toEqual([]);
  });

  it('cannot be met by what nobody knows', () => {
    const unknown = { name: 'asked-model', approved: true, status: 'stable', region: 'eu' } as const;
    expect(found(candidate(true), [], [unknown, approved('peer')])).toEqual([
      'other_data_policy: asked → peer',
    ]);
  });
});

/** Small worlds in which any name may lead to any other. */
const names = ['a', 'b', 'c', 'd', 'e', 'f'];
const anyWorld = fc.array(
  fc.record({ id: fc.constantFrom(...names), allowed: fc.subarray(names), blocked: fc.subarray(names) }),
  { minLength: 1, maxLength: 6 },
);

describe('in any world', () => {
  const packetsOf = (world: { id: string; allowed: string[]; blocked: string[] }[]) =>
    world.map(({ id, allowed, blocked }) =>
      route(id, { fallback: { allowed: allowed.filter((name) => !blocked.includes(name)), blocked } }),
    );

  it('each thing is reached once, by a way whose every step follows from the one before', () => {
    fc.assert(
      fc.property(anyWorld, (world) => {
        const packets = packetsOf(world);
        const [first] = packets;
        if (!first) return;
        const steps = reachable(first, fallbackMap(registered(...packets), null, today));
        expect(new Set(steps.map(({ id }) => id)).size).toBe(steps.length);
        for (const { from, hops, because } of steps)
          expect(hops).toBe((from?.hops ?? 0) + (because === 'serves' ? 0 : 1));
        const distances = steps.map(({ hops }) => hops);
        expect(distances).toEqual([...distances].sort((left, right) => left - right));
      }),
      { numRuns: 200 },
    );
  });

  it('one more allowed fallback never makes trouble go away', () => {
    fc.assert(
      fc.property(anyWorld, fc.constantFrom(...names, 'ghost'), (world, more) => {
        const packets = packetsOf(world);
        const [first] = packets;
        if (!first || first.fallback?.blocked?.includes(more)) return;
        const map = fallbackMap(registered(...packets), [], today);
        const troubles = (candidate: Packet) =>
          findingsOf(candidate, map).map(({ trouble, what }) => `${trouble} ${what}`);
        const grown = {
          ...first,
          fallback: { ...first.fallback, allowed: [...(first.fallback?.allowed ?? []), more] },
        };
        expect(troubles(grown)).toEqual(expect.arrayContaining(troubles(first)));
      }),
      { numRuns: 200 },
    );
  });
});

describe('the picture', () => {
  it('names every step, marks what is in trouble, and says why one gets there', () => {
    const near = route('near', { fallback: { allowed: ['ghost'] } });
    const candidate = asked({
      fallback: { transitions: [{ on: 'timeout', act: 'fall_back', to: 'near' }] },
    });
    const map = fallbackMap(registered(near), [own, approved('near-model')], today);
    expect(mermaidOf(candidate, map)).toBe(`flowchart LR
  start[["asked"]]
  n1["asked-model 2026-03 at acme"]
  n2[["near"]]
  n3["near-model 2026-03 at acme"]
  n4{{"ghost · dead"}}:::trouble
  start -->|"serves"| n1
  start -->|"after timeout"| n2
  n2 -->|"serves"| n3
  n2 -->|"when it fails"| n4
  classDef trouble stroke:#c0392b,stroke-width:3px
`);
  });

  it('is not broken by any name', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 90 }), (text) => {
        const name = text.replaceAll(/[\r\n]/g, '').trim() || 'x';
        if (!name.isWellFormed()) return;
        const picture = mermaidOf(asked({ fallback: { allowed: [name] } }), fallbackMap([], [own], today));
        const lines = picture.split('\n');
        expect(lines).toHaveLength(8);
        for (const line of lines)
          expect(line).toMatch(
            /^(flowchart LR| {2}\w+(\[\[?|\{\{)"[^"]*"(\]\]?|\}\})(:::trouble)?| {2}\w+ -->\|"[^"]*"\| \w+| {2}classDef .*|)$/,
          );
      }),
      { numRuns: 200 },
    );
  });

  it('of a large world shows the trouble with the way to it, and how much is left out', () => {
    const chain = Array.from({ length: 200 }, (_, index) =>
      route(`r${index}`, {
        fallback: { allowed: [index === 19 ? 'ghost' : `r${(index + 1) % 200}`, `r${(index + 20) % 200}`] },
      }),
    );
    const candidate = asked({ fallback: { allowed: ['r0'] } });
    const picture = mermaidOf(candidate, fallbackMap(registered(...chain), null, today));
    expect(picture).toContain('"ghost · dead"');
    expect(picture).toMatch(/"and \d+ more"/);
    expect(picture.split('\n').length).toBeLessThan(130);
  });
});
