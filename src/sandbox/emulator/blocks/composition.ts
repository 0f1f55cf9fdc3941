import { arrayOr, isJsonObject, type Json, type JsonObject, objectsOf } from '../json.ts';
import {
  boolean,
  byType,
  type Check,
  type Fields,
  inside,
  list,
  object,
  oneOf,
  report,
  string,
  url,
} from './check.ts';
import { LIMITS } from './limits.ts';

/** A plain_text object. */
export function plainText(max: number): Check {
  return byType({ plain_text: object({ text: string({ min: 1, max }) }, { emoji: boolean }) });
}

export function mrkdwn(max: number): Check {
  return byType({ mrkdwn: object({ text: string({ min: 1, max }) }, { verbatim: boolean }) });
}

/** A text object of either kind. A wrong one is reported for the whole first, as Slack does for its alternatives. */
export function anyText(max: number): Check {
  const alternatives = byType({
    plain_text: object({ text: string({ min: 1, max }) }, { emoji: boolean }),
    mrkdwn: object({ text: string({ min: 1, max }) }, { verbatim: boolean }),
  });
  return (value, place) => {
    const found = place.problems.length;
    alternatives(value, place);
    const own = place.problems.splice(found);
    if (own.length > 0) report(place, 'failed to match all allowed schemas');
    place.problems.push(...own);
  };
}

/** Slack's documents require all of the four texts, its types only the explanation: the stricter is taken. */
export const confirm: Check = object(
  {
    title: plainText(LIMITS.confirmTitle),
    text: anyText(LIMITS.confirmText),
    confirm: plainText(LIMITS.confirmButton),
    deny: plainText(LIMITS.confirmButton),
  },
  { style: oneOf(['primary', 'danger']) },
);

const optionFields: Fields = {
  value: string({ min: 1, max: LIMITS.optionValue }),
};

/** An option of a select menu: plain text only. */
export const option: Check = object(
  { text: plainText(LIMITS.optionText), ...optionFields },
  { description: plainText(LIMITS.optionDescription) },
);

/** An option of checkboxes or radio buttons, which may be formatted. */
export const choiceOption: Check = object(
  { text: anyText(LIMITS.optionText), ...optionFields },
  { description: anyText(LIMITS.optionDescription) },
);

/** An option of an overflow menu, which may carry a url. */
export const overflowOption: Check = object(
  { text: plainText(LIMITS.optionText), ...optionFields },
  { description: plainText(LIMITS.optionDescription), url: url(LIMITS.url) },
);

export const optionGroup: Check = object({
  label: plainText(LIMITS.optionGroupLabel),
  options: list(option, { min: 1, max: LIMITS.selectOptions }),
});

export const conversationFilter: Check = object(
  {},
  {
    include: list(oneOf(['im', 'mpim', 'private', 'public']), { min: 1 }),
    exclude_external_shared_channels: boolean,
    exclude_bot_users: boolean,
  },
  (value, place) => {
    if (Object.keys(value).length === 0) report(place, 'must define at least one filter');
  },
);

export const dispatchActionConfig: Check = object(
  {},
  {
    trigger_actions_on: list(oneOf(['on_enter_pressed', 'on_character_entered']), { min: 1, max: 2 }),
  },
);

const slackFile: Check = object(
  {},
  { id: string({ min: 1 }), url: string({ min: 1, max: LIMITS.url }) },
  (value, place) => {
    if ((value.id === undefined) === (value.url === undefined)) {
      report(place, 'must define exactly one of `id` or `url`');
    }
  },
);

/** The fields that say where an image comes from: one of the two. */
export const imageSource: Fields = { image_url: url(LIMITS.url), slack_file: slackFile };

export function needsOneImageSource(value: JsonObject, place: Parameters<Check>[1]): void {
  if ((value.image_url === undefined) === (value.slack_file === undefined)) {
    report(place, 'must define exactly one of `image_url` or `slack_file`');
  }
}

/** All options of an element, those in groups too. */
export function allOptions(element: JsonObject): JsonObject[] {
  const grouped = objectsOf(element.option_groups).flatMap((group) => objectsOf(group.options));
  return [...objectsOf(element.options), ...grouped];
}

/** Initially chosen options must be among those offered, exactly as they are. */
export function initialAmongOptions(key: 'initial_option' | 'initial_options') {
  return (element: JsonObject, place: Parameters<Check>[1]): void => {
    const initial = element[key];
    if (initial === undefined) return;
    const chosen = key === 'initial_option' ? [initial] : arrayOr(initial);
    const offered = allOptions(element);
    const known = (each: Json) => isJsonObject(each) && offered.some((other) => sameOption(each, other));
    if (chosen.length === 0 || !chosen.every(known)) {
      report(inside(place, key), 'must be one of the provided options');
    }
  };
}

function sameOption(one: JsonObject, other: JsonObject): boolean {
  return one.value === other.value && textOf(one.text) === textOf(other.text);
}

function textOf(value: Json | undefined): Json | undefined {
  return isJsonObject(value) ? value.text : undefined;
}
