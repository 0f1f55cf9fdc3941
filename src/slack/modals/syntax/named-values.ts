import type { Packet } from '../../../domain/packet/schema.ts';
import { type StoredKind, storedKinds } from '../../../domain/words.ts';
import { choiceOf, leadingNumber, plain, spoken, wordIn } from './cells.ts';
import type { Read, TextForm, TextProblem } from './line-list.ts';

/** Texts with one `name: value` a line: limits, parameters, retention. */

interface NamedNumber<Key extends string> {
  readonly key: Key;
  /** What people write before the colon. */
  readonly name: string;
  /** Also understood. */
  readonly aliases?: readonly string[];
  /** Written after the number. */
  readonly unit: string;
}

type Numbers<Key extends string> = { readonly [K in Key]?: number | undefined };

const squeezed = (text: string): string =>
  text
    .trim()
    .toLowerCase()
    .replace(/[\s_-]+/g, ' ');

/** A number with an optional unit, in the field's own unit; null where it cannot be read. */
function amountOf(text: string, unit: string): number | null {
  const bare = text
    .trim()
    .replace(/^\$\s*/, '')
    .replace(/(\d)[,_\u00a0 ](?=\d{3}(\D|$))/g, '$1');
  const number = leadingNumber(bare);
  if (!number) return null;
  const rest = number.rest.toLowerCase();
  if (rest === '' || rest === unit) return number.value;
  if (unit === 'ms' && /^s(ec(onds?)?)?$/.test(rest)) return number.value * 1000;
  if (unit === 'ms' && /^(m|min(utes?)?)$/.test(rest)) return number.value * 60_000;
  if (unit === 'ms' && /^h(ours?)?$/.test(rest)) return number.value * 3_600_000;
  if (unit === '$' && /^(usd|dollars?|\$)(\s*(\/|per|a)\s*month)?$/.test(rest)) return number.value;
  if (unit === 'tokens' && /^(tok(en)?s?)$/.test(rest)) return number.value;
  return null;
}

function namedNumbers<Key extends string>(
  names: readonly NamedNumber<Key>[],
  empty: Numbers<Key>,
): TextForm<Numbers<Key>> {
  const choices = choiceOf(names.map(({ name }) => name));
  const write = (key: NamedNumber<Key>, value: number): string =>
    key.unit === '$' ? `${key.name}: $${value}` : `${key.name}: ${value}${key.unit ? ` ${key.unit}` : ''}`;
  const readLine = (line: string): { key: Key; value: number } | string => {
    const colon = line.indexOf(':');
    const name = squeezed(colon < 0 ? line : line.slice(0, colon));
    const known = names.find((each) => each.name === name || each.aliases?.includes(name));
    if (!known || colon < 0)
      return `“${line.trim()}” is not understood. Start the line with ${choiceOf(names.map((each) => `${each.name}:`))}`;
    const value = amountOf(line.slice(colon + 1), known.unit);
    return value === null
      ? `The number of ${known.name} is not understood. Write ${write(known, 100)}`
      : { key: known.key, value };
  };
  return {
    write: (values) =>
      names
        .flatMap((each) => {
          const value = values[each.key];
          return value === undefined ? [] : [write(each, value)];
        })
        .join('\n'),
    read: (text) => {
      const problems: TextProblem[] = [];
      let value: Numbers<Key> = empty;
      text.split(/\r?\n/).forEach((line, index) => {
        if (line.trim() === '' || /^[^:]+:\s*$/.test(line)) {
          if (line.trim() !== '' && !names.some((each) => each.name === squeezed(line.replace(':', ''))))
            problems.push({
              line: index + 1,
              message: `“${line.trim()}” is not understood. Name ${choices}.`,
            });
          return;
        }
        const read = readLine(line);
        if (typeof read === 'string') problems.push({ line: index + 1, message: read });
        else if (value[read.key] !== undefined)
          problems.push({ line: index + 1, message: 'This limit is given twice; keep one line.' });
        else value = { ...value, [read.key]: read.value };
      });
      return problems.length > 0 ? { problems } : { value };
    },
  };
}

export const latencyText = namedNumbers<keyof Packet['latency']>(
  [
    { key: 'p95_ms', name: 'p95', aliases: ['p95 latency', 'p95 ms'], unit: 'ms' },
    {
      key: 'p95_first_token_ms',
      name: 'first token',
      aliases: ['p95 first token', 'p95 first token ms'],
      unit: 'ms',
    },
    { key: 'timeout_ms', name: 'timeout', aliases: ['timeout ms'], unit: 'ms' },
    { key: 'p50_ms', name: 'p50', aliases: ['p50 latency', 'p50 ms', 'median'], unit: 'ms' },
    { key: 'max_queue_ms', name: 'queue', aliases: ['longest wait', 'max queue ms'], unit: 'ms' },
    { key: 'deadline_ms', name: 'deadline', aliases: ['deadline ms'], unit: 'ms' },
  ],
  {},
);

