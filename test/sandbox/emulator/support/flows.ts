import type { App } from '@slack/bolt';
import type { ModalView } from '@slack/types';
import type { Emulator } from '../../../../src/sandbox/emulator/emulator.ts';
import type { SeenView } from '../../../../src/sandbox/emulator/people.ts';
import { emulate, httpApp, socketApp, until } from './apps.ts';
import { workspace } from './workspace.ts';

export const plain = (text: string) => ({ type: 'plain_text' as const, text });
/** A form with a required text and an optional choice. */
export const form = (change: Partial<ModalView> = {}): ModalView => ({
  type: 'modal',
  callback_id: 'form',
  private_metadata: 'kept',
  title: plain('A form'),
  submit: plain('Go'),
  blocks: [
    {
      type: 'input',
      block_id: 'name',
      label: plain('Name'),
      element: { type: 'plain_text_input', action_id: 'text' },
    },
    {
      type: 'input',
      block_id: 'size',
      optional: true,
      label: plain('Size'),
      element: {
        type: 'static_select',
        action_id: 'pick',
        options: [
          { text: plain('Small'), value: 's' },
          { text: plain('Large'), value: 'l' },
        ],
      },
    },
  ],
  ...change,
});

/** A message that asks for a decision. */
export const card = {
  channel: 'CGEN',
  text: 'fallback',
  blocks: [
    {
      type: 'section' as const,
      block_id: 'what',
      text: { type: 'mrkdwn' as const, text: 'Approve <@UBEN>?' },
    },
    {
      type: 'actions' as const,
      block_id: 'decide',
      elements: [
        {
          type: 'button' as const,
          action_id: 'approve',
          text: plain('Approve'),
          value: 'R-1',
          style: 'primary' as const,
        },
        {
          type: 'button' as const,
          action_id: 'reject',
          text: plain('Reject'),
          confirm: {
            title: plain('Sure?'),
            text: plain('It stays rejected'),
            confirm: plain('Yes'),
            deny: plain('No'),
          },
        },
      ],
    },
  ],
};

export type Connect = (emulator: Emulator) => { app: App; start(): Promise<unknown> };

export const transports: [string, Connect][] = [
  ['Socket Mode', (emulator) => socketApp(emulator)],
  ['signed HTTP', httpApp],
];

/** An emulator with a running app that is made of `define` and subscribed to `events`. */
export async function running(
  connect: Connect,
  define: (app: App) => void,
  events: string[] = [],
): Promise<Emulator> {
  const emulator = await emulate({ workspace: workspace({ events }) });
  const { app, start } = connect(emulator);
  define(app);
  await start();
  return emulator;
}

/** Lets `/gate` open a form. */
export function openForm(app: App, view = form()): void {
  app.command('/gate', async ({ ack, client, body }) => {
    await ack();
    await client.views.open({ trigger_id: body.trigger_id, view });
  });
}

/** Ada types `/gate` and sees the form. */
export async function opened(emulator: Emulator): Promise<SeenView> {
  await emulator.people.act('UADA', 'command', { channel: 'CGEN', command: '/gate' });
  return until('the form opens', () => emulator.people.state('UADA').modals.at(-1));
}
