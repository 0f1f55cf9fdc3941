import type { IncomingMessage } from 'node:http';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { App } from '../app/app.ts';
import { giveEvidence } from '../app/give-evidence.ts';
import type { EvidenceRecord } from '../domain/evidence/evidence-record.ts';
import { type EvidenceFormatName, evidenceFormats } from '../domain/evidence/results.ts';
import { evidenceSchema } from '../domain/packet/schema.ts';
import type { Actor } from '../domain/request/commands.ts';
import { type EvidenceLane, evidenceLanes } from '../domain/words.ts';
import { type EvidenceReader, largestEvidence } from '../ports/read-evidence.ts';
import { byToken, callerOf, type Guard, guarded, needs } from './api-access.ts';
import { readInput, sendProblems } from './api-input.ts';
import { type FieldProblem, sendProblem } from './problem.ts';
import { hashed, keyOf, sendRefusal, sendRequest } from './request-answers.ts';

export interface EvidenceApiParts extends Guard {
  readonly app: Pick<App, 'handle' | 'store' | 'policy' | 'clock' | 'fallbacks'>;
  /** Reads files of test results. */
  readonly read: EvidenceReader;
  /** Makes an id for what was sent without a key. */
  readonly newId: () => string;
}

/** Types of bodies that files of results come in; what they hold is told by their content. */
export const resultTypes = [
  'application/json',
  'application/xml',
  'text/xml',
  'application/octet-stream',
] as const;

/** A body that says itself what it is for is read as a whole, in bytes; larger results are sent as the file. */
const largestBody = 5 * 1024 * 1024;

const lane = z.enum(evidenceLanes);
const severalLanes = z
  .array(lane)
  .min(1)
  .max(evidenceLanes.length)
  .refine((lanes) => new Set(lanes).size === lanes.length, 'Name each lane once.');
const format = z.enum(evidenceFormats);

export const evidenceQuery = z.strictObject({
  lane: severalLanes.optional().meta({
    description:
      'With a lane, the body is the file as the tool wrote it. Given several times, it counts in each.',
  }),
  format: format.optional().meta({ description: 'Refused where the file is another one.' }),
  packet: z
    .string()
    .regex(/^[0-9a-f]{64}$/, 'Give the digest of a packet: 64 hex digits.')
    .optional()
    .meta({ description: 'The packet that it was produced for; that of the request unless given.' }),
});
export const withdrawalQuery = z.strictObject({
  reason: z
    .string()
    .trim()
    .min(1, 'Say in a sentence why it is taken back.')
    .max(600)
    .meta({ description: 'Why it is taken back; kept in the record.' }),
});

const claimSchema = evidenceSchema.refine(
  ({ title, url }) => title !== undefined || url !== undefined,
  'Say in a title what it shows, or give a link under url.',
);
const resultsSchema = z
  .strictObject({
    lane: lane.optional(),
    lanes: severalLanes.optional(),
    format: format.optional(),
    results: z.unknown().meta({ description: 'What the tool wrote: its JSON, or its XML as a text.' }),
  })
  .refine(
    (body) => (body.lane === undefined) !== (body.lanes === undefined),
    'Name one lane under lane, or several under lanes.',
  );
/** What a body says that comes without a lane in its address. */
export const evidenceBodySchema = z.union([evidenceSchema, resultsSchema]);

type Proof = EvidenceRecord['proof'];
interface Shown {
  readonly lanes: readonly EvidenceLane[];
  readonly proof: Proof;
}
type Failure = { readonly status: 413 | 422; readonly errors: readonly FieldProblem[] };
const wrong = (message: string, path = '', status: 413 | 422 = 422): Failure => ({
  status,
  errors: [{ path, message }],
});

/** The body piece by piece. Whoever stops reading can still answer: the connection stays open. */
const piecesOf = (raw: IncomingMessage): AsyncIterable<Uint8Array> =>
  raw.iterator({ destroyOnReturn: false });

const megabytes = (bytes: number): number => Math.floor(bytes / 1_000_000);
const tooLarge = (most: number, advice: string): Failure =>
  wrong(`This is larger than ${megabytes(most)} MB. ${advice}`, '', 413);

/** The proof that a file is, or what is wrong with it. */
async function readResults(
  source: AsyncIterable<Uint8Array>,
  wanted: EvidenceFormatName | undefined,
  read: EvidenceReader,
): Promise<{ readonly proof: Proof } | Failure> {
  const outcome = await read(source, { maxBytes: largestEvidence });
  if (!outcome.ok) return wrong(outcome.problem);
  const { results } = outcome;
  if (wanted !== undefined && results.format !== wanted)
    return wrong(`The file is of ${results.format}, and format says ${wanted}.`, 'format');
  return { proof: { kind: 'results', results } };
}

/** A body that is the file as the tool wrote it. */
async function shownByFile(
  raw: IncomingMessage,
  lanes: readonly EvidenceLane[],
  wanted: EvidenceFormatName | undefined,
  read: EvidenceReader,
): Promise<Shown | Failure> {
  const outcome = await readResults(piecesOf(raw), wanted, read);
  return 'status' in outcome ? outcome : { lanes, proof: outcome.proof };
}

/** A body as text; null where it is too long. */
async function textOf(raw: IncomingMessage): Promise<string | null> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of piecesOf(raw)) {
    length += part.length;
    if (length > largestBody) return null;
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}

function parsed(text: string): { readonly value: unknown } | Failure {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return wrong('This is not valid JSON. To send the file of a tool as it is, name its lane: ?lane=…');
  }
}

