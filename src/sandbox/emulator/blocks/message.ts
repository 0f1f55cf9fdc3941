import { isJsonObject, type Json, type JsonObject } from '../json.ts';
import { checkAttachments } from './attachments.ts';
import type { Place } from './check.ts';
import { LIMITS } from './limits.ts';
import type { Problem } from './problem.ts';
import { checkBlocks, messageCost } from './whole.ts';

export type MessageContents = {
  text?: string | undefined;
  blocks?: unknown;
  attachments?: unknown;
  metadata?: unknown;
};

export type MessageRules = {
  /** `update`: what `chat.update` takes; `respond`: what a response_url takes. */
  as?: 'post' | 'update' | 'respond';
};

/**
 * Everything Slack would refuse in the contents of a message. Empty when it is fine.
 * The first problem's `error` is what the method answers.
 */
export function validateMessage(message: MessageContents, rules: MessageRules = {}): Problem[] {
  const contents = toJson(message);
  return [
    ...textProblems(contents, rules),
    ...blocksProblems(contents),
    ...attachmentProblems(contents),
    ...sizeProblems(contents, rules),
    ...metadataProblems(contents),
  ];
}

function textProblems({ text, blocks, attachments }: JsonObject, rules: MessageRules): Problem[] {
  const hasText = typeof text === 'string' && text !== '';
  if (!hasText && isEmpty(blocks) && isEmpty(attachments))
    return [problem('no_text', '', 'no text provided')];
  if (rules.as === 'update' && typeof text === 'string' && text.length > LIMITS.updateText) {
    return [problem('msg_too_long', '/text', `must be less than ${LIMITS.updateText + 1} characters`)];
  }
  return [];
}

function isEmpty(value: Json | undefined): boolean {
  return value === undefined || value === null || (Array.isArray(value) && value.length === 0);
}

function blocksProblems({ blocks }: JsonObject): Problem[] {
  if (blocks === undefined || blocks === null) return [];
  if (!Array.isArray(blocks) || !blocks.every(isJsonObject)) {
    return [problem('invalid_blocks_format', '/blocks', 'must provide an array of objects')];
  }
  const place: Place = { pointer: '/blocks', surface: 'message', problems: [] };
  checkBlocks(blocks, place);
  return place.problems;
}

function attachmentProblems({ attachments }: JsonObject): Problem[] {
  if (attachments === undefined || attachments === null) return [];
  if (Array.isArray(attachments) && attachments.length > LIMITS.attachments) {
    return [
      problem('too_many_attachments', '/attachments', `no more than ${LIMITS.attachments} items allowed`),
    ];
  }
  const place: Place = { pointer: '/attachments', surface: 'message', problems: [] };
  checkAttachments(attachments, place);
  return place.problems.map((each) => ({ ...each, error: 'invalid_attachments' }));
}

function sizeProblems({ blocks }: JsonObject, rules: MessageRules): Problem[] {
  if (!Array.isArray(blocks) || rules.as === 'respond') return [];
  const cost = messageCost(blocks);
  if (cost <= LIMITS.messageCost) return [];
  return [problem('msg_blocks_too_long', '/blocks', `${cost} of at most ${LIMITS.messageCost} used`)];
}

function metadataProblems({ metadata }: JsonObject): Problem[] {
  if (metadata === undefined || metadata === null) return [];
  if (!isJsonObject(metadata)) {
    return [problem('invalid_metadata_format', '/metadata', 'must provide an object')];
  }
  if (Object.keys(metadata).length === 0) return [];
  const unknown = Object.keys(metadata).some((key) => key !== 'event_type' && key !== 'event_payload');
  const named = typeof metadata.event_type === 'string' && metadata.event_type !== '';
  if (unknown || !named || !isJsonObject(metadata.event_payload)) {
    return [
      problem('invalid_metadata_schema', '/metadata', 'must define `event_type` and `event_payload` only'),
    ];
  }
  if (JSON.stringify(metadata).length > LIMITS.metadataBytes) {
    return [
      problem('metadata_too_large', '/metadata', `must be less than ${LIMITS.metadataBytes + 1} bytes`),
    ];
  }
  return [];
}

function problem(error: string, pointer: string, message: string): Problem {
  return { error, pointer, message, code: 'failed_constraint' };
}

/** What arrives at Slack: the message after a trip through JSON, so that `undefined` is absent. */
function toJson(message: MessageContents): JsonObject {
  const json: JsonObject = JSON.parse(JSON.stringify(message));
  return json;
}
