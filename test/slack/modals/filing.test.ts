import { describe, expect, it } from 'vitest';
import { readView } from '../../support/person.ts';
import { formWorkspace, openedForm, requester } from './form-workspace.ts';

describe('filing a request in the form', () => {
  it('files a low-risk change with one screen of input and the check', async () => {
    const workspace = await formWorkspace();
    const form = await openedForm(workspace, 'eval-sandbox-dev');
    await form.fill('Model', 'acme | openai-response | gpt-summary-b | 2026-09 | stable');
    await form.fill('Why?', 'Try the new one.');
    await form.next();
    const check = await form.view('Check and submit', 'low risk');
    console.log(readView(check));
    await form.next();
    console.log(readView(await form.view('is filed')));
    const request = (await workspace.store.request('R-1'))?.state;
    expect(request).toMatchObject({ requester, route: 'eval-sandbox-dev', status: 'in_review' });
    expect(request?.packet.model.primary.name).toBe('gpt-summary-b');
    expect(await workspace.store.draftsOf(requester)).toEqual([]);
  });
});