export const costText = namedNumbers<keyof Packet['cost']>(
  [
    { key: 'monthly_budget_usd', name: 'monthly budget', aliases: ['budget', 'per month'], unit: '$' },
    { key: 'per_request_usd', name: 'per request', aliases: [], unit: '$' },
    { key: 'per_workflow_usd', name: 'per workflow', aliases: ['per conversation'], unit: '$' },
    {
      key: 'per_accepted_outcome_usd',
      name: 'per accepted outcome',
      aliases: ['per accepted answer', 'per outcome'],
      unit: '$',
    },
    { key: 'max_input_tokens', name: 'input tokens', aliases: ['max input tokens'], unit: 'tokens' },
    { key: 'max_output_tokens', name: 'output tokens', aliases: ['max output tokens'], unit: 'tokens' },
    { key: 'per_owner_usd', name: 'per owner', aliases: [], unit: '$' },
    { key: 'per_1000_calls_usd', name: 'per 1000 calls', aliases: ['per 1,000 calls'], unit: '$' },
    { key: 'alert_at_usd', name: 'alert at', aliases: ['alert'], unit: '$' },
    { key: 'monthly_requests', name: 'requests a month', aliases: ['monthly requests'], unit: 'requests' },
    {
      key: 'requests_per_minute',
      name: 'requests a minute',
      aliases: ['requests per minute', 'rpm'],
      unit: 'requests',
    },
    {
      key: 'tokens_per_minute',
      name: 'tokens a minute',
      aliases: ['tokens per minute', 'tpm'],
      unit: 'tokens',
    },
  ],
  {},
);

type Parameters = Packet['parameters'];
type ParameterValue = Parameters[string];

const isBareName = (name: string): boolean =>
  /^[^\s":][^":\n\r\u2028\u2029]*$/.test(name) && name === name.trim();

/** A value as it is read when nothing quotes it. */
function bareValue(text: string): ParameterValue {
  if (text === 'true') return true;
  if (text === 'false') return false;
  const number = /^-?\d+(\.\d+)?([eE][+-]?\d+)?$/.test(text) ? Number(text) : Number.NaN;
  return Number.isFinite(number) ? number : text;
}

function parameterValue(value: ParameterValue): string {
  if (typeof value !== 'string') return String(value);
  const isBare =
    value !== '' && value === value.trim() && !/["\n\r]/.test(value) && bareValue(value) === value;
  return isBare ? value : JSON.stringify(value);
}

function quoted(text: string): string | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'string' ? value : null;
  } catch {
    return null;
  }
}

const parameterHelp = 'Write name: value, such as temperature: 0.2.';

function readParameter(line: string): readonly [string, ParameterValue] | string {
  const [, name = '', rest = ''] = /^("(?:[^"\\]|\\.)*"|[^":][^:]*):(.*)$/su.exec(line.trim()) ?? [];
  const key = name.startsWith('"') ? quoted(name) : name.trim();
  if (!key) return `“${line.trim()}” is not understood. ${parameterHelp}`;
  const text = rest.trim();
  if (text === '') return `${key} has no value. ${parameterHelp}`;
  const value = text.startsWith('"') ? quoted(text) : bareValue(text);
  return value === null
    ? `The quotation marks of ${key} do not match. Write "…" around the whole value.`
    : [key, value];
}

/** Parameters: `temperature: 0.2`. Numbers, true and false are themselves; quotation marks make anything a text. */
export const parametersText: TextForm<Parameters> = {
  write: (parameters) =>
    Object.entries(parameters)
      .map(([key, value]) => `${isBareName(key) ? key : JSON.stringify(key)}: ${parameterValue(value)}`)
      .join('\n'),
  read: (text): Read<Parameters> => {
    const entries: (readonly [string, ParameterValue])[] = [];
    const problems: TextProblem[] = [];
    text.split(/\r?\n/).forEach((line, index) => {
      if (line.trim() === '') return;
      const read = readParameter(line);
      if (typeof read === 'string') problems.push({ line: index + 1, message: read });
      else if (entries.some(([key]) => key === read[0]))
        problems.push({ line: index + 1, message: `${read[0]} is given twice; keep one line.` });
      else entries.push(read);
    });
    return problems.length > 0 ? { problems } : { value: Object.fromEntries(entries) };
  },
};

export type Retention = { readonly [K in StoredKind]?: number };

/** How long what is stored is kept: `prompts: 30 days`; `all: 30 days` for everything that has no line of its own. */
export const retentionText: TextForm<Retention & { readonly all?: number }> = {
  write: (retention) =>
    storedKinds
      .flatMap((kind) => (retention[kind] === undefined ? [] : [`${spoken(kind)}: ${retention[kind]} days`]))
      .join('\n'),
  read: (text) => {
    const problems: TextProblem[] = [];
    const value: { [K in StoredKind | 'all']?: number } = {};
    text.split(/\r?\n/).forEach((line, index) => {
      if (line.trim() === '') return;
      const [, name = '', amount = ''] = /^([^:]+):(.*)$/.exec(line) ?? [];
      const kind = name.trim().toLowerCase() === 'all' ? 'all' : wordIn(storedKinds, plain(name));
      const number = leadingNumber(amount);
      if (!kind)
        problems.push({
          line: index + 1,
          message: `“${line.trim()}” is not understood. Write prompts: 30 days, or all: 30 days.`,
        });
      else if (!number || !/^(d(ays?)?)?$/i.test(number.rest))
        problems.push({ line: index + 1, message: `Say how many days: ${name.trim()}: 30 days.` });
      else value[kind] = number.value;
    });
    return problems.length > 0 ? { problems } : { value };
  },
};
