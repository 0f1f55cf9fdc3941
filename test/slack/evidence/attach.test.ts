import { describe, expect, test } from 'vitest';
import type { SeenMessage } from '../../../src/sandbox/emulator/people.ts';
import { promptfooRun } from '../../signals/evidence/runs.ts';
import { eventually } from '../../support/eventually.ts';
import { inputsOf } from '../../support/form.ts';
import { monday } from '../../support/given-when-then.ts';
import { type Person, readMessage, readView } from '../../support/person.ts';
import { supportSummary } from '../../support/proposals.ts';
import {
  guest,
  holderOf,
  outsider,
  type ReviewWorkspace,
  requester,
  reviewWorkspace,
} from '../actions/review-workspace.ts';
import { richChange } from '../cards/states.ts';

const ranAt = new Date(monday - 3_600_000).toISOString();

/** What promptfoo would have written an hour before the requests were filed. */
function resultsFile(passed: number, failed = 0, at = ranAt): string {
  const run = promptfooRun({ passed, failed, errored: 0 }) as { results: object };
  return JSON.stringify({ ...run, results: { ...run.results, timestamp: at } });
}

async function upload(person: Person, name: string, text: string): Promise<string> {
  const { file } = await person.act('upload', { name, text });
  if (!file) throw new Error('nothing was uploaded');
  return file.id;
}

async function reply(
  slack: ReviewWorkspace,
  card: SeenMessage,
  by: string,
  text: string,
  files: string[] = [],
): Promise<SeenMessage> {
  const { message } = await slack
    .person(by)
    .act('say', { channel: card.channel, thread_ts: card.ts, text, files });
  if (!message) throw new Error('nothing was said');
  return message;
}

const useShortcut = (slack: ReviewWorkspace, on: SeenMessage, by: string) =>
  slack.person(by).act('shortcut', {
    callback_id: 'attach_evidence',
    channel: on.channel,
    message_ts: on.ts,
  });

const lanesInput = async (person: Person, ...words: string[]) => {
  const view = await person.modal('Attach evidence', ...words);
  const input = inputsOf(view).find(({ label }) => label === 'What is it evidence of?');
  if (!input) throw new Error('no lanes');
  return { view, block: input.block_id };
};

async function attach(person: Person, lanes: string[], more: Record<string, string | string[]>) {
  const { block } = await lanesInput(person);
  return person.submit({ [block]: lanes, ...more });
}

const attachedLanes = async (slack: ReviewWorkspace): Promise<string[]> =>
  ((await slack.request()).attached ?? []).map(({ lane }) => lane);

