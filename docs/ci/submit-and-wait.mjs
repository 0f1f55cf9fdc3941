// Files a packet with Routegate, or edits the request that this pull request filed before, and waits until people
// decided in Slack. Node 20 or newer; nothing to install. Ends with 0 if it was approved as it is here, else with 1.
//
//   ROUTEGATE_URL, ROUTEGATE_TOKEN   where Routegate is, and a token with requests:read and requests:write
//   ROUTEGATE_AS                     the Slack member id of whoever answers for the change
//   ROUTEGATE_KEY                    what stands for this pull request, such as acme/support#17
//   ROUTEGATE_ATTEMPT                what stands for this push, such as its commit
//   ROUTEGATE_EVIDENCE               results of tests to attach, as lanes and files: data_leakage=leaks.xml reliability=…
//                                    (the token then needs evidence:write, too)
//   ROUTEGATE_WAIT_MINUTES           how long to wait; 0 only files (default 300)
//   ROUTEGATE_POLL_SECONDS           how often to look (default 30)
import { createHash } from 'node:crypto';
import { createReadStream, openAsBlob } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';

const need = (name) => {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set.`);
  return value;
};
const [file] = process.argv.slice(2);
const api = `${need('ROUTEGATE_URL').replace(/\/$/, '')}/api/v1/requests`;
const person = need('ROUTEGATE_AS');
const key = need('ROUTEGATE_KEY');
const attempt = need('ROUTEGATE_ATTEMPT');
const waitMs = Number(process.env.ROUTEGATE_WAIT_MINUTES ?? 300) * 60_000;
const pollMs = Number(process.env.ROUTEGATE_POLL_SECONDS ?? 30) * 1000;

/** What Routegate answers; tried again for a while where it cannot be reached. */
async function call(method, path, extra = {}) {
  for (let tries = 1; ; tries += 1) {
    const headers = { authorization: `Bearer ${need('ROUTEGATE_TOKEN')}`, ...extra.headers };
    const response = await fetch(`${api}${path}`, { method, ...extra, headers }).catch(() => null);
    if (response && response.status < 500 && response.status !== 429)
      return { http: response.status, ...(await response.json()) };
    if (tries === 10) throw new Error('Routegate does not answer.');
    await pause(Math.min(pollMs, tries * 2000));
  }
}

const explain = ({ detail, errors = [] }, of = file) =>
  [
    detail,
    ...errors.map(({ path, line, message }) => `  ${of}${line ? `:${line}` : ''} ${path}: ${message}`),
  ].join('\n');

async function submit() {
  const type = file.endsWith('.json') ? 'application/json' : 'application/yaml';
  const body = await readFile(file, 'utf8');
  const send = (method, path, query, as) =>
    call(method, `${path}?${new URLSearchParams({ as: person, ...query })}`, {
      body,
      headers: { 'content-type': type, 'idempotency-key': as },
    });
  let filed = await send('POST', '', {}, key);
  if (filed.http === 201) return filed;
  const earlier = filed.reason === 'idempotency_key_reused' ? filed.request : filed.id;
  if (!earlier) throw new Error(explain(filed));
  // An earlier push filed it: this one is an edit, or a new request where that one is closed.
  const now = await call('GET', `/${earlier}`);
  if (now.status === 'in_review') {
    const edited = await send('PUT', `/${earlier}`, { revision: now.revision }, `${key}@${attempt}`);
    filed = edited.reason === 'nothing_changes' ? now : edited;
  } else if (filed.reason === 'idempotency_key_reused') {
    filed = await send('POST', '', {}, `${key}@${attempt}`);
  }
  if (!filed.id) throw new Error(explain(filed));
  return filed;
}

async function digestOf(results) {
  const hash = createHash('sha256');
  for await (const part of createReadStream(results)) hash.update(part);
  return hash.digest('hex');
}

/** Attaches what the tests of this push came to; the same file once, however often the job runs. */
async function attach(filed) {
  const given = (process.env.ROUTEGATE_EVIDENCE ?? '').split(/\s+/).filter((pair) => pair !== '');
  let request = filed;
  for (const pair of given) {
    const [, lane, results] = /^(\w+)=(.+)$/.exec(pair) ?? [];
    if (!lane) throw new Error(`ROUTEGATE_EVIDENCE wants lane=file, not ${pair}.`);
    const type = results.endsWith('.xml') ? 'application/xml' : 'application/json';
    const answer = await call('POST', `/${filed.id}/evidence?${new URLSearchParams({ lane })}`, {
      body: await openAsBlob(results),
      headers: { 'content-type': type, 'idempotency-key': `${key}:${lane}:${await digestOf(results)}` },
    });
    if (!answer.id) throw new Error(explain(answer, results));
    console.log(answer.lanes.find((standing) => standing.lane === lane)?.sentence ?? `${lane} is attached.`);
    request = answer;
  }
  // Nobody can approve what its own tests speak against, so there is nothing to wait for.
  if (request.stops.length > 0) throw new Error(request.stops.map(({ sentence }) => sentence).join('\n'));
}

function outcome(request) {
  const said = request.decisions.map(
    ({ decision, role, person: by, reason }) =>
      `  ${role} (${by}): ${decision.replaceAll('_', ' ')}${reason ? `: ${reason}` : ''}`,
  );
  return [`${request.id} is ${request.status.replaceAll('_', ' ')}.`, ...said].join('\n');
}

async function decided(filed) {
  const until = Date.now() + waitMs;
  for (;;) {
    const request = await call('GET', `/${filed.id}`);
    if (request.status !== 'in_review') return request;
    if (Date.now() >= until) return request;
    await pause(pollMs);
  }
}

try {
  const filed = await submit();
  const asked = filed.waiting_for.join(', ') || 'nobody';
  console.log(`${filed.id}, revision ${filed.revision}: tier ${filed.tier}, asks ${asked}.`);
  await attach(filed);
  const request = await decided(filed);
  console.log(outcome(request));
  // An edit in Slack is approved, not what this pull request holds.
  if (request.revision !== filed.revision)
    throw new Error(`Revision ${request.revision} was decided, and this is revision ${filed.revision}.`);
  if (waitMs > 0 && request.status !== 'approved') process.exitCode = 1;
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
