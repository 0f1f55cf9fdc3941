import { describe, expect, test } from 'vitest';
import { silentLog } from '../../../src/ports/log.ts';
import type { NewJob } from '../../../src/ports/store.ts';
import { validateView } from '../../../src/sandbox/emulator/blocks/view.ts';
import type { SlackDeps } from '../../../src/slack/deps.ts';
import { conditionAction, encodeRouteRef, routeActions } from '../../../src/slack/rollout/acts.ts';
import { submitTyped } from '../../../src/slack/rollout/typed-modal.ts';
import { LiveRoute } from '../../support/live-route.ts';
import { textOf } from '../../support/person.ts';

/** No file is given to read here. */
const unread = async () => ({ ok: false as const, problem: 'Nothing is read here.' });

type View = Parameters<typeof submitTyped>[0];

const value = encodeRouteRef({ route: 'support-summary-prod', request: 'R-1', step: 0 });
const about = { action: routeActions.reason, value, channel: 'C1' };

const viewWith = (metadata: string, written: Record<string, string>): View => ({
  id: 'V1',
  hash: '1.a',
  private_metadata: metadata,
  state: {
    values: Object.fromEntries(
      Object.entries(written).map(([id, text]) => [id, { [id]: { type: 'plain_text_input', value: text } }]),
    ),
  },
});

async function submitted(view: View) {
  const live = await LiveRoute.open();
  const stored: NewJob[] = [];
  const { app, clock } = live;
  const jobs = { enqueue: async (some: readonly NewJob[]) => void stored.push(...some), wake: () => {} };
  const directory = { membership: () => Promise.reject(new Error('unused')), holders: async () => [] };
  const deps: SlackDeps = {
    app,
    clock,
    jobs,
    directory,
    log: silentLog,
    importResults: unread,
    newId: () => 'id',
  };
  try {
    return { reply: await submitTyped(view, 'UMAYA', deps), stored };
  } finally {
    await live.close();
  }
}

describe('a form behind a button', () => {
  test.each([
    [about.action, 'A reason.'],
    [conditionAction('R-1.2'), 'https://wiki.acme/p95'],
  ])('is stored as a press on %s', async (action, text) => {
    const { reply, stored } = await submitted(
      viewWith(JSON.stringify({ ...about, action }), { typed: text }),
    );
    expect(reply).toBeUndefined();
    expect(stored.map(({ effect }) => effect)).toMatchObject([
      { kind: 'interaction', person: 'UMAYA', payload: { action, value, typed: text } },
    ]);
  });

  test.each([
    ['no metadata', ''],
    ['metadata of another shape', '{"act":"route_reason"}'],
    ['a button that there is no more', JSON.stringify({ ...about, action: 'route_because' })],
    ['another reference to a route', JSON.stringify({ ...about, value: 'support-summary-prod' })],
  ])(
    'of another version (%s) says what happened, and what was written is not lost',
    async (_what, metadata) => {
      const { reply, stored } = await submitted(viewWith(metadata, { why: 'It was slow.' }));
      expect(stored).toEqual([]);
      if (reply?.response_action !== 'update' || !reply.view) throw new Error('the modal does not stay');
      expect(validateView(reply.view)).toEqual([]);
      const text = reply.view.blocks.map(textOf).join('\n');
      expect(text).toContain('another version of Routegate, so nothing was recorded');
      expect(JSON.stringify(reply.view.blocks)).toContain('It was slow.');
    },
  );
});
