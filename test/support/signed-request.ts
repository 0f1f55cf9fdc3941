import { createHmac } from 'node:crypto';
import { Agent, request } from 'node:http';

/** Sends what Slack would send, signed as Slack signs it, over kept-alive connections. */
export interface SignedSender {
  /** Resolves with the status and the milliseconds until the whole answer was there. */
  send(body: string, contentType?: string): Promise<{ status: number; milliseconds: number; body: string }>;
  close(): void;
}

export function signatureOf(secret: string, timestamp: number, body: string): string {
  return `v0=${createHmac('sha256', secret).update(`v0:${timestamp}:${body}`).digest('hex')}`;
}

export function signedSender(url: string, secret: string): SignedSender {
  const agent = new Agent({ keepAlive: true, maxSockets: 64 });
  return {
    send: (body, contentType = 'application/x-www-form-urlencoded') =>
      new Promise((resolve, reject) => {
        const timestamp = Math.floor(Date.now() / 1000);
        const started = performance.now();
        const post = () => {
          const sent = request(
            url,
            {
              method: 'POST',
              agent,
              headers: {
                'content-type': contentType,
                'content-length': Buffer.byteLength(body),
                'x-slack-request-timestamp': String(timestamp),
                'x-slack-signature': signatureOf(secret, timestamp, body),
              },
            },
            (response) => {
              const chunks: Buffer[] = [];
              response.on('data', (chunk: Buffer) => chunks.push(chunk));
              response.on('end', () =>
                resolve({
                  status: response.statusCode ?? 0,
                  milliseconds: performance.now() - started,
                  body: Buffer.concat(chunks).toString(),
                }),
              );
            },
          );
          sent.on('error', (error) => {
            // The other side closed an idle connection in the same moment; every client sends again then.
            if (sent.reusedSocket && 'code' in error && error.code === 'ECONNRESET') post();
            else reject(error);
          });
          sent.end(body);
        };
        post();
      }),
    close: () => agent.destroy(),
  };
}

/** A click on a button of a message, as the form body that Slack posts. */
export function buttonClick(click: {
  person: string;
  channel: string;
  messageTs: string;
  actionId: string;
  blockId: string;
  value: string;
  actionTs: string;
  triggerId: string;
  responseUrl: string;
}): string {
  const payload = {
    type: 'block_actions',
    user: {
      id: click.person,
      username: click.person.toLowerCase(),
      name: click.person.toLowerCase(),
      team_id: 'T1',
    },
    api_app_id: 'A1',
    token: 'unused',
    container: {
      type: 'message',
      message_ts: click.messageTs,
      channel_id: click.channel,
      is_ephemeral: false,
    },
    trigger_id: click.triggerId,
    team: { id: 'T1', domain: 'bench' },
    enterprise: null,
    is_enterprise_install: false,
    channel: { id: click.channel, name: 'reviews' },
    message: { type: 'message', ts: click.messageTs, text: 'card', user: 'UBOT', blocks: [] },
    state: { values: {} },
    response_url: click.responseUrl,
    actions: [
      {
        type: 'button',
        action_id: click.actionId,
        block_id: click.blockId,
        text: { type: 'plain_text', text: 'Approve', emoji: true },
        value: click.value,
        action_ts: click.actionTs,
      },
    ],
  };
  return `payload=${encodeURIComponent(JSON.stringify(payload))}`;
}
