import { readSettings } from '../../src/config/env.ts';
import { silentLog } from '../../src/ports/log.ts';
import { start } from '../../src/start.ts';
import { secrets } from '../support/company.ts';
import { eventually } from '../support/eventually.ts';
import { evalSandbox, modelChange, packet, proposal } from '../support/proposals.ts';
import { fastClock } from './fast-clock.ts';

/** The product, in a process of its own, which takes so many requests and shows them in Slack. Says when it is idle, and when it is done. */
const [apiUrl = '', databaseFile = '', wanted = '0'] = process.argv.slice(2);
const settings = readSettings({
  SLACK_BOT_TOKEN: secrets.botToken,
  SLACK_SIGNING_SECRET: secrets.signingSecret,
  SLACK_API_URL: apiUrl,
  DATABASE_URL: `file:${databaseFile}`,
  PORT: '0',
});
if (!settings.slack) throw new Error('these settings name a Slack');
const { app } = await start(
  { ...settings, slack: settings.slack },
  { clock: fastClock(1000), log: silentLog },
);
process.stdout.write('idle\n');
await app.registerRoute('register', packet(evalSandbox), 'UPRIYA');
const filing = {
  proposal: proposal({ ...evalSandbox, model: modelChange.model }),
  raiseTo: null,
  usedDraft: null,
};
const maya = { person: 'UMAYA', roles: [], standing: 'member' } as const;
for (let index = 0; index < Number(wanted); index += 1) {
  await app.submit(`file:${index}`, filing, maya);
  // As requests from outside would: with a breath between them, in which cards are posted.
  await new Promise((resolve) => setImmediate(resolve));
}
const { store } = app;
await eventually('everything is shown', async () => (await store.jobCounts()).waiting === 0, 600_000, 100);
process.stdout.write('done\n');
