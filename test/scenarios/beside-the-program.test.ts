import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { formatProposal } from '../../src/app/proposal-file.ts';
import type { CliCommand } from '../../src/cli/command.ts';
import { command as evidenceAttach } from '../../src/cli/evidence-attach.ts';
import { command as requestShow } from '../../src/cli/request-show.ts';
import { command as requestSubmit } from '../../src/cli/request-submit.ts';
import { promptfooRun } from '../signals/evidence/runs.ts';
import { openCompany } from '../support/company.ts';
import { eventually } from '../support/eventually.ts';
import { proposal, supportSummary } from '../support/proposals.ts';
import { runCommand } from '../support/run-command.ts';

it('what the command line does while the program runs is seen in Slack, and the other way round', async () => {
  // The command line goes by the clock of the machine, so the workspace begins there.
  const company = await openCompany({ startsAt: Date.now() });
  await company.start();
  const { DATABASE_URL, POLICY_FILE } = company.environment('socket');
  const cli = (command: CliCommand, ...words: string[]) =>
    runCommand(command, words, { DATABASE_URL, POLICY_FILE });
  const packet = join(company.folder, 'packet.yml');
  const results = join(company.folder, 'results.json');
  const route = 'mail-summary-prod';
  const change = { kind: 'new' as const, what: ['model' as const], why: 'Threads get long.' };
  await writeFile(
    packet,
    formatProposal(proposal({ ...supportSummary, route, change, audience: 'internal' })),
  );
  const timestamp = new Date(Date.now() - 60_000).toISOString();
  await writeFile(
    results,
    JSON.stringify(promptfooRun({ passed: 39, failed: 1, errored: 0 }, { timestamp })),
  );

  expect(await cli(requestSubmit, packet, '--as', 'UMAYA')).toMatchObject({ code: 0, err: '' });
  const card = await company.card('ai-platform-reviews', 'R-1', '0 of');
  const attached = await cli(evidenceAttach, 'R-1', results, '--lane', 'functional_correctness');
  expect(attached).toMatchObject({ code: 0, err: '' });
  await company.reply(card, 'E-1', '97.5 %');

  const open = await cli(requestShow, 'R-1');
  expect(open).toMatchObject({ code: 2, out: expect.stringMatching(/^Waits for +.*ai_platform/ms) });
  await company
    .person('UPRIYA')
    .press(await company.card('ai-platform-reviews', 'R-1', '0 of'), 'Approve', false);
  await eventually('the command line sees the decision', async () => {
    const { out } = await cli(requestShow, 'R-1');
    return /^Decided +ai_platform \(UPRIYA\): approved/m.test(out) ? true : null;
  });
});
