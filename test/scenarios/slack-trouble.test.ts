import { describe, expect, it } from 'vitest';
import { type Company, openCompany } from '../support/company.ts';
import { eventually } from '../support/eventually.ts';
import { hour } from '../support/given-when-then.ts';
import { fileLowRisk } from '../support/low-risk.ts';

const platform = 'ai-platform-reviews';

/** Requests, in the order in which their cards stand in the channel. */
const order = (company: Company): string[] =>
  company
    .messages(platform)
    .filter(({ text }) => /^R-\d+ /.test(text))
    .map(({ text }) => text.split(' ', 1)[0] ?? '');

async function approveAll(company: Company, requests: readonly string[]): Promise<void> {
  for (const request of requests) {
    const card = await company.card(platform, request);
    expect((await company.person('UPRIYA').press(card, 'Approve')).outcome).toBe('acked');
  }
  for (const request of requests) {
    await company.card(platform, request, 'Approved for default');
    await company.direct('UMAYA', request, 'Approved for default');
  }
}

/** Everything was said, in order, and nothing twice. */
async function expectToldOnce(company: Company, requests: readonly string[]): Promise<void> {
  await company.settled();
  expect(order(company)).toEqual(requests);
  for (const request of requests) {
    const [card] = company.cards(platform, request);
    const owns = company.directs('UMAYA').filter(({ text }) => text.startsWith(`${request} `));
    expect(owns).toHaveLength(1);
    for (const message of [card, ...owns]) expect(message && company.replies(message)).toHaveLength(2);
  }
  expect((await company.auditVerify()).code).toBe(0);
}

describe('Slack answers', () => {
  it.each([
    ['429 with Retry-After', { kind: 'rate_limited', retry_after: 10 }],
    ['500', { kind: 'http_error', status: 500 }],
    ['503', { kind: 'http_error', status: 503 }],
    ['internal_error', { kind: 'error', error: 'internal_error' }],
    ['nothing, because the connection broke before', { kind: 'dropped' }],
    ['nothing, because the answer was lost after it had posted', { kind: 'lost_response' }],
  ] as const)('%s to every second call: everything arrives in order, once', async (_name, fault) => {
    const company = await openCompany({ rate: 60 });
    const { control } = company.emulator;
    await company.start();
    const requests = ['R-1', 'R-2', 'R-3'];
    const methods = ['chat.postMessage', 'chat.update', 'conversations.open', 'conversations.list'];
    const strike = () => {
      for (const method of methods) control.addFault({ ...fault, method, times: 2 });
    };
    strike();
    for (const request of requests) await fileLowRisk(company, request);
    await eventually('all cards are there', () => order(company).length === 3);
    strike();
    await approveAll(company, requests);
    await expectToldOnce(company, requests);
    expect(control.calls().filter((call) => call.fault === fault.kind).length).toBeGreaterThan(2);
  });
});

describe('Slack is away', () => {
  it('for an hour, after requests were filed: all cards arrive in order, once', async () => {
    const company = await openCompany();
    const { control } = company.emulator;
    await company.start();
    // What the form needs still works a little longer.
    for (const method of ['chat.postMessage', 'chat.update', 'conversations.open'])
      control.addFault({ kind: 'http_error', status: 503, method, for_ms: hour });
    const requests = ['R-1', 'R-2', 'R-3'];
    for (const request of requests) await fileLowRisk(company, request);
    control.clearFaults();
    control.addFault({ kind: 'http_error', status: 503, method: '*', for_ms: hour });
    const end = company.emulator.clock.now() + hour;
    const asked = control.calls().length;
    while (company.emulator.clock.now() < end - 10 * 60_000) {
      const before = control.calls().length;
      await eventually('it tries again', () => {
        company.pass(2000);
        return control.calls().length > before;
      });
    }
    // It keeps trying, and does not storm.
    expect(control.calls().length - asked).toBeLessThan(300);
    expect(order(company)).toEqual([]);
    await eventually('all cards are there', () => {
      company.pass(1000);
      return order(company).length === 3;
    });
    await approveAll(company, requests);
    await expectToldOnce(company, requests);
  });

  it('cuts the line again and again while people work: what was acknowledged is done, once', async () => {
    const company = await openCompany();
    const { control } = company.emulator;
    await company.start();
    const requests = ['R-1', 'R-2', 'R-3'];
    for (const request of requests) {
      await fileLowRisk(company, request);
      control.dropSockets();
      await eventually('it is back', () => control.openSockets() > 0);
    }
    for (const request of requests) {
      const card = await company.card(platform, request);
      const click = await company.person('UPRIYA').press(card, 'Approve');
      expect(click.outcome).toBe('acked');
      control.disconnectSockets('refresh_requested');
      await eventually('it is back', () => control.openSockets() > 0);
    }
    for (const request of requests) await company.card(platform, request, 'Approved for default');
    await expectToldOnce(company, requests);
  });
});
