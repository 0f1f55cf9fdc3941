import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { formatProposal, parseProposal } from '../../src/app/proposal-file.ts';
import { requestViewSchema } from '../../src/app/request-view.ts';
import { command as packetCheck } from '../../src/cli/packet-check.ts';
import { command as packetGraph } from '../../src/cli/packet-graph.ts';
import { command as routeRegister } from '../../src/cli/route-register.ts';
import type { Packet, Proposal } from '../../src/domain/packet/schema.ts';
import { type Company, openCompany, projectFile } from '../support/company.ts';
import { Form } from '../support/form.ts';
import { readView } from '../support/person.ts';
import { runCommand } from '../support/run-command.ts';

const token = 'ci-token-of-some-length';
const authorization = `Bearer ${token}`;

async function example(file: string): Promise<Proposal> {
  const parsed = parseProposal(await readFile(projectFile(`manifests/routes/${file}.yml`), 'utf8'));
  if (!('proposal' in parsed)) throw new Error(`${file} is no packet`);
  return parsed.proposal;
}

/** A model of another family, where nobody looked. */
const cheap = { provider: 'elsewhere', name: 'cheap-drafts', version: '2026-01', region: 'us-east' };

/** The drafts of replies, which customers' summaries can do without, but not the other way round. */
async function drafts(fallback: Partial<Packet['model']['primary']>): Promise<Proposal> {
  const { packet, change, evidence } = await example('support-summary-prod');
  const { primary } = packet.model;
  const own = { ...primary, name: 'gpt-drafts', version: '2026-04' };
  return {
    change,
    evidence,
    packet: {
      ...packet,
      route: 'reply-drafts-prod',
      model: { primary: own, fallbacks: [{ ...primary, ...fallback, changes: [] }], denied: [] },
    },
  };
}

/** The summaries as they serve, with one more thing to fall back to. */
async function summaries(): Promise<Proposal> {
  const { packet, change, evidence } = await example('support-summary-prod');
  return {
    change: { ...change, kind: 'change', what: ['fallback'], why: 'An outage left nobody with a summary.' },
    evidence,
    packet: { ...packet, fallback: { allowed: ['reply-drafts-prod'] } },
  };
}

/** The company with the drafts registered, as its administrator does it; `file` writes a packet file. */
async function companyWith(serves: Proposal) {
  const company = await openCompany({
    settings: { API_TOKENS: `ci[requests:read requests:write]:${token}` },
  });
  const file = async (name: string, proposal: Proposal): Promise<string> => {
    const path = join(company.folder, name);
    await writeFile(path, formatProposal(proposal));
    return path;
  };
  const registered = await runCommand(
    routeRegister,
    [await file('drafts.yml', serves), '--as', 'UPRIYA'],
    company.environment('socket'),
  );
  expect(registered).toMatchObject({ code: 0 });
  await company.start();
  const post = (proposal: Proposal) =>
    fetch(`${company.product.url}/api/v1/requests?as=UMAYA`, {
      method: 'POST',
      headers: { authorization, 'content-type': 'application/yaml' },
      body: formatProposal(proposal),
    });
  return { company, file, post };
}

async function openCheck(company: Company, proposal: Proposal): Promise<Form> {
  const maya = company.person('UMAYA');
  const form = new Form(maya);
  await maya.command(company.channel('general'), 'support-summary-prod');
  await form.view('Step 1 of 6');
  await form.press('Fill in from YAML or JSON');
  await form.view('Or add it as a file');
  const { file } = await maya.act('upload', { name: 'packet.yml', text: formatProposal(proposal) });
  await form.fill('Or add it as a file', [String(file?.id)]);
  await form.next();
  return form;
}

const way = 'support-summary-prod → reply-drafts-prod → cheap-drafts 2026-01 at elsewhere';
const sentence = `cheap-drafts 2026-01 at elsewhere is not approved (no approved route serves it) and answers in another region (answers in us-east; allowed is eu): ${way}.`;

