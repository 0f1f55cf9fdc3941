import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { App } from '../app/app.ts';
import { eventBy } from '../app/event-by.ts';
import { maximumProposalBytes, parseProposal } from '../app/proposal-file.ts';
import { canonicalJson } from '../domain/packet/digest.ts';
import type { Proposal } from '../domain/packet/schema.ts';
import type { Actor } from '../domain/request/commands.ts';
import type { Tier } from '../domain/words.ts';
import type { Directory } from '../ports/directory.ts';
import type { Outcome, StoredEvent } from '../ports/store.ts';
import { byToken, callerOf, type Guard, guarded, needs } from './api-access.ts';
import { editingQuery, filingQuery, readInput, sendProblems } from './api-input.ts';
import { type FieldProblem, sendProblem } from './problem.ts';
import { hashed, keyOf, sendRefusal, sendRequest } from './request-answers.ts';

export interface RequestApiParts extends Guard {
  readonly app: Pick<App, 'submit' | 'handle' | 'store' | 'policy' | 'clock' | 'fallbacks'>;
  /** Asked who a request is filed for. */
  readonly directory: Pick<Directory, 'membership'>;
  /** Makes an id for what was sent without a key. */
  readonly newId: () => string;
}

/** Types of bodies that packets come in; whatever is not JSON is read as YAML. */
export const packetTypes = [
  'application/json',
  'application/yaml',
  'application/x-yaml',
  'text/yaml',
  'text/x-yaml',
  'text/plain',
] as const;

/** Packets are read as they are written, so that what is wrong can be said with its line. */
function takePackets(server: FastifyInstance): void {
  server.removeAllContentTypeParsers();
  server.addContentTypeParser(
    [...packetTypes],
    { parseAs: 'string', bodyLimit: maximumProposalBytes },
    (_request, body, done) => {
      done(null, body);
    },
  );
}

function packetIn(
  request: FastifyRequest,
): { readonly value: Proposal } | { readonly errors: readonly FieldProblem[] } {
  const text = typeof request.body === 'string' ? request.body : '';
  const isJson = /^application\/json\b/i.test(request.headers['content-type'] ?? '');
  const parsed = parseProposal(text, isJson ? 'json' : 'yaml');
  return 'proposal' in parsed ? { value: parsed.proposal } : { errors: parsed.problems };
}

/** What somebody wants filed or edited, as far as it can be read. */
interface Wish {
  readonly person: string;
  readonly raiseTo: Tier | undefined;
  readonly proposal: Proposal;
  readonly key: string | undefined;
}

const standings = {
  guest: null,
  member: null,
  stranger: 'is nobody of this workspace',
  bot: 'is an app, and a request needs a person who answers for it',
  deactivated: 'is deactivated',
} as const;

async function notAPerson(person: string, directory: RequestApiParts['directory']): Promise<string | null> {
  const { standing } = await directory.membership(person, []);
  const why = standings[standing];
  return why && `${person} ${why}.`;
}

/** Whether what a key stands for is what was sent with it now. */
function saysTheSame({ data }: StoredEvent, { person, proposal, raiseTo }: Wish): boolean {
  if (data.type !== 'request_submitted') return false;
  const { requester, packet, change, evidence, raisedTo } = data;
  return (
    canonicalJson({ person: requester, raiseTo: raisedTo, packet, change, evidence }) ===
    canonicalJson({ person, raiseTo: raiseTo ?? null, ...proposal })
  );
}

type Params = { Params: { id: string } };

/** Machines file, edit and read requests here. They never decide: that takes a person in Slack. */
export function requestApi(parts: RequestApiParts) {
  const { app, directory, newId } = parts;
  const actorFor = (person: string): Actor => ({ person, roles: [], standing: 'member' });

  async function wishIn(
    request: FastifyRequest,
    query: { readonly as: string; readonly raise_to?: Tier | undefined },
  ): Promise<Wish | { readonly errors: readonly FieldProblem[] }> {
    const key = keyOf(request);
    if ('errors' in key) return key;
    const packet = packetIn(request);
    if ('errors' in packet) return packet;
    const trouble = await notAPerson(query.as, directory);
    if (trouble) return { errors: [{ path: 'as', message: trouble }] };
    return { person: query.as, raiseTo: query.raise_to, proposal: packet.value, key: key.value };
  }

  async function file(request: FastifyRequest, reply: FastifyReply, wish: Wish): Promise<FastifyReply> {
    const commandId = `${byToken(callerOf(request))}submit:${hashed(wish.key ?? newId())}`;
    const before = await app.store.outcomeOf(commandId);
    const { proposal, raiseTo = null, person } = wish;
    const outcome = await app.submit(commandId, { proposal, raiseTo, usedDraft: null }, actorFor(person));
    if (!outcome.ok) return sendRefusal(reply, outcome.refusal);
    const event = await eventBy(commandId, outcome.subject, app.store);
    if (!event || !saysTheSame(event, wish)) {
      const detail = `This key filed ${outcome.subject} with another packet or for another person. Send a new key.`;
      return sendProblem(reply, 422, 'Refused', detail, {
        reason: 'idempotency_key_reused',
        request: outcome.subject,
      });
    }
    reply.header('location', `/api/v1/requests/${outcome.subject}`);
    return sendRequest(reply, outcome.subject, before ? 200 : 201, app);
  }

  async function edit(
    request: FastifyRequest,
    id: string,
    { person, proposal, raiseTo, key }: Wish,
    revision: number,
  ): Promise<Outcome> {
    const loaded = await app.store.request(id);
    if (!loaded) return { ok: false, subject: id, refusal: { reason: 'request_unknown', request: id } };
    // What a key stands for is the whole edit; another one under the same key is another edit.
    const whole = canonicalJson({
      key: key ?? newId(),
      person,
      revision,
      raiseTo: raiseTo ?? null,
      ...proposal,
    });
    return app.handle(
      `${byToken(callerOf(request))}revise:${id}:${hashed(whole)}`,
      {
        type: 'revise_request',
        request: id,
        revision,
        proposal,
        // A raise that nobody mentions stays.
        raiseTo: raiseTo ?? loaded.state.raisedTo,
      },
      actorFor(person),
    );
  }

  return async (server: FastifyInstance): Promise<void> => {
    guarded(server, parts);
    takePackets(server);

    server.post('/api/v1/requests', needs('requests:write'), async (request, reply) => {
      const query = readInput(filingQuery, request.query);
      if ('errors' in query) return sendProblems(reply, query.errors);
      const wish = await wishIn(request, query.value);
      return 'errors' in wish ? sendProblems(reply, wish.errors) : file(request, reply, wish);
    });

    server.get<Params>('/api/v1/requests/:id', needs('requests:read'), (request, reply) =>
      sendRequest(reply, request.params.id, 200, app),
    );

    server.put<Params>('/api/v1/requests/:id', needs('requests:write'), async (request, reply) => {
      const { id } = request.params;
      const query = readInput(editingQuery, request.query);
      if ('errors' in query) return sendProblems(reply, query.errors);
      const wish = await wishIn(request, query.value);
      if ('errors' in wish) return sendProblems(reply, wish.errors);
      const outcome = await edit(request, id, wish, query.value.revision);
      return outcome.ok ? sendRequest(reply, id, 200, app) : sendRefusal(reply, outcome.refusal);
    });
  };
}
