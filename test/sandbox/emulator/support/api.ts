import type { WebClient } from '@slack/web-api';
import type { Emulator } from '../../../../src/sandbox/emulator/emulator.ts';
import type { JsonObject } from '../../../../src/sandbox/emulator/json.ts';
import { client, emulate } from './apps.ts';
import { BOT_TOKEN, workspace } from './workspace.ts';

/** Calls a method as any HTTP client does, with a JSON body; answers what Slack answers. */
export async function call(
  emulator: Emulator,
  method: string,
  args: JsonObject = {},
  token = BOT_TOKEN,
): Promise<JsonObject> {
  const response = await fetch(emulator.apiUrl + method, {
    method: 'POST',
    headers: {
      'content-type': 'application/json; charset=utf-8',
      ...(token !== '' && { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify(args),
  });
  const body: JsonObject = JSON.parse(await response.text());
  return body;
}

/** An emulator, and Slack's own client for it. */
export async function setUp(
  change: Parameters<typeof workspace>[0] = {},
): Promise<{ emulator: Emulator; slack: WebClient }> {
  const emulator = await emulate({ workspace: workspace(change) });
  return { emulator, slack: client(emulator) };
}
