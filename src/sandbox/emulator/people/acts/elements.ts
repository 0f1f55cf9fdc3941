import { allOptions } from '../../blocks/composition.ts';
import type { PlacedElement } from '../../blocks/walk.ts';
import { actionTs, interactionBase } from '../../delivery/payloads.ts';
import { kindOf } from '../../inputs/kinds.ts';
import { setInput } from '../../inputs/set.ts';
import { withValue } from '../../inputs/values.ts';
import { isJsonObject, type JsonObject, stringOr, stringsOf } from '../../json.ts';
import type { ActAnswer, Acts, ContainerRef, ElementValue } from '../../people.ts';
import { type Acting, answerOf, done, failureText, invalid, tell } from './answer.ts';
import { type Container, findContainer, findInContainer } from './containers.ts';

/** A click on, or a change of, any interactive element. */
export async function useElement(
  acting: Acting,
  act: Acts['click'] & Pick<Acts['input'], 'entered'>,
): Promise<ActAnswer> {
  const container = findContainer(acting, act.container);
  if (!container) return invalid('no such message or view');
  const placed = findInContainer(container, act.block_id, act.action_id);
  if (!placed) return invalid(`no element ${act.action_id} in block ${act.block_id}`);
  if (isJsonObject(placed.element.confirm) && act.confirmed !== true) {
    return { ok: false, outcome: 'confirm', confirm: placed.element.confirm };
  }
  const used = use(acting, container, placed, act);
  if ('error' in used) return invalid(used.error, { errors: { [act.block_id]: used.error } });
  if (placed.element.type === 'workflow_button') return done();
  if (placed.isInput && !isDispatched(placed, act.entered ?? 'enter')) return done();
  return dispatch(acting, container, placed, used.action);
}

/** Puts the value into an input, or reads what a button stands for; answers what the action payload says of it. */
function use(
  acting: Acting,
  container: Container,
  { block, element }: PlacedElement,
  act: Acts['click'],
): { action: JsonObject } | { error: string } {
  if (!kindOf(element)) return pressed(element, act.value);
  const suggested = acting.core.suggestions.get(suggestionKey(acting, act.container, act)) ?? [];
  const { world } = acting.core;
  const set = setInput(element, act.value, { world, person: acting.person, suggested });
  if (!set.ok) return { error: set.error };
  container.keep(withValue(container.values, stringOr(block.block_id), act.action_id, set.state));
  const { type: _type, ...held } = set.state;
  return { action: held };
}

/** Options that were suggested to somebody for one external select. */
export function suggestionKey(
  { person }: Acting,
  container: ContainerRef,
  { block_id, action_id }: { block_id: string; action_id: string },
): string {
  const place = container.type === 'view' ? container.view_id : `${container.channel}:${container.ts}`;
  return [person.id, place, block_id, action_id].join(' ');
}

function pressed(
  element: JsonObject,
  value: ElementValue | undefined,
): { action: JsonObject } | { error: string } {
  if (element.type === 'overflow') {
    const option = allOptions(element).find((each) => each.value === value);
    return option
      ? { action: { selected_option: option } }
      : { error: `no option has the value ${JSON.stringify(value)}` };
  }
  if (element.type === 'feedback_buttons') {
    const chosen = value === 'negative' ? element.negative_button : element.positive_button;
    return { action: isJsonObject(chosen) ? { text: chosen.text, value: chosen.value } : {} };
  }
  return { action: {} };
}

const TYPED = new Set([
  'plain_text_input',
  'email_text_input',
  'url_text_input',
  'number_input',
  'rich_text_input',
]);

/** Whether the app hears of this use of an input: only where it asked for it, and for typing as it asked. */
function isDispatched({ block, element }: PlacedElement, entered: 'enter' | 'character'): boolean {
  if (block.dispatch_action !== true) return false;
  if (!TYPED.has(stringOr(element.type))) return true;
  const config = isJsonObject(element.dispatch_action_config) ? element.dispatch_action_config : {};
  const asked = stringsOf(config.trigger_actions_on);
  const triggers = asked.length > 0 ? asked : ['on_enter_pressed'];
  return triggers.includes(entered === 'enter' ? 'on_enter_pressed' : 'on_character_entered');
}

/** What of an element's own definition its action payload repeats. */
const REPEATED = [
  'text',
  'value',
  'url',
  'style',
  'icon',
  'placeholder',
  'confirm',
  'initial_option',
  'initial_options',
  'initial_user',
  'initial_users',
  'initial_conversation',
  'initial_conversations',
  'initial_channel',
  'initial_channels',
  'initial_date',
  'initial_time',
  'initial_date_time',
  'min_query_length',
];

async function dispatch(
  acting: Acting,
  container: Container,
  { block, element }: PlacedElement,
  used: JsonObject,
): Promise<ActAnswer> {
  const { core, person } = acting;
  const { world } = core;
  const channel = container.channel ?? container.view?.openedIn;
  const trigger_id = core.triggers.issue({
    user: person.id,
    ...(channel !== undefined && { channel }),
    ...(container.view && { view: container.view.id }),
  });
  const repeated = Object.fromEntries(
    REPEATED.flatMap((key) => (element[key] === undefined ? [] : [[key, element[key]]])),
  );
  const delivered = await core.deliveries.deliver('interactive', 'block_actions', person.id, {
    ...interactionBase(world, 'block_actions', person.id),
    ...container.payload(),
    trigger_id,
    ...(container.response && { response_url: world.baseUrl + core.responseUrls.issue(container.response) }),
    actions: [
      {
        ...repeated,
        ...used,
        type: element.type,
        action_id: element.action_id,
        block_id: block.block_id,
        action_ts: actionTs(world),
      },
    ],
  });
  const failure = failureText(delivered);
  if (failure) {
    tell(acting, {
      level: 'error',
      text: failure,
      ...(container.view ? { view_id: container.view.id } : { channel: container.channel ?? '' }),
    });
  }
  return answerOf(delivered, { trigger_id });
}
