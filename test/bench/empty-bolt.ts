import { App } from '@slack/bolt';

/** An app that acknowledges a click and does nothing else: what every Bolt app costs. Run as a process of its own. */
const [port = '0', signingSecret = '', slackApiUrl = ''] = process.argv.slice(2);
const app = new App({
  token: 'xoxb-1-company',
  signingSecret,
  tokenVerificationEnabled: false,
  clientOptions: { slackApiUrl },
});
app.action(/.*/, ({ ack }) => ack());
await app.start(Number(port));
process.stdout.write('ready\n');
