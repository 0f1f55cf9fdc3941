import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { loadSlackManifest } from '../../src/config/slack-manifest.ts';
import type { Control } from '../../src/sandbox/emulator/control/control.ts';
import { type Company, openCompany, projectFile, routegate } from '../support/company.ts';
import { eventually } from '../support/eventually.ts';
import { type DiskTrouble, failDisk } from '../support/failing-disk.ts';
import { fileLowRisk, lowRiskForm } from '../support/low-risk.ts';
import { Program } from '../support/program.ts';
import { temporaryFolder } from '../support/temporary.ts';

const platform = 'ai-platform-reviews';

/** Files a request whose card and message wait, because Slack takes no posts just now. */
async function fileThatWaits(company: Company, request: string): Promise<void> {
  const { control } = company.emulator;
  control.addFault({ kind: 'http_error', status: 503, method: 'chat.postMessage', times: null });
  await fileLowRisk(company, request);
}

/** After it was mended, everything that waited arrives, once, and can be worked with. */
async function expectAllArrives(company: Company, request: string, url?: string): Promise<void> {
  const card = await company.card(platform, request, '0 of 1 done');
  expect((await company.person('UPRIYA').press(card, 'Approve')).outcome).toBe('acked');
  await company.card(platform, request, 'Approved for default');
  await company.direct('UMAYA', request, 'Approved for default');
  await company.settled(url);
  const cards = company.cards(platform, request);
  const owns = company.directs('UMAYA').filter((message) => message.text.startsWith(`${request} `));
  expect([cards.length, owns.length]).toEqual([1, 1]);
  for (const message of [...cards, ...owns]) expect(company.replies(message)).toHaveLength(2);
  expect(await company.eventTypes(request)).toEqual([
    'request_submitted',
    'slot_approved',
    'request_approved',
  ]);
  expect((await company.auditVerify()).code).toBe(0);
}

/** Root may write whatever the mode of a file says; what is tested is everybody else. */
const nobody = process.getuid?.() === 0 ? { uid: 65_534 } : {};

/** `doctor` as whoever runs the program does it. */
async function doctorAsNobody(company: Company): Promise<{ code: unknown; out: string }> {
  const child = spawn(process.execPath, [projectFile('src/cli/main.ts'), 'doctor'], {
    env: { ...company.environment('socket'), PORT: '1' },
    stdio: ['ignore', 'pipe', 'inherit'],
    ...nobody,
  });
  const [out, [code]] = await Promise.all([text(child.stdout), once(child, 'close')]);
  return { code, out };
}