it('an unapproved model in another region, two hops away, is found, named and drawn before anything is filed', async () => {
  const { company, file, post } = await companyWith(await drafts(cheap));
  const proposal = await summaries();

  const form = await openCheck(company, proposal);
  const check = await form.view('Check and submit', 'Take it out of the fallbacks');
  expect(readView(check)).toContain(sentence);
  expect(check.submit).toBeNull();

  const env = company.environment('socket');
  const path = await file('summaries.yml', proposal);
  const checked = await runCommand(packetCheck, [path], env);
  expect(checked).toMatchObject({ code: 1, err: '' });
  expect(checked.out).toContain(`Fallbacks   ${sentence}`);
  expect(checked.out).toContain(`${sentence} Take it out of the fallbacks`);
  const forScripts = JSON.parse((await runCommand(packetCheck, [path, '--json'], env)).out);
  expect(forScripts).toMatchObject({
    fallbacks: [
      { trouble: 'unapproved', hops: 2, stops: true },
      { trouble: 'other_region', hops: 2, stops: true },
    ],
    refusal: { reason: 'blocked', blockers: [{ blocker: 'unapproved_fallback' }] },
  });
  const drawn = await runCommand(packetGraph, [path], env);
  expect(drawn.code).toBe(1);
  expect(drawn.out).toContain(`%% ${sentence}`);
  expect(drawn.out).toMatch(
    /n\d+\["cheap-drafts 2026-01 at elsewhere · unapproved · other region"\]:::trouble/,
  );

  const refused = await post(proposal);
  expect(refused.status).toBe(422);
  expect(await refused.json()).toMatchObject({
    reason: 'blocked',
    detail: expect.stringContaining(sentence),
  });
  expect(await company.events('R-1')).toEqual([]);

  // Without it, the rest can be filed.
  const plain = { ...proposal, packet: { ...proposal.packet, fallback: { blocked: ['reply-drafts-prod'] } } };
  expect((await post(plain)).status).toBe(201);
});

it('what is worth a look is said on the card, in the packet view and to machines, with its way', async () => {
  // The model of another route, of which this one does not say where it answers.
  const { primary } = (await example('ticket-triage-prod')).packet.model;
  const { company, post } = await companyWith(await drafts({ ...primary, region: undefined }));
  const called = `${primary.name} ${primary.version} at ${primary.provider}`;
  const look = `${called} may answer in another region (nobody says where it answers; allowed is eu): support-summary-prod → reply-drafts-prod → ${called}.`;

  const proposal = await summaries();
  const form = await openCheck(company, proposal);
  const check = await form.view('Check and submit', 'Worth mending first', look);
  expect(check.submit).not.toBeNull();
  expect((await post(proposal)).status).toBe(201);

  const card = await company.card('security-reviews', 'R-1', 'Models and fallbacks to look at', look);
  const sofia = company.person('USOFIA');
  await sofia.press(card, 'View packet');
  const packet = await sofia.modal('Models and fallbacks to look at', look);
  await sofia.press(packet, 'Send me the YAML');
  const sent = await company.direct('USOFIA', 'Where the fallbacks of R-1 lead');
  expect(sent.files[0]?.name).toBe('R-1-revision-1-fallbacks.md');

  const answer = await fetch(`${company.product.url}/api/v1/requests/R-1`, { headers: { authorization } });
  const view = requestViewSchema.parse(await answer.json());
  expect(view.fallbacks).toMatchObject([{ trouble: 'other_region', hops: 2, text: look }]);
  expect(view.fallback_graph).toContain(`"${called} · other region"`);
  const drawn = await runCommand(packetGraph, ['R-1'], company.environment('socket'));
  expect(drawn.code).toBe(0);
  expect(drawn.out).toContain(`%% ${look}`);
  expect((await company.auditVerify()).code).toBe(0);
});
