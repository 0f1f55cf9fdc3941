import { mkdirSync, writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { procedureOf } from '../src/domain/procedure/steps.ts';
import { pngOf } from '../src/pictures/png.ts';
import { procedurePicture } from '../src/pictures/procedure-picture.ts';
import { procedureText } from '../src/pictures/saying.ts';
import { everyState } from './slack/cards/states.ts';
import { testPolicy } from './support/policy.ts';

it('draws', async () => {
  mkdirSync('/tmp/shots', { recursive: true });
  for (const [name, request] of Object.entries(everyState())) {
    const telling = { nameOf: (id: string) => id.replace(/^U0/, '').toLowerCase(), timeZone: 'Europe/Berlin' };
    let t = performance.now();
    const procedure = procedureOf({ request, route: null, policy: testPolicy(), now: request.submittedAt });
    const a = performance.now() - t; t = performance.now();
    const svg = procedurePicture(procedure, telling);
    const b = performance.now() - t; t = performance.now();
    const png = await pngOf(svg);
    console.log(name, a.toFixed(1), b.toFixed(1), (performance.now() - t).toFixed(1), png.length, svg.length);
    writeFileSync(`/tmp/shots/${name.replaceAll(/\W/g, '-')}.png`, png);
    if (name === Object.keys(everyState())[0]) console.log(procedureText(procedure, telling, 2000));
  }
  expect(1).toBe(1);
}, 60000);
import { fallbackMap } from '../src/domain/fallback/catalog.ts';
import { findingsOf, judgedSteps } from '../src/domain/fallback/findings.ts';
import { fallbackPicture, fallbackText } from '../src/pictures/fallback-picture.ts';
import { packet, supportSummary } from './support/proposals.ts';
it('draws fallbacks', async () => {
  const primary = supportSummary.model.primary;
  const p = packet({ ...supportSummary, route: 'support-summary-prod', data: { classes: ['customer'], regions: ['eu'] } as never, model: { primary: { ...primary, region: 'eu-west' }, fallbacks: [{ ...primary, name: 'peer-a', region: 'eu-west' }, { ...primary, name: 'peer-b', region: 'eu-west', version: '1' }] }, fallback: { allowed: ['backup-route'], transitions: [{ on: 'timeout', act: 'fall_back', to: 'draft-route' }] } });
  const backup = packet({ ...supportSummary, route: 'backup-route', model: { primary: { ...primary, name: 'gpt-backup', region: 'eu-central' }, fallbacks: [{ ...primary, name: 'far-away-model-with-a-long-name', region: 'us-east' }] } });
  const draft = packet({ ...supportSummary, route: 'draft-route', model: { primary: { ...primary, name: 'mini', region: 'eu' } } });
  const map = fallbackMap([{ id: 'backup-route', packet: backup }, { id: 'draft-route', packet: draft }], [
    { name: primary.name, approved: true, status: 'stable', region: 'eu', dataPolicy: 'x' }, { name: 'peer-a', approved: true, status: 'stable', dataPolicy: 'x' }, { name: 'peer-b', approved: true, status: 'stable', dataPolicy: 'x' }, { name: 'gpt-backup', approved: true, status: 'stable', dataPolicy: 'x' }, { name: 'mini', approved: true, status: 'stable', dataPolicy: 'x' }, ], '2026-11-20');
  for (const [name, q, m] of [['fb-bad', p, map], ['fb-small', packet({ ...supportSummary, model: { primary, fallbacks: [{ ...primary, name: 'gpt-old' }] } }), fallbackMap([], null, '2026-11-20')]] as const) {
    const t = performance.now();
    const svg = fallbackPicture(q.route, judgedSteps(q, m), findingsOf(q, m));
    console.log(name, (performance.now() - t).toFixed(1), fallbackText(q.route, judgedSteps(q, m), findingsOf(q, m), 600));
    writeFileSync(`/tmp/shots/${name}.png`, await pngOf(svg));
  }
  const t = performance.now();
  fallbackPicture(p.route, judgedSteps(p, map), findingsOf(p, map));
  console.log('again', (performance.now() - t).toFixed(1));
});
