import type { RespondFn } from '@slack/bolt';
import type { WebClient } from '@slack/web-api';
import type { Log } from '../../ports/log.ts';
import { section } from '../blocks/blocks.ts';
import { plainOf } from '../blocks/mrkdwn.ts';
import { answerView } from './answer-view.ts';
import type { Click } from './click.ts';

/** The ways back to whoever clicked, straight from a handler. */
export interface WayBack {
  readonly client: WebClient;
  readonly respond: RespondFn;
  readonly log: Log;
}

async function whisper(click: Click, text: string, { client, respond }: WayBack): Promise<void> {
  const shown = { text: plainOf(text), blocks: [section(text)] };
  if (click.responseUrl) {
    const thread = click.threadTs ? { thread_ts: click.threadTs } : {};
    await respond({ ...shown, ...thread, response_type: 'ephemeral', replace_original: false });
    return;
  }
  await client.chat.postMessage({ channel: click.person, ...shown });
}

/**
 * Answers a click privately: at the message, or in a modal on top where there is no message. Never throws: there is
 * nobody left to tell, so a failure is logged.
 */
export async function answerClick(click: Click, text: string, way: WayBack): Promise<void> {
  try {
    const view = { trigger_id: click.triggerId, view: answerView(text) };
    if (click.view?.isModal) await way.client.views.push(view);
    else if (click.view) await way.client.views.open(view);
    else await whisper(click, text, way);
  } catch (error) {
    way.log.warn({ err: error, action: click.action }, 'A click could not be answered');
  }
}