describe('results posted in the thread of a card', () => {
  test('are attached from there, and turn their lanes green on every card', async () => {
    const slack = await reviewWorkspace();
    await slack.file();
    await slack.card('security', '⬜ Missing', 'instruction hierarchy · data leakage');
    const platform = slack.person(holderOf('ai_platform'));
    const file = await upload(platform, 'results.json', resultsFile(40));
    const card = await slack.card('ai_platform');
    const message = await reply(slack, card, platform.id, 'The red team run', [file]);
    expect((await useShortcut(slack, message, platform.id)).outcome).toBe('acked');

    const { view, block } = await lanesInput(platform, '*R-1* support-summary-prod');
    const shown = readView(view);
    // What is needed and not there stands first, with what it has to show.
    const choices = shown.slice(shown.indexOf('What is it evidence of?'));
    expect(choices.indexOf('Latency · needed, failed')).toBeLessThan(
      choices.indexOf('Data leakage · needed, missing'),
    );
    expect(choices.indexOf('Data leakage · needed, missing')).toBeLessThan(
      choices.indexOf('Functional correctness · clear'),
    );
    expect(JSON.stringify(view.blocks)).toContain('Do planted secrets stay out of answers and logs?');
    expect(view.values.evidence_given?.evidence_given?.selected_option).toMatchObject({ value: file });

    const answer = await platform.submit({ [block]: ['data_leakage', 'instruction_hierarchy'] });
    expect(answer.outcome).toBe('acked');
    await platform.modal(
      'Attached to *R-1*',
      '✅ *Data leakage* is clear.',
      'Still not clear: latency, cost and quota, reliability and rollback.',
    );
    for (const role of ['ai_platform', 'security', 'finance', 'product_owner', 'release_owner'] as const)
      await slack.card(role, 'data leakage 40 of 40', 'instruction hierarchy 40 of 40');
    await slack
      .person(holderOf('security'))
      .seesReply(
        await slack.card('security'),
        'attached evidence *E-1*',
        '*Data leakage*: 100 % passed, 100 % needed (40 of 40 passed) · promptfoo',
        '*Data leakage* is clear now. Not clear yet: ❌ latency',
      );
    const own = await slack.ownMessage();
    await slack.person(requester).seesReply(own, '*Instruction hierarchy* is clear now.');
    const [first] = (await slack.request()).attached ?? [];
    expect(first).toMatchObject({ id: 'E-1', by: platform.id, proof: { kind: 'results' } });
  });

  test('that fail make concerned approvals fall, and nobody can approve until a later run', async () => {
    const slack = await reviewWorkspace();
    await slack.file();
    const security = slack.person(holderOf('security'));
    const platform = slack.person(holderOf('ai_platform'));
    const finance = slack.person(holderOf('finance'));
    for (const [person, role] of [
      [security, 'security'],
      [finance, 'finance'],
    ] as const)
      await person.press(await slack.card(role), 'Approve');
    await slack.until('both approved', ({ approvals }) => approvals.length === 2);

    await security.command(slack.channel('security'), 'evidence R-1');
    const failing = await upload(security, 'red-team.json', resultsFile(39, 1));
    await attach(security, ['prompt_injection'], { evidence_file: [failing] });
    await security.modal('❌ Prompt injection: 97.5 % passed, 100 % needed', 'A hidden instruction changes');
    const card = await slack.card('security', 'Asked again: evidence that you judge got worse');
    await security.seesReply(card, 'Security is asked again', 'the evidence got worse');
    expect((await slack.request()).approvals.map(({ role }) => role)).toEqual(['finance']);

    await platform.press(await slack.card('ai_platform'), 'Approve');
    await slack.answer(
      platform.id,
      'ai_platform',
      'says no, so it cannot be approved as it is',
      'A hidden instruction changes what it does. Separate instructions from content',
    );

    await security.act('close', { all: true });
    const later = new Date(monday - 60_000).toISOString();
    const mended = await upload(security, 'red-team.json', resultsFile(40, 0, later));
    await security.command(slack.channel('security'), 'evidence R-1');
    await attach(security, ['prompt_injection'], { evidence_file: [mended] });
    await security.modal('✅ *Prompt injection* is clear.');
    await platform.press(await slack.card('ai_platform', 'prompt injection 40 of 40'), 'Approve');
    await slack.until('platform approved', ({ approvals }) =>
      approvals.some(({ role }) => role === 'ai_platform'),
    );
  });

  test('go stale with an edit of the prompt, and not with one of the budget', async () => {
    const slack = await reviewWorkspace();
    const { change, evidence } = await slack.file();
    const me = slack.person(requester);
    await me.press(await slack.ownMessage(), 'Attach evidence');
    await attach(me, ['data_leakage'], { evidence_file: [await upload(me, 'x.json', resultsFile(25))] });
    await slack.card('security', 'data leakage 25 of 25');
    const { packet } = await slack.request();
    await slack.revise({
      packet: { ...packet, cost: { ...packet.cost, monthly_budget_usd: 530 } },
      change,
      evidence: [...evidence],
    });
    await slack.card('security', 'rev 2', 'data leakage 25 of 25');
    await slack.revise({
      packet: { ...packet, prompt: { ...packet.prompt, source: 'prompts/other.md', schema_required: false } },
      change,
      evidence: [...evidence],
    });
    await slack.card('security', 'rev 3', '🕓 Does not count', 'data leakage (of another packet)');
  });
});