describe('the database', () => {
  it('is read-only: the program says who needs which right, and once mended goes on where it was', async () => {
    const company = await openCompany({ startsAt: Date.now(), rate: 1 });
    const { databaseFile, folder } = company;
    const allow = (mode: number) => {
      for (const file of readdirSync(folder)) chmodSync(join(folder, file), mode);
    };
    const startProgram = () => new Program(company.environment('socket'), { cwd: folder, ...nobody });
    chmodSync(folder, 0o777);
    allow(0o666);
    const before = startProgram();
    await before.runs();
    await fileThatWaits(company, 'R-1');
    expect(await before.stop()).toBe(0);

    allow(0o444);
    const refused = startProgram();
    expect(await refused.ended).toBe(1);
    const sentence = `${databaseFile} cannot be written: the file or its folder is read-only for this user.`;
    const remedy = 'Give the user that runs Routegate write access to the file and to its folder';
    expect(refused.err).toContain(`${sentence} ${remedy}`);
    expect(refused.err.trim().split('\n')).toHaveLength(1);
    const doctor = await doctorAsNobody(company);
    expect(doctor.code).toBe(1);
    expect(doctor.out).toMatch(new RegExp(`✗ The database ${sentence}\n +${remedy}`));

    allow(0o666);
    company.emulator.control.clearFaults();
    const after = startProgram();
    await expectAllArrives(company, 'R-1', await after.runs());
    expect(await after.stop()).toBe(0);
  });

  it.each<[string, DiskTrouble, string, string]>([
    ['has no room on its disk', 'SQLITE_FULL', 'is full; nothing was recorded', 'Free space on that disk'],
    ['lies on a disk that became read-only', 'SQLITE_READONLY', 'cannot be written', 'write access'],
  ])(
    '%s: nobody is told that anything was done, and once mended everything arrives',
    async (_what, trouble, sentence, remedy) => {
      const company = await openCompany();
      await company.start();
      await fileLowRisk(company, 'R-1');
      const card = await company.card(platform, 'R-1', '0 of 1 done');
      await company.direct('UMAYA', 'R-1', '0 of 1');
      await company.settled();
      await fileThatWaits(company, 'R-2');
      const form = await lowRiskForm(company, 'UMAYA', 'Once more.');

      const mend = failDisk(trouble);
      company.emulator.control.clearFaults();
      const priya = company.person('UPRIYA');
      await priya.press(card, 'Approve');
      await company.whisper('UPRIYA', platform, 'nothing was recorded', 'Try again in a minute');
      await form.next();
      await form.view('Step 1 of 6', 'Routegate cannot reach its record just now');
      expect(await form.held('Why?')).toBe('Once more.');
      expect(company.logLines('error').join('\n')).toContain(remedy);
      const doctor = await company.doctor({ PORT: new URL(company.product.url ?? '').port });
      expect(doctor.code).toBe(1);
      expect(doctor.out).toMatch(new RegExp(`✗ The .*${sentence}.*\n +.*${remedy}`));
      expect(doctor.out).toMatch(new RegExp(`✗ Routegate runs, but is not ready.\n.*${sentence}`));

      mend();
      await form.next();
      await form.view('Check and submit', 'low risk');
      await form.next();
      await form.view('R-3', 'is filed');
      // What was begun while nothing could be written down is looked at again when its lease is over.
      company.pass(60_000);
      for (const request of ['R-1', 'R-2', 'R-3']) await expectAllArrives(company, request);
    },
  );
});

describe('the policy', () => {
  const folder = temporaryFolder();

  it('is broken: the program says where and how, and once mended goes on where it was', async () => {
    const policyFile = join(folder, 'policy.yml');
    const whole = readFileSync(projectFile('manifests/policy.yml'), 'utf8');
    writeFileSync(policyFile, whole);
    const company = await openCompany({ policyFile });
    await company.start();
    await fileThatWaits(company, 'R-1');
    await company.stop();

    const broken = whole.replace('review_within: 24 h', 'review_within: a day');
    writeFileSync(policyFile, broken);
    const line = broken.split('\n').findIndex((each) => each.includes('a day')) + 1;
    const place = `policy.yml:${line} tiers.low.review_within: `;
    const refused = new Program(company.environment('socket'), { cwd: company.folder });
    expect(await refused.ended).toBe(1);
    expect(refused.err).toContain(place);
    expect(refused.err.trim().split('\n')).toHaveLength(1);
    const [, remedy = ''] = refused.err.trim().split(place);
    expect(remedy).toContain('24 h');
    const doctor = await company.doctor();
    expect(doctor.code).toBe(1);
    expect(doctor.out).toContain(`✗ ${place}${remedy}`);

    writeFileSync(policyFile, whole);
    company.emulator.control.clearFaults();
    await company.start();
    await expectAllArrives(company, 'R-1');
  });
});

interface SlackTrouble {
  readonly what: string;
  readonly breakIt: (control: Control, channel: string) => unknown;
  readonly mendIt: (control: Control, channel: string) => unknown;
  /** What the log and `doctor` say to do. */
  readonly remedy: string;
  /** What `doctor` finds. */
  readonly finding: string;
}

