import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { createApp } from '../../src/app/create-app.ts';
import { command as packetPicture } from '../../src/cli/packet-picture.ts';
import { openStore } from '../../src/storage/open.ts';
import { systemClock } from '../../src/work/system-clock.ts';
import { member } from '../support/given-when-then.ts';
import { testPolicy } from '../support/policy.ts';
import { modelChange, packet, proposal, supportSummary } from '../support/proposals.ts';
import { runCommand } from '../support/run-command.ts';
import { temporaryFolder } from '../support/temporary.ts';

const folder = temporaryFolder();
const env = { DATABASE_URL: `file:${join(folder, 'r.db')}`, POLICY_FILE: 'manifests/policy.yml' };
const draw = (...args: string[]) => runCommand(packetPicture, args, env);

beforeAll(async () => {
  const store = await openStore(env.DATABASE_URL, { clock: systemClock });
  const app = createApp({ store, clock: systemClock, policy: () => testPolicy(), onWork: () => {} });
  await app.registerRoute('register', packet(supportSummary), 'U-admin');
  const filing = { proposal: proposal(modelChange), raiseTo: null, usedDraft: null };
  expect((await app.submit('file', filing, member('U-requester'))).ok).toBe(true);
  await store.close();
});

describe('packet picture', () => {
  it('draws a request as SVG and as PNG', async () => {
    const svg = join(folder, 'r.svg');
    const { code, out, err } = await draw('R-1', svg);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toContain('Drew the approval procedure of R-1 (in review)');
    const text = await readFile(svg, 'utf8');
    expect(text).toMatch(/^<svg /);
    expect(text).toContain('U-requester');
    const png = join(folder, 'r.PNG');
    expect((await draw('R-1', png)).code).toBe(0);
    expect((await readFile(png)).toString('latin1', 1, 4)).toBe('PNG');
  });

  it.each([
    ['a request that there is not', 'R-9', 'x.svg', 'There is no request R-9'],
    ['a file of another kind', 'R-1', 'x.jpg', 'Name a file that does'],
    ['a folder that there is not', 'R-1', join('nowhere', 'x.png'), 'Make it first'],
  ])('says what to do about %s, and writes nothing', async (_what, request, file, sentence) => {
    const target = join(folder, file);
    const { code, err } = await draw(request, target);
    expect([code, existsSync(target)]).toEqual([1, false]);
    expect(err).toContain(sentence);
  });

  it('says that a file could not be written', async () => {
    const { code, err } = await draw('R-1', join(folder, 'r.svg', 'x.svg'));
    expect(code).toBe(1);
    expect(err).toContain('x.svg');
  });
});
