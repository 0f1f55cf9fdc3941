import { list, object, type Place } from '../../blocks/check.ts';
import { withTextDefaults } from '../../blocks/complete.ts';
import { option, optionGroup } from '../../blocks/composition.ts';
import { LIMITS } from '../../blocks/limits.ts';
import { wording } from '../../blocks/problem.ts';
import { interactionBase } from '../../delivery/payloads.ts';
import { isJsonObject, type JsonObject, objectsOf } from '../../json.ts';
import type { Acts, SuggestAnswer } from '../../people.ts';
import { type Acting, answerOf, failed, invalid } from './answer.ts';
import { findContainer, findInContainer } from './containers.ts';
import { suggestionKey } from './elements.ts';

const KEPT_MENUS = 1000;

const suggestions = object(
  {},
  {
    options: list(option, { max: LIMITS.selectOptions }),
    option_groups: list(optionGroup, { max: LIMITS.optionGroups }),
  },
);

/** Asks the app for the options of an external select, as the client does while somebody types. */
export async function suggest(acting: Acting, act: Acts['suggest']): Promise<SuggestAnswer> {
  const { core, person } = acting;
  const container = findContainer(acting, act.container);
  const placed = container && findInContainer(container, act.block_id, act.action_id);
  if (!container || !placed) return invalid('no such element');
  const { element } = placed;
  if (element.type !== 'external_select' && element.type !== 'multi_external_select') {
    return invalid(`a ${String(element.type)} has no external options`);
  }
  const least = typeof element.min_query_length === 'number' ? element.min_query_length : 3;
  if (act.query.length < least) return invalid(`type at least ${least} characters`);
  const delivered = await core.deliveries.deliver('interactive', 'block_suggestion', person.id, {
    ...interactionBase(core.world, 'block_suggestion', person.id),
    ...container.payload(),
    action_id: act.action_id,
    block_id: act.block_id,
    value: act.query,
  });
  if (delivered.outcome !== 'acked') return answerOf(delivered);
  const answer = isJsonObject(delivered.body) ? delivered.body : {};
  const place: Place = { pointer: '', surface: 'modal', problems: [] };
  suggestions(answer, place);
  const [problem] = place.problems;
  if (problem) return failed(wording(problem), { delivery_id: delivered.delivery.id });
  return { ...answerOf(delivered), ...offer(acting, act, answer) };
}

/** Remembers what was offered, so that a choice can be told from an invention. */
function offer(
  acting: Acting,
  act: Acts['suggest'],
  answer: JsonObject,
): Pick<SuggestAnswer, 'options' | 'option_groups'> {
  const options = objectsOf(withTextDefaults(answer.options ?? []));
  const groups = objectsOf(withTextDefaults(answer.option_groups ?? []));
  const offered = [...options, ...groups.flatMap((group) => objectsOf(group.options))];
  const { suggestions: known } = acting.core;
  const key = suggestionKey(acting, act.container, act);
  const others = (known.get(key) ?? []).filter(
    (each) => !offered.some((other) => other.value === each.value),
  );
  known.set(key, [...offered, ...others].slice(0, KEPT_MENUS));
  const oldest = known.size > KEPT_MENUS ? known.keys().next().value : undefined;
  if (oldest !== undefined) known.delete(oldest);
  return answer.option_groups === undefined ? { options } : { option_groups: groups };
}