/** What a tool wrote, as the bytes of a file again. Null where it is nested too deeply for that. */
function bytesOf(results: unknown): Uint8Array | null {
  try {
    return Buffer.from(typeof results === 'string' ? results : (JSON.stringify(results) ?? ''));
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

const speaksOfResults = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, 'results');

/** What a body shows that says itself what it is for. */
async function shownByBody(raw: IncomingMessage, read: EvidenceReader): Promise<Shown | Failure> {
  const text = await textOf(raw);
  if (text === null)
    return tooLarge(largestBody, 'Send the file of the tool as it is, and name its lane: ?lane=…');
  const json = parsed(text);
  if ('status' in json) return json;
  if (!speaksOfResults(json.value)) {
    const checked = readInput(claimSchema, json.value);
    if ('errors' in checked) return { status: 422, errors: checked.errors };
    const { lane: of, ...claim } = checked.value;
    return { lanes: [of], proof: { kind: 'claim', claim } };
  }
  const checked = readInput(resultsSchema, json.value);
  if ('errors' in checked) return { status: 422, errors: checked.errors };
  const { lane: one, lanes: several = [], format: wanted, results } = checked.value;
  const bytes = bytesOf(results);
  if (!bytes) return wrong('This is nested too deeply to be results of tests.', 'results');
  const outcome = await readResults(once(bytes), wanted, read);
  if ('status' in outcome)
    return {
      status: outcome.status,
      errors: outcome.errors.map((error) => ({ ...error, path: error.path || 'results' })),
    };
  return { lanes: one === undefined ? several : [one], proof: outcome.proof };
}

/** Results are read as they stream in, so that their size costs no memory. */
function leaveBodies(server: FastifyInstance): void {
  server.removeAllContentTypeParsers();
  server.addContentTypeParser([...resultTypes], (_request, _payload, done) => done(null));
}

/** A parameter that may be repeated comes as one text where it is not. */
function queryOf({ query }: FastifyRequest): unknown {
  if (typeof query !== 'object' || query === null || !('lane' in query)) return query;
  return { ...query, lane: [query.lane].flat() };
}

type Params = { Params: { id: string } };
type PieceParams = { Params: { id: string; evidence: string } };

/** Machines show evidence for requests here, and take their own back. */
export function evidenceApi(parts: EvidenceApiParts) {
  const { app, read, newId } = parts;
  const actorFor = (request: FastifyRequest): Actor => ({
    person: byToken(callerOf(request)).replace(/:$/, '').slice(0, 80),
    roles: [],
    standing: 'member',
  });

  async function attach(
    request: FastifyRequest,
    reply: FastifyReply,
    shown: Shown,
    { id, packet, key }: { id: string; packet: string; key: string | undefined },
  ): Promise<FastifyReply> {
    const commandId = `${byToken(callerOf(request))}evidence:${id}:${hashed(key ?? newId())}`;
    const outcome = await giveEvidence(commandId, { request: id, packet, ...shown }, actorFor(request), app);
    if (!outcome.ok && outcome.refusal) return sendRefusal(reply, outcome.refusal);
    if (!outcome.ok)
      return sendProblem(reply, 422, 'Refused', 'This key attached other evidence. Send a new key.', {
        reason: 'idempotency_key_reused',
        request: id,
      });
    const [piece] = outcome.pieces;
    if (piece !== undefined) reply.header('location', `/api/v1/requests/${id}/evidence/${piece}`);
    return sendRequest(reply, id, outcome.again ? 200 : 201, app);
  }

  async function take(request: FastifyRequest, reply: FastifyReply, id: string): Promise<FastifyReply> {
    const query = readInput(evidenceQuery, queryOf(request));
    if ('errors' in query) return sendProblems(reply, query.errors);
    const key = keyOf(request);
    if ('errors' in key) return sendProblems(reply, key.errors);
    if (Number(request.headers['content-length'] ?? 0) > largestEvidence) {
      const { errors } = tooLarge(largestEvidence, 'Split the run, or leave full outputs out of the export.');
      return sendProblems(reply, errors, 413);
    }
    // Bound to what is proposed now: an edit while a large file is under way does not change what was tested.
    const loaded = await app.store.request(id);
    if (!loaded) return sendRefusal(reply, { reason: 'request_unknown', request: id });
    const { lane: lanes, format: wanted, packet = loaded.state.bound.packetDigest } = query.value;
    const shown = lanes
      ? await shownByFile(request.raw, lanes, wanted, read)
      : await shownByBody(request.raw, read);
    if ('status' in shown) return sendProblems(reply, shown.errors, shown.status);
    return attach(request, reply, shown, { id, packet, key: key.value });
  }

  return async (server: FastifyInstance): Promise<void> => {
    guarded(server, parts);
    leaveBodies(server);

    server.post<Params>('/api/v1/requests/:id/evidence', needs('evidence:write'), async (request, reply) => {
      try {
        return await take(request, reply, request.params.id);
      } catch (error) {
        // Whoever sent it went away in the middle: there is nobody to answer, and nothing was attached.
        if (!request.raw.readableAborted) throw error;
        return sendProblem(reply, 400, 'Not understood', 'The body ended before it was whole.');
      } finally {
        // What nobody read any more is let through, so that the answer is heard.
        request.raw.resume();
      }
    });

    server.delete<PieceParams>(
      '/api/v1/requests/:id/evidence/:evidence',
      needs('evidence:write'),
      async (request, reply) => {
        const { id, evidence } = request.params;
        const query = readInput(withdrawalQuery, request.query);
        if ('errors' in query) return sendProblems(reply, query.errors);
        const command = { type: 'withdraw_evidence', request: id, evidence, ...query.value } as const;
        const commandId = `${byToken(callerOf(request))}withdraw:${id}:${hashed(newId())}`;
        const outcome = await app.handle(commandId, command, actorFor(request));
        return outcome.ok ? sendRequest(reply, id, 200, app) : sendRefusal(reply, outcome.refusal);
      },
    );
  };
}
