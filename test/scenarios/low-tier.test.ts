import { expect, it } from 'vitest';
import { openCompany } from '../support/company.ts';
import { fileLowRisk } from '../support/low-risk.ts';
import { readView } from '../support/person.ts';

it('takes a low-risk request from command to decided in one screen of input, the check, and one click', async () => {
  const company = await openCompany();
  const { emulator } = company;
  await company.start();
  const screens = new Set<string>();
  emulator.people.live('UMAYA', (event) => {
    const top = event.type === 'modals_changed' ? event.modals.at(-1) : undefined;
    // Only what asks for something is a screen of work; what says "filed" is read and closed.
    if (top?.submit) screens.add(/Step \d of 6/.exec(readView(top))?.[0] ?? readView(top));
  });

  await fileLowRisk(company);
  const card = await company.card('ai-platform-reviews', 'R-1', '0 of 1 done');
  const answer = await company.person('UPRIYA').press(card, 'Approve', false);
  expect(answer.outcome).toBe('acked');
  await company.card('ai-platform-reviews', 'R-1', 'Approved for default', '1 of 1 done');
  await company.direct('UMAYA', 'R-1', 'Approved for default', 'Priya Raman');

  expect([...screens]).toEqual(['Step 1 of 6', 'Step 6 of 6']);
  const did = (user: string, type: string) => emulator.control.deliveries({ user, type }).length;
  expect([did('UMAYA', '/route-request'), did('UMAYA', 'view_submission')]).toEqual([1, 2]);
  expect([did('UPRIYA', 'block_actions'), did('UPRIYA', 'view_submission')]).toEqual([1, 0]);
  // Nobody else was asked.
  const asked = emulator.control.calls({ method: 'chat.postMessage' }).map(({ args }) => args.channel);
  expect(new Set(asked).size).toBe(2);
});
