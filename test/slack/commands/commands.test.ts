import { describe, expect, it } from 'vitest';
import { eventually } from '../../support/eventually.ts';
import { labelsOf, readMessage, readView } from '../../support/person.ts';
import { evalSandbox, modelChange, packet } from '../../support/proposals.ts';
import {
  Form,
  type FormWorkspace,
  fileRequest,
  formWorkspace,
  guest,
  platform,
  requester,
} from '../modals/form-workspace.ts';

/** Types a command and gives the private answer that contains all the words. */
async function answer(workspace: FormWorkspace, text: string, words: readonly string[], id = requester) {
  const person = workspace.person(id);
  await person.command('CGENERAL', text);
  const seen = await person.sees('CGENERAL', ...words);
  expect(seen.ephemeral).toBe(true);
  return seen;
}

describe('/route-request', () => {
  it('is acknowledged and answered privately, nobody else sees the answer', async () => {
    const workspace = await formWorkspace();
    await answer(workspace, 'help', ['/route-request rollback']);
    expect((await workspace.person(platform).messages('CGENERAL')).map(readMessage)).toEqual([]);
  });

  it('list shows open requests and routes, a page at a time', async () => {
    const routes = Array.from({ length: 11 }, (_, index) =>
      packet({ ...evalSandbox, route: `route-${String(index).padStart(2, '0')}` }),
    );
    const workspace = await formWorkspace({ routes: [...routes, packet(modelChange)] });
    for (let number = 1; number <= 10; number += 1)
      await fileRequest(workspace, `s${number}`, requester, {
        ...evalSandbox,
        route: 'route-00',
        feature: `Edit ${number}`,
      });
    const first = await answer(workspace, 'list', [
      'Open requests',
      'R-10',
      'route-00',
      'waits for ai platform',
    ]);
    expect(readMessage(first)).not.toContain('*R-2*');
    const person = workspace.person();
    const press = (on: typeof first, list: string) =>
      person.act('click', {
        container: { type: 'message', channel: 'CGENERAL', ts: on.ts },
        block_id: `turn-${list}`,
        action_id: `list_turn:${list}-on`,
      });
    await press(first, 'routes');
    const routesPage = await person.sees('CGENERAL', 'route-10');
    expect(labelsOf(routesPage.blocks)).toEqual(['← Newer']);
    await press(await answer(workspace, 'list', ['*R-10*']), 'open');
    await person.sees('CGENERAL', '*R-2*', '*R-1*');
  });

  it('show says what a route serves and every request for it', async () => {
    const workspace = await formWorkspace();
    await fileRequest(workspace, 's');
    const seen = await answer(workspace, 'show support-summary-prod', [
      'Serves now',
      'gpt-summary-a 2026-03',
      'R-1',
    ]);
    await workspace.person().press(seen, 'View packet');
    await workspace.person().modal('R-1');
  });

  it('show of a request says how it stands, without the buttons that are its requester’s', async () => {
    const workspace = await formWorkspace();
    await fileRequest(workspace, 's');
    const seen = await answer(
      workspace,
      'R-1',
      ['R-1', 'support-summary-prod', '0 of 5 reviews done'],
      platform,
    );
    expect(labelsOf(seen.blocks)).toEqual([]);
  });

  it.each(['show', 'renew', 'retire', 'pause', 'resume', 'rollback', 'drill', 'trigger', 'export'])(
    '%s of a route that nobody knows names the nearest one',
    async (word) => {
      const workspace = await formWorkspace();
      await answer(workspace, `${word} suport-sumary-prod`, ['No route is called', 'support-summary-prod']);
    },
  );

  it.each(['pause', 'resume', 'rollback'])('%s says that nothing is rolling out', async (word) => {
    const workspace = await formWorkspace();
    await fileRequest(workspace, 's');
    await answer(workspace, `${word} support-summary-prod`, [
      'Nothing of',
      'is rolling out, so there is nothing to',
      'gpt-summary-a 2026-03',
      'R-1',
    ]);
  });

  it.each(['show', 'export', 'renew', 'pause'])('%s alone says what is missing', async (word) => {
    const workspace = await formWorkspace();
    await answer(workspace, word, ['Say which one', `/route-request ${word} &lt;`]);
  });

  it('inbox lists what waits for the caller, and nothing of their own', async () => {
    const workspace = await formWorkspace();
    await fileRequest(workspace, 's1');
    await fileRequest(workspace, 's2', platform);
    await workspace.person(platform).sees('CREVIEW1', 'R-1');
    const words = ['Waiting for you', 'R-1', 'ai platform', 'open the card'];
    const seen = await answer(workspace, 'inbox', words, platform);
    expect(readMessage(seen)).not.toContain('R-2');
    await answer(workspace, 'inbox', ['You hold no role that reviews']);
  });

  it('away says who covers for the caller', async () => {
    const workspace = await formWorkspace();
    workspace.directory.roles.set('UFIN', ['finance', 'ai_platform']);
    await answer(workspace, 'away', ['Ai platform', '<@UFIN>'], platform);
    await answer(workspace, 'away', ['Product owner', 'nobody else holds it'], 'UPROD');
    await answer(workspace, 'away', ['You hold no role']);
  });

  it('an unknown word is a route: the form for it, with the nearest one named', async () => {
    const workspace = await formWorkspace();
    const person = workspace.person();
    await person.command('CGENERAL', 'eval-sandbox-dve');
    const form = new Form(person);
    await form.view('Did you mean', 'eval-sandbox-dev', 'asks for a new route');
  });

  it('what cannot be a route is explained', async () => {
    const workspace = await formWorkspace();
    await answer(workspace, '¿qué?', ['is neither a command nor a route', '/route-request help']);
  });

  it('a guest sees their own requests only', async () => {
    const workspace = await formWorkspace();
    await fileRequest(workspace, 's1');
    await fileRequest(workspace, 's2', guest);
    const refused = [
      'list',
      'show support-summary-prod',
      'R-1',
      'export R-1',
      'export support-summary-prod',
      'export suport-sumary-prod',
      'export R-99',
      'renew support-summary-prod',
      'retire suport-sumary-prod',
      'trigger support-summary-prod',
      'break-glass R-1',
      'break-glass R-99',
      ...['pause', 'resume', 'rollback', 'drill'].flatMap((word) => [
        `${word} suport-sumary-prod`,
        ...(word === 'drill' ? [] : [`${word} support-summary-prod`]),
      ]),
    ];
    const told = async () =>
      (await workspace.person(guest).messages('CGENERAL')).filter((message) =>
        readMessage(message).includes('As a guest here'),
      ).length;
    for (const [index, text] of refused.entries()) {
      await workspace.person(guest).command('CGENERAL', text);
      await eventually(`${text} is refused`, async () => (await told()) === index + 1);
    }
    await answer(workspace, 'R-2', ['R-2', 'reviews done'], guest);
    const answers = (await workspace.person(guest).messages('CGENERAL')).map(readMessage).join('\n');
    expect(answers).not.toContain('Did you mean');
    expect(answers).not.toContain('gpt-summary');
    await workspace.person(guest).command('CGENERAL', 'eval-sandbox-dve');
    const view = await workspace.person(guest).modal('Step 1 of 6');
    expect(readView(view)).not.toContain('Did you mean');
  });

  it('says so when Slack or the record does not answer', async () => {
    const workspace = await formWorkspace();
    workspace.directory.answers = 'with a fault';
    await answer(workspace, 'inbox', ['cannot do that right now', 'Try again in a minute']);
  });
});
