import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { validateView } from '../../../src/sandbox/emulator/blocks/view.ts';
import type { SeenView } from '../../../src/sandbox/emulator/people.ts';
import { homeView } from '../../../src/slack/home/home-view.ts';
import { eventually } from '../../support/eventually.ts';
import { member, RequestUnderTest } from '../../support/given-when-then.ts';
import { labelsOf, readView } from '../../support/person.ts';
import { testPolicy } from '../../support/policy.ts';
import { evalSandbox, modelChange, proposal } from '../../support/proposals.ts';
import { attack, largestProposal } from '../cards/hostile.ts';
import {
  Form,
  type FormWorkspace,
  fileRequest,
  formWorkspace,
  guest,
  openedForm,
  platform,
  requester,
} from '../modals/form-workspace.ts';
import { hostilePromises, hostileRoutes } from '../rollout/hostile-routes.ts';

/** App Home as a person sees it, once it says all the words. */
async function home(workspace: FormWorkspace, id: string, ...words: string[]): Promise<SeenView> {
  return eventually(`${id} sees ${words.join(', ')} in Home`, async () => {
    const { home: seen } = await workspace.person(id).state();
    return seen && words.every((word) => readView(seen).includes(word)) ? seen : null;
  });
}

const open = (workspace: FormWorkspace, id: string) => workspace.person(id).act('open-home', { tab: 'home' });