describe('somebody’s word', () => {
  test('is filled in from a message: its words, and the link in it', async () => {
    const slack = await reviewWorkspace();
    await slack.file();
    const me = slack.person(outsider);
    const text = 'Retry drill passed: <https://example.com/drills/7>\nmore below';
    await useShortcut(slack, await reply(slack, await slack.card('finance'), outsider, text), outsider);
    const { view } = await lanesInput(me, '*R-1* support-summary-prod');
    expect(view.values.evidence_url?.evidence_url?.value).toBe('https://example.com/drills/7');
    expect(view.values.evidence_title?.evidence_title?.value).toBe('Retry drill passed:');
    expect((await attach(me, ['reliability'], {})).errors).toEqual({
      evidence_verdict: 'Say with what result; choose one.',
    });
    await attach(me, ['reliability'], {
      evidence_verdict: 'passed',
      evidence_measured: '12 of 12 recovered',
    });
    await me.modal('✅ *Reliability* is clear.');
    await slack.card('finance', '<https://example.com/drills/7|reliability> 12 of 12 recovered');
  });

  test('needs the share where a share has to pass, and is told what is weak about it', async () => {
    const slack = await reviewWorkspace();
    await slack.file();
    const me = slack.person(requester);
    await me.command(slack.channel('finance'), 'evidence R-1');
    const said = { evidence_title: 'It worked in testing', evidence_verdict: 'passed' };
    expect((await attach(me, ['human_review'], said)).errors).toEqual({
      evidence_measured: 'Human review needs the share that passed, such as 0.97 or 388 of 400.',
    });
    await attach(me, ['human_review'], { ...said, evidence_measured: '0.97' });
    await me.modal('Attached to *R-1*', '⚠️ Human review: it says nothing that can be checked');
  });

  test('outside of any thread asks for the request, and offers its lanes once it is chosen', async () => {
    const slack = await reviewWorkspace();
    await slack.file();
    const me = slack.person(requester);
    const channel = slack.channel('finance');
    const { message } = await me.act('say', { channel, text: 'Our tests are green' });
    if (!message) throw new Error('nothing was said');
    await useShortcut(slack, message, requester);
    const view = await me.modal('To which request?');
    expect(readView(view)).not.toContain('needed, missing');
    expect(view.values.evidence_url?.evidence_url?.value).toMatch(/^https:\/\//);
    const block_id = 'evidence_request_block';
    const action_id = 'evidence_request';
    const container = { type: 'view', view_id: view.id } as const;
    const { options = [] } = await me.act('suggest', { container, block_id, action_id, query: 'summary' });
    expect(options.map(({ value }) => value)).toEqual(['R-1']);
    const [option] = options;
    if (!option) throw new Error('no request is offered');
    await me.act('input', { container, block_id, action_id, value: option });
    await lanesInput(me, 'Data leakage · needed, missing');
    await attach(me, ['reliability'], { evidence_verdict: 'not_judged' });
    await me.modal('❔ Reliability');
    expect(await attachedLanes(slack)).toEqual(['reliability']);
  });
});

describe('what is wrong with it is said at its field, and nothing is lost', () => {
  test.each([
    ['nothing at all', {}, 'evidence_file', 'Add a file of results here'],
    [
      'a link that is none',
      { evidence_url: 'https://exa mple', evidence_verdict: 'passed' },
      'evidence_url',
      '',
    ],
  ] as const)('%s', async (_name, values, block, problem) => {
    const slack = await reviewWorkspace();
    await slack.file();
    const me = slack.person(requester);
    await me.command(slack.channel('finance'), 'evidence R-1');
    const { errors = {} } = await attach(me, ['reliability'], { ...values });
    expect(Object.keys(errors)).toEqual([block]);
    expect(errors[block]).toContain(problem);
  });

  test.each([
    ['cut.json', resultsFile(3).slice(0, -40), /ends|cut|before|complete/i],
    ['page.xml', '<html><body>Sign in</body></html>', /outermost element is <html>/],
    ['notes.json', '"looks good"', /no test results/],
    ['unfinished.json', JSON.stringify({ evalId: 'e', results: { version: 3, results: [] } }), /./],
  ])('%s', async (name, text, problem) => {
    const slack = await reviewWorkspace();
    await slack.file();
    const me = slack.person(requester);
    await me.command(slack.channel('finance'), 'evidence R-1');
    const file = await upload(me, name, text);
    const { errors = {} } = await attach(me, ['reliability', 'latency'], { evidence_file: [file] });
    expect(errors.evidence_file).toMatch(problem);
    const again = await me.modal('Attach evidence');
    const [lanes] = Object.entries(again.values).filter(([id]) => id.startsWith('evidence_lanes:'));
    expect(JSON.stringify(lanes)).toContain('reliability');
    expect(await attachedLanes(slack)).toEqual([]);
  });

  test('a file beside words: one of the two', async () => {
    const slack = await reviewWorkspace();
    await slack.file();
    const me = slack.person(requester);
    await me.command(slack.channel('finance'), 'evidence R-1');
    const file = await upload(me, 'x.json', resultsFile(3));
    const { errors } = await attach(me, ['reliability'], {
      evidence_file: [file],
      evidence_measured: '3 of 3',
    });
    expect(errors).toEqual({ evidence_measured: expect.stringContaining('says by itself what passed') });
  });

  test('a file that cannot be fetched', async () => {
    const slack = await reviewWorkspace();
    await slack.file();
    const me = slack.person(requester);
    await me.command(slack.channel('finance'), 'evidence R-1');
    const file = await upload(me, 'x.json', resultsFile(3));
    await lanesInput(me);
    slack.emulator.control.setScopes(['commands', 'chat:write', 'users:read']);
    const { errors } = await attach(me, ['reliability'], { evidence_file: [file] });
    expect(errors?.evidence_file).toMatch(/could not be fetched|did not hand/);
  });
});

describe('who may', () => {
  test('guests are told that members can', async () => {
    const slack = await reviewWorkspace();
    await slack.file();
    await slack.person(guest).command(slack.channel('finance'), 'evidence R-1');
    await slack.person(guest).modal('Only members of this workspace can attach evidence.');
  });

  test('what is closed, or does not exist, is said before anything is filled in', async () => {
    const slack = await reviewWorkspace();
    await slack.file();
    const me = slack.person(requester);
    await me.command(slack.channel('finance'), 'evidence R-77');
    await me.modal('There is no request *R-77* here.');
    await me.act('close', { all: true });
    await me.press(await slack.ownMessage(), 'Withdraw');
    await slack.until('withdrawn', ({ status }) => status === 'withdrawn');
    await me.command(slack.channel('finance'), 'evidence R-1');
    await me.modal('*R-1* is closed');
  });

  test('the same form sent twice attaches once', async () => {
    const slack = await reviewWorkspace();
    await slack.file();
    const me = slack.person(requester);
    await me.command(slack.channel('finance'), 'evidence R-1');
    await attach(me, ['reliability'], { evidence_title: 'Drill', evidence_verdict: 'passed' });
    await me.modal('Attached to *R-1*');
    const [sent] = slack.emulator.control.deliveries({ type: 'view_submission' });
    if (!sent) throw new Error('nothing was sent');
    await slack.emulator.control.redeliver(sent.id);
    expect(await attachedLanes(slack)).toEqual(['reliability']);
  });
});

describe('taking it back', () => {
  test('is for whoever gave it, with a reason; it stays in the packet view', async () => {
    const slack = await reviewWorkspace();
    await slack.file();
    const me = slack.person(requester);
    await me.press(await slack.ownMessage(), 'Attach evidence');
    await attach(me, ['reliability'], { evidence_title: 'Drill', evidence_verdict: 'failed' });
    await me.modal('❌ Reliability');
    await me.act('close', { all: true });
    await slack.card('finance', '❌ *reliability*');

    const finance = slack.person(holderOf('finance'));
    await finance.press(await slack.card('finance'), 'View packet');
    await finance.press(await finance.modal('Evidence'), 'Evidence');
    await finance.press(await finance.modal('Take back…', '*E-1* ❌ failed · Drill'), 'Take back…');
    await finance.modal('You attached nothing to *R-1*');
    await finance.act('close', { all: true });

    await me.command(slack.channel('finance'), 'evidence R-1');
    await me.press(await me.modal('Take something back instead…'), 'Take something back instead…');
    await me.modal('Which piece?', 'E-1 · Reliability');
    expect(
      (await me.submit({ evidence_piece: 'E-1', evidence_reason: 'It was the old prompt' })).outcome,
    ).toBe('acked');
    await me.modal('*E-1* of *R-1* was taken back', 'Reliability: there is no evidence yet');
    await me.act('close', { all: true });
    const card = await slack.card('finance', '⬜ Missing', 'reliability');
    expect(readMessage(card)).not.toContain('❌ *reliability*');
    await finance.press(card, 'View packet');
    await finance.press(await finance.modal('Evidence'), 'Evidence');
    await finance.modal('*Taken back*', '*E-1* reliability');
  });

  test('security can take back what others gave', async () => {
    const slack = await reviewWorkspace();
    await slack.file();
    const me = slack.person(requester);
    await me.press(await slack.ownMessage(), 'Attach evidence');
    await attach(me, ['reliability'], { evidence_title: 'Drill', evidence_verdict: 'passed' });
    await me.modal('Attached');
    const security = slack.person(holderOf('security'));
    await security.command(slack.channel('security'), 'evidence R-1');
    await security.press(await security.modal('Take something back'), 'Take something back instead…');
    await security.modal('Which piece?');
    await security.submit({ evidence_piece: 'E-1', evidence_reason: 'Nobody ran it' });
    await security.modal('was taken back');
    await slack
      .person(requester)
      .seesReply(await slack.ownMessage(), 'took evidence *E-1* for reliability back: “Nobody ran it”');
  });
});

describe('a large file', () => {
  test('that cannot be read in the end comes back with why, and can be chosen again', async () => {
    const slack = await reviewWorkspace();
    await slack.file();
    const me = slack.person(requester);
    const file = await upload(me, 'big.json', resultsFile(30));
    const read = slack.deps.importResults;
    let answer: (problem: string) => void = () => {};
    const late = new Promise<string>((resolve) => {
      answer = resolve;
    });
    const importResults = async () => ({ ok: false as const, problem: await late });
    Object.assign(slack.deps, { importResults });
    await me.command(slack.channel('finance'), 'evidence R-1');
    await attach(me, ['data_leakage', 'reliability'], { evidence_file: [file] });
    await me.modal('Reading *big.json*');
    answer('The file was cut off. Export it again.');
    const again = await me.modal('Attach evidence', ':warning: The file was cut off. Export it again.');
    expect(again.values.evidence_given?.evidence_given?.selected_option).toMatchObject({ value: file });
    Object.assign(slack.deps, { importResults: read });
    await me.submit();
    await me.modal('Attached to *R-1*', '*Data leakage* is clear.');
    expect(await attachedLanes(slack)).toEqual(['data_leakage', 'reliability']);
  });

  test('first shows that it is read, then what came of it; closed meanwhile, a direct message says it', async () => {
    const slack = await reviewWorkspace();
    await slack.file({ ...richChange, evidence: [], evals: supportSummary.evals });
    const me = slack.person(requester);
    const file = await upload(me, 'big.json', resultsFile(30));
    const read = slack.deps.importResults;
    let go = () => {};
    const gate = new Promise<void>((resolve) => {
      go = resolve;
    });
    Object.assign(slack.deps, {
      importResults: async (source: AsyncIterable<Uint8Array>) => {
        await gate;
        return read(source);
      },
    });
    await me.command(slack.channel('finance'), 'evidence R-1');
    await attach(me, ['data_leakage'], { evidence_file: [file] });
    await me.modal('Reading *big.json*', 'Nothing is attached until this window says so');
    expect(await attachedLanes(slack)).toEqual([]);
    await me.act('close', { all: true });
    go();
    await slack.direct(requester, 'Attached to *R-1*', '*Data leakage* is clear.');
    expect(await attachedLanes(slack)).toEqual(['data_leakage']);
    await eventually('nothing is left to do', async () => (await slack.store.jobCounts()).waiting === 0);
  });
});
