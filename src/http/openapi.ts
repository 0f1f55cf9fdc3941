import { z } from 'zod';
import { requestViewSchema } from '../app/request-view.ts';
import { routeViewSchema } from '../app/route-view-schema.ts';
import { apiScopes } from '../domain/api-scopes.ts';
import { packetSchema, proposalSchema } from '../domain/packet/schema.ts';
import {
  type Answer,
  type Operation,
  operations,
  type SchemaName,
  schemasOfBodies,
} from './operations-of-api.ts';

const problemSchema = z.looseObject({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string().meta({ description: 'What is wrong, and what to do, in a sentence.' }),
  reason: z
    .string()
    .optional()
    .meta({ description: 'The rule that said no, as a word that stays the same.' }),
  request: z.string().optional().meta({ description: 'The request that a key filed before.' }),
  errors: z
    .array(
      z.strictObject({
        path: z.string().meta({ description: 'Where, such as tools[2].effect or the name of a parameter.' }),
        message: z.string(),
        line: z.int().positive().optional(),
      }),
    )
    .optional(),
});

const eventSchema = z.strictObject({
  sequence: z.int().positive(),
  stream: z.string(),
  version: z.int().positive(),
  type: z.string(),
  actor: z.string(),
  at: z.int().meta({ description: 'Milliseconds since 1970.' }),
  commandId: z.string(),
  data: z.looseObject({ type: z.string() }),
  previousHash: z.string(),
  hash: z.string(),
});

/** JSON Schema of a value; `input` as it is sent, `output` as it is answered. */
function jsonSchema(schema: z.ZodType, io: 'input' | 'output'): object {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, {
    io,
    target: 'draft-2020-12',
    unrepresentable: 'any',
  });
  return rest;
}

const components = (): Record<SchemaName, object> => ({
  Packet: {
    description: 'A packet file: the keys of the packet, with the change and its evidence beside them.',
    ...jsonSchema(proposalSchema, 'input'),
  },
  ServedPacket: { description: 'A packet by itself.', ...jsonSchema(packetSchema, 'input') },
  Request: jsonSchema(requestViewSchema, 'output'),
  Route: jsonSchema(routeViewSchema, 'output'),
  Evidence: {
    description:
      'What is shown, where the address names no lane: a claim with a title or a link, or results of a tool. With a lane in the address, the body is the file of the tool as it is.',
    ...jsonSchema(schemasOfBodies.Evidence, 'input'),
  },
  Readings: jsonSchema(schemasOfBodies.Readings, 'input'),
  Trigger: jsonSchema(schemasOfBodies.Trigger, 'input'),
  Event: { description: 'A line of the record.', ...jsonSchema(eventSchema, 'output') },
  Problem: { description: 'What went wrong, as RFC 9457 has it.', ...jsonSchema(problemSchema, 'output') },
});

const ref = (name: SchemaName) => ({ $ref: `#/components/schemas/${name}` });

function answer({ description, type, schema, headers }: Answer) {
  const named = Object.entries(headers ?? {}).map(
    ([name, says]) => [name, { description: says, schema: { type: 'string' } }] as const,
  );
  return {
    description,
    ...(named.length > 0 ? { headers: Object.fromEntries(named) } : {}),
    content: { [type]: { schema: typeof schema === 'string' ? ref(schema) : jsonSchema(schema, 'output') } },
  };
}

const problemTexts: Readonly<Record<number, string>> = {
  401: 'No token, or one that is not known',
  403: 'The token lacks the scope, or the person may not do this',
  404: 'There is no such thing',
  409: 'It cannot be done as things stand now',
  413: 'Too large',
  415: 'Not in one of the types that can be read',
  422: 'What was sent cannot be read or is refused; errors says where',
  429: 'Too many wrong tokens; Retry-After says how long to wait',
  503: 'Not possible just now; try again',
};

const problem = (status: number) => ({
  description: problemTexts[status] ?? 'A problem',
  content: { 'application/problem+json': { schema: ref('Problem') } },
});

interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly required: boolean;
  readonly description?: string;
  readonly schema: object;
}

function parameter(name: string, place: Parameter['in'], schema: z.ZodType): Parameter {
  const { description, ...rest } = { description: undefined, ...jsonSchema(schema, 'input') };
  return {
    name,
    in: place,
    required: !schema.safeParse(undefined).success,
    ...(typeof description === 'string' ? { description } : {}),
    schema: rest,
  };
}

function parametersOf({ path, query, headers }: Operation): Parameter[] {
  return [
    ...[...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => parameter(name, 'path', z.string())),
    ...Object.entries(query?.def.shape ?? {}).flatMap(([name, schema]) =>
      schema instanceof z.ZodType ? [parameter(name, 'query', schema)] : [],
    ),
    ...Object.entries(headers ?? {}).map(([name, schema]) => parameter(name, 'header', schema)),
  ];
}

function described(operation: Operation) {
  const { id, summary, scope, body, answers, problems } = operation;
  const parameters = parametersOf(operation);
  const statuses = [401, 403, ...problems, 429, 503];
  return {
    operationId: id,
    summary,
    description: `Needs a token with the scope \`${scope}\`, or one without scopes.`,
    security: [{ bearer: [scope] }, { key: [scope] }],
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(body
      ? {
          requestBody: {
            required: true,
            content: Object.fromEntries([
              ...body.types.map((type) => [type, { schema: ref(body.schema) }] as const),
              ...(body.files ?? []).map((type) => [type, {}] as const),
            ]),
          },
        }
      : {}),
    responses: Object.fromEntries([
      ...Object.entries(answers).map(([status, given]) => [status, answer(given)] as const),
      ...statuses.map((status) => [String(status), problem(status)] as const),
    ]),
  };
}

function pathsOf(): Record<string, Record<string, object>> {
  const paths: Record<string, Record<string, object>> = {};
  for (const operation of operations)
    paths[operation.path] = { ...paths[operation.path], [operation.method]: described(operation) };
  return paths;
}

/** The API as OpenAPI 3.1 describes one, made of the schemas that check what comes in. */
export function openApiDocument() {
  return {
    openapi: '3.1.0',
    info: {
      title: 'Routegate',
      version: '1',
      description: `What CI and services ask and report. Decisions are made by people in Slack. Scopes: ${apiScopes.join(', ')}.`,
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: '/' }],
    paths: pathsOf(),
    components: {
      schemas: components(),
      securitySchemes: {
        bearer: { type: 'http', scheme: 'bearer' },
        key: { type: 'apiKey', in: 'header', name: 'X-API-Key' },
      },
    },
  };
}
