import { routeIdSchema } from '../../domain/packet/schema.ts';

/** What somebody wants who types `/route-request` and something after it. */

/** Acts on a rollout. */
export const rolloutActs = ['pause', 'resume', 'rollback', 'trigger', 'drill'] as const;
export type RolloutAct = (typeof rolloutActs)[number];

export type Command =
  | { readonly kind: 'form' }
  | { readonly kind: 'help' }
  | { readonly kind: 'list' }
  | { readonly kind: 'inbox' }
  | { readonly kind: 'away' }
  | { readonly kind: 'show'; readonly route: string }
  | { readonly kind: 'request'; readonly request: string }
  | { readonly kind: 'export'; readonly id: string }
  | { readonly kind: 'emergency'; readonly request: string }
  /** Null where no request was named: then the modal asks for it. */
  | { readonly kind: 'evidence'; readonly request: string | null }
  | { readonly kind: 'renew' | 'retire'; readonly route: string }
  | { readonly kind: 'act'; readonly act: RolloutAct; readonly route: string }
  /** A route's id: the form for it. */
  | { readonly kind: 'route'; readonly route: string }
  /** A word that needs a route or a request after it, alone. */
  | { readonly kind: 'incomplete'; readonly word: string; readonly needs: 'route' | 'id' }
  /** Nothing that could be a command or a route's id. */
  | { readonly kind: 'unreadable'; readonly text: string };

/** Every word that means something, in the order in which help explains them. */
export const commandWords = [
  'help',
  'list',
  'inbox',
  'show',
  'export',
  'evidence',
  'renew',
  'retire',
  'pause',
  'resume',
  'rollback',
  'drill',
  'trigger',
  'break-glass',
  'away',
] as const;
type CommandWord = (typeof commandWords)[number];

const requestId = /^r-?(\d{1,9})$/i;
const asRequest = (word: string): string | null => {
  const number = requestId.exec(word)?.[1];
  return number === undefined ? null : `R-${Number(number)}`;
};

/** Slack writes links, code marks and quotes around what people type or paste. */
const bare = (word: string): string => word.replace(/^[`"'“”‘’<*_]+|[`"'“”‘’>*_.,;:!?]+$/g, '');

/** What these are about is named by an id, of a request for one. */
const byId: ReadonlySet<CommandWord> = new Set(['export', 'break-glass']);

function wordCommand(word: CommandWord, target: string): Command {
  switch (word) {
    case 'help':
    case 'list':
    case 'inbox':
    case 'away':
      return { kind: word };
    default:
      break;
  }
  if (word === 'evidence') {
    const named = asRequest(target);
    return target === '' || named
      ? { kind: 'evidence', request: named }
      : { kind: 'incomplete', word, needs: 'id' };
  }
  if (target === '') return { kind: 'incomplete', word, needs: byId.has(word) ? 'id' : 'route' };
  const request = asRequest(target);
  if (word === 'break-glass')
    return request ? { kind: 'emergency', request } : { kind: 'incomplete', word, needs: 'id' };
  if (word === 'export') return { kind: 'export', id: request ?? target.toLowerCase() };
  if (word === 'show' && request) return { kind: 'request', request };
  const route = target.toLowerCase();
  if (word === 'show' || word === 'renew' || word === 'retire') return { kind: word, route };
  return { kind: 'act', act: word, route };
}

/** Total: every text means something. */
export function parseCommand(text: string): Command {
  const [first = '', second = ''] = text.trim().split(/\s+/).map(bare);
  if (first === '') return text.trim() === '' ? { kind: 'form' } : { kind: 'unreadable', text: text.trim() };
  const lower = first.toLowerCase();
  const word = commandWords.find((known) => known === lower);
  if (word) return wordCommand(word, second);
  const request = asRequest(first);
  if (request) return { kind: 'request', request };
  return routeIdSchema.safeParse(lower).success
    ? { kind: 'route', route: lower }
    : { kind: 'unreadable', text: text.trim() };
}