describe('App Home', () => {
  it('lists what waits for its reader, with the way to the card', async () => {
    const workspace = await formWorkspace();
    await fileRequest(workspace, 's1');
    await fileRequest(workspace, 's2', platform, { ...modelChange, feature: 'Another' });
    await workspace.person(platform).sees('CREVIEW1', 'R-1');
    await open(workspace, platform);
    const seen = await home(workspace, platform, 'Waiting for you', 'R-1', 'ai platform', 'open the card');
    expect(readView(seen)).toMatch(/archives\/CREVIEW1\/p\d+/);
    const waiting = readView(seen).split('Your requests')[0] ?? '';
    expect(waiting).not.toContain('R-2');
    await workspace.person(platform).press(seen, 'View packet');
    await workspace.person(platform).modal('R-1');
  });

  it('leaves out what its reader edited or decided', async () => {
    const workspace = await formWorkspace();
    workspace.directory.roles.set('UPROD', ['ai_platform']);
    await fileRequest(workspace, 's1', requester, {
      ...modelChange,
      owners: { business: 'UPROD', technical: platform },
    });
    const { app } = workspace.deps;
    const edited = { ...modelChange, owners: { business: 'UPROD', technical: platform }, feature: 'Edited' };
    await app.handle(
      'edit',
      { type: 'revise_request', request: 'R-1', revision: 1, proposal: proposal(edited), raiseTo: null },
      member(platform),
    );
    await open(workspace, platform);
    await home(workspace, platform, 'Nothing waits for your decision');
    await open(workspace, 'UPROD');
    await home(workspace, 'UPROD', 'R-1', 'for *ai platform*');
    const done = await app.handle(
      'approve',
      {
        type: 'approve',
        request: 'R-1',
        revision: 2,
        role: 'ai_platform',
        conditions: [],
        comment: '',
        typedRoute: null,
      },
      { person: 'UPROD', roles: ['ai_platform'], standing: 'member' },
    );
    expect(done).toMatchObject({ ok: true });
    // Whoever decides sees it at once: App Home is kept fresh for those who have opened it.
    await home(workspace, 'UPROD', 'Nothing waits for your decision');
  });

  it('shows a requester their requests with the next step, and what they have begun', async () => {
    const workspace = await formWorkspace();
    await open(workspace, requester);
    await home(workspace, requester, 'You have not filed any');
    await fileRequest(workspace, 's1', requester, { ...evalSandbox, feature: 'Edit' });
    await home(workspace, requester, 'R-1', 'waits for ai platform');
    await workspace.deps.app.handle(
      'ask',
      {
        type: 'request_changes',
        request: 'R-1',
        revision: 1,
        role: 'ai_platform',
        category: 'cost',
        reason: 'Why?',
      },
      { person: platform, roles: ['ai_platform'], standing: 'member' },
    );
    await home(workspace, requester, 'your turn', 'ai platform asked for changes');
    const form = await openedForm(workspace, 'support-summary-prod');
    await form.fill('Why?', 'Begun');
    await form.person.act('close', {});
    await open(workspace, requester);
    const seen = await home(workspace, requester, 'support-summary-prod', 'step 1 of 6');
    await workspace.person().press(seen, 'Resume draft');
    const resumed = new Form(workspace.person());
    await resumed.view('Step 1 of 6');
    expect(await resumed.held('Why?')).toBe('Begun');
  });

  it('shows recent decisions', async () => {
    const workspace = await formWorkspace();
    await fileRequest(workspace, 's1');
    await workspace.deps.app.handle(
      'w',
      { type: 'withdraw', request: 'R-1', reason: 'Too early' },
      member(requester),
    );
    await open(workspace, platform);
    await home(workspace, platform, 'Recent decisions', 'R-1', 'withdrawn');
  });

  it('turns its pages, each list for itself', async () => {
    const workspace = await formWorkspace();
    for (let number = 1; number <= 7; number += 1) await fileRequest(workspace, `s${number}`);
    await open(workspace, platform);
    const first = await home(workspace, platform, 'R-7', 'R-3');
    expect(readView(first)).not.toContain('R-2 ');
    await workspace.person(platform).press(first, 'Older →');
    const second = await home(workspace, platform, '*R-2*', '*R-1*');
    expect(labelsOf(second.blocks)).toContain('← Newer');
    await workspace.person(platform).press(second, '← Newer');
    await home(workspace, platform, 'R-7');
  });

  it('shows a guest nothing but their own requests', async () => {
    const workspace = await formWorkspace();
    await fileRequest(workspace, 's1');
    await fileRequest(workspace, 's2', guest, { ...modelChange, feature: 'Guest' });
    await workspace.deps.app.handle('w', { type: 'withdraw', request: 'R-1', reason: '' }, member(requester));
    await open(workspace, guest);
    const seen = readView(await home(workspace, guest, 'R-2'));
    expect(seen).not.toContain('R-1');
    expect(seen).not.toContain('Waiting for you');
    expect(seen).not.toContain('Recent decisions');
  });

  it('shows what it can while Slack does not say who holds which role', async () => {
    const workspace = await formWorkspace();
    await fileRequest(workspace, 's1', platform);
    workspace.directory.answers = 'with a fault';
    await open(workspace, platform);
    await home(workspace, platform, 'Slack did not say just now which roles you hold', 'R-1');
  });

  it('starts a request', async () => {
    const workspace = await formWorkspace();
    await open(workspace, requester);
    await workspace.person().press(await home(workspace, requester, 'Your requests'), 'New request');
    await new Form(workspace.person()).view('Which route?');
  });

  it('is published for nobody who has never opened it', async () => {
    const workspace = await formWorkspace();
    await fileRequest(workspace, 's1');
    await eventually('the outbox is empty', async () => (await workspace.store.jobCounts()).waiting === 0);
    expect((await workspace.person().state()).home).toBeNull();
  });

  it('is accepted by Slack with the largest requests on every row', () => {
    fc.assert(
      fc.property(attack, (seed) => {
        const request = new RequestUnderTest(testPolicy(), null).submit({
          ...largestProposal(seed),
          change: { ...largestProposal(seed).change, kind: 'new' },
        }).open;
        const five = (id: string) =>
          Array.from({ length: 5 }, (_, index) => ({ ...request, id: `R-${id}${index}` }));
        const view = homeView(
          {
            waiting: {
              items: five('1').map((each) => ({
                request: each,
                roles: request.assessment.slots.map(({ role }) => role),
              })),
              trail: ['5'],
              next: '10',
            },
            links: new Map([['R-10', `https://acme.slack.com/archives/C1/${'p'.repeat(2000)}`]]),
            drafts: [],
            owed: hostilePromises(seed, 'home'),
            away: [],
            live: {
              waiting: [],
              owned: Object.values(hostileRoutes(seed))
                .slice(0, 5)
                .map((route, index) => ({ ...route, id: `route-${index}` })),
            },
            at: 0,
            mine: { items: five('2'), trail: [], next: '3' },
            decided: { items: five('3'), trail: ['1', '2'], next: null },
            isGuest: false,
          },
          testPolicy(),
        );
        expect(validateView(view)).toEqual([]);
      }),
      { numRuns: 20 },
    );
  });
});
