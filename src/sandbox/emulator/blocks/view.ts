import { type Json, type JsonObject, objectsOf } from '../json.ts';
import {
  boolean,
  byType,
  type Check,
  type Fields,
  inside,
  object,
  type Place,
  report,
  string,
} from './check.ts';
import { plainText } from './composition.ts';
import { LIMITS } from './limits.ts';
import type { Problem } from './problem.ts';
import { everyBlock } from './walk.ts';
import { checkBlocks } from './whole.ts';

const shared: Fields = {
  private_metadata: string({ max: LIMITS.privateMetadata }),
  callback_id: string({ max: LIMITS.callbackId }),
  external_id: string({ max: LIMITS.externalId }),
};

const needsSubmit = (view: JsonObject, place: Place): void => {
  if (view.submit !== undefined) return;
  for (const { block, pointer } of everyBlock(objectsOf(view.blocks))) {
    if (block.type !== 'input') continue;
    report(
      { ...place, pointer: `${place.pointer}/blocks${pointer}/input` },
      'must define `submit` to use `input` block',
    );
  }
};

const modal: Check = object(
  { title: plainText(LIMITS.viewTitle), blocks: checkBlocks },
  {
    ...shared,
    submit: plainText(LIMITS.viewSubmit),
    close: plainText(LIMITS.viewClose),
    clear_on_close: boolean,
    notify_on_close: boolean,
  },
  needsSubmit,
);

const home: Check = object({ blocks: checkBlocks }, shared);

/**
 * Everything Slack would refuse in a view, modal or Home. Empty when it is fine. Pointers start at the view.
 * `only` says which type the method at hand takes.
 */
export function validateView(view: unknown, only?: 'modal' | 'home'): Problem[] {
  const json: Json = view === undefined ? null : JSON.parse(JSON.stringify(view));
  const isHome = typeof json === 'object' && json !== null && !Array.isArray(json) && json.type === 'home';
  const place: Place = { pointer: '', surface: isHome ? 'home' : 'modal', problems: [] };
  const types: Record<string, Check> = { modal, home };
  byType(only ? { [only]: only === 'modal' ? modal : home } : types)(json, place);
  const bytes = Buffer.byteLength(JSON.stringify(json));
  if (bytes > LIMITS.viewBytes) return [tooLarge(inside(place, ''), bytes)];
  return place.problems.map((each) => ({ ...each, error: 'invalid_arguments' }));
}

function tooLarge(place: Place, bytes: number): Problem {
  return {
    error: 'view_too_large',
    pointer: place.pointer,
    message: `${bytes} of at most ${LIMITS.viewBytes} bytes used`,
    code: 'failed_constraint',
  };
}