const channelTroubles: readonly SlackTrouble[] = [
  {
    what: 'does not exist',
    breakIt: (control, channel) => control.changeChannel(channel, { name: 'ai-models' }),
    mendIt: (control, channel) => control.changeChannel(channel, { name: platform }),
    remedy: `Create #${platform}, or invite Routegate if it is private, or name another channel in the policy.`,
    finding: `There is no channel #${platform}`,
  },
  {
    what: 'is one that Routegate is not in',
    breakIt: (control, channel) => control.changeChannel(channel, { remove_members: [routegate] }),
    mendIt: (control, channel) => control.changeChannel(channel, { add_members: [routegate] }),
    remedy: 'Invite it: type /invite @Routegate there.',
    finding: `Routegate is not in #${platform}`,
  },
  {
    what: 'is archived',
    breakIt: (control, channel) => control.changeChannel(channel, { is_archived: true }),
    mendIt: (control, channel) => control.changeChannel(channel, { is_archived: false }),
    remedy: 'Unarchive it, or name another channel in the policy.',
    finding: `#${platform} is archived`,
  },
];

/** Waits, as the clock goes on, until the card came by itself. */
async function expectComesByItself(company: Company, request: string): Promise<void> {
  await eventually(`${request}'s card comes`, () => {
    company.pass(15_000);
    return company.cards(platform, request).length > 0;
  });
}

describe('the channel of a role', () => {
  it.each(channelTroubles)(
    '$what: operators are told what to do, and once done the card comes by itself',
    async ({ breakIt, mendIt, remedy, finding }) => {
      const company = await openCompany();
      const { control } = company.emulator;
      const channel = company.channel(platform);
      await company.start();
      breakIt(control, channel);
      await fileLowRisk(company);
      // Everybody else goes on: the requester has their message, and may edit or withdraw.
      await company.direct('UMAYA', 'R-1', '0 of 1');
      await eventually('operators are told', () =>
        company.messages('ai-operations').some((message) => company.read(message).includes(remedy)),
      );
      expect(company.logLines('warn').join('\n')).toContain(remedy);
      const doctor = await company.doctor();
      expect(doctor.code).toBe(1);
      expect(doctor.out).toContain(`✗ ${finding}`);
      expect(doctor.out).toContain(remedy);
      expect(await company.metric('routegate_jobs{state="waiting"}')).toBeGreaterThan(0);
      company.pass(60 * 60_000);

      mendIt(control, channel);
      await expectComesByItself(company, 'R-1');
      await expectAllArrives(company, 'R-1');
      expect(company.messages('ai-operations')).toHaveLength(1);
    },
  );
});

describe('a scope', () => {
  it('is missing: log and doctor name it, and once granted everything arrives', async () => {
    const company = await openCompany();
    const { control } = company.emulator;
    await company.start();
    const { scopes } = await loadSlackManifest(projectFile('slack-manifest.yml'));
    control.setScopes(scopes.filter((scope) => scope !== 'chat:write'));
    await fileLowRisk(company);
    const remedy = 'The Slack app lacks the scope chat:write';
    await eventually('the log says so', () => company.logLines('warn').join('\n').includes(remedy));
    const doctor = await company.doctor();
    expect(doctor.code).toBe(1);
    expect(doctor.out).toMatch(/✗ The scope chat:write is missing\.\n +Add it under "OAuth & Permissions"/);

    control.setScopes([...scopes]);
    await expectComesByItself(company, 'R-1');
    await expectAllArrives(company, 'R-1');
  });
});

it('a token that can be guessed is named in the log, and what it is stands nowhere', async () => {
  const company = await openCompany({ settings: { API_TOKENS: 'ci:sh0rt1,app:0123456789abcdef' } });
  await company.start();
  const warnings = company.logLines('warn').filter((line) => line.includes('can be guessed'));
  expect(warnings).toEqual([expect.stringContaining('"name":"ci"')]);
  expect(JSON.stringify(company.logged)).not.toContain('sh0rt1');
});
