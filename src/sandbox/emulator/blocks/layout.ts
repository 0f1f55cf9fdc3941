import type { JsonObject } from '../json.ts';
import {
  boolean,
  byType,
  type Check,
  type Fields,
  integer,
  list,
  object,
  oneOf,
  type Place,
  report,
  type Surface,
  string,
  url,
} from './check.ts';
import { anyText, imageSource, mrkdwn, needsOneImageSource, plainText } from './composition.ts';
import {
  ACCESSORIES,
  ACTIONS,
  CONTEXT_ACTIONS,
  contextElement,
  ELEMENTS,
  elementOf,
  INPUTS,
} from './elements.ts';
import { LIMITS } from './limits.ts';
import { richText } from './rich-text.ts';
import { dataTable, table } from './tables.ts';

const identified: Fields = { block_id: string({ min: 1, max: LIMITS.blockId }) };
const image = byType({ image: ELEMENTS.image });

const textOrFields = (value: JsonObject, place: Place): void => {
  if (value.text === undefined && value.fields === undefined) {
    report(place, 'must define either `fields` or `text`');
  }
};

const section = object(
  {},
  {
    ...identified,
    text: anyText(LIMITS.sectionText),
    fields: list(anyText(LIMITS.sectionField), { min: 1, max: LIMITS.sectionFields }),
    accessory: elementOf(...ACCESSORIES),
    expand: boolean,
  },
  textOrFields,
);

const card = object(
  {},
  {
    ...identified,
    hero_image: image,
    icon: image,
    title: mrkdwn(LIMITS.cardTitle),
    subtitle: mrkdwn(LIMITS.cardSubtitle),
    body: mrkdwn(LIMITS.cardBody),
    actions: list(elementOf('button'), { min: 1, max: LIMITS.actionsElements }),
  },
  (value, place) => {
    if (!['hero_image', 'title', 'actions', 'body'].some((key) => value[key] !== undefined)) {
      report(place, 'must define at least one of `hero_image`, `title`, `actions` or `body`');
    }
  },
);

const taskCard = object(
  {
    task_id: string({ min: 1 }),
    title: string({ min: 1 }),
    status: oneOf(['pending', 'in_progress', 'complete', 'error']),
  },
  {
    ...identified,
    details: byType({ rich_text: richText }),
    output: byType({ rich_text: richText }),
    sources: list(byType({ url: object({ url: url(LIMITS.url), text: string({ min: 1 }) }) })),
  },
);

const actions = object(
  { elements: list(elementOf(...ACTIONS), { min: 1, max: LIMITS.actionsElements }) },
  identified,
);

const context = object(
  { elements: list(contextElement, { min: 1, max: LIMITS.contextElements }) },
  identified,
);

const divider = object({}, identified);

const file = object({ external_id: string({ min: 1 }), source: oneOf(['remote']) }, identified);

const header = object({ text: plainText(LIMITS.header) }, identified);

const imageBlock = object(
  { alt_text: string({ min: 1, max: LIMITS.altText }) },
  { ...identified, ...imageSource, title: plainText(LIMITS.imageTitle) },
  needsOneImageSource,
);

const input = object(
  { label: plainText(LIMITS.inputLabel), element: elementOf(...INPUTS) },
  { ...identified, hint: plainText(LIMITS.inputHint), optional: boolean, dispatch_action: boolean },
);

const video = object(
  {
    alt_text: string({ min: 1, max: LIMITS.altText }),
    title: plainText(LIMITS.videoTitle),
    thumbnail_url: url(LIMITS.url),
    video_url: url(LIMITS.url),
  },
  {
    ...identified,
    title_url: url(LIMITS.url),
    author_name: string({ max: LIMITS.videoAuthor }),
    description: plainText(LIMITS.videoDescription),
    provider_name: string(),
    provider_icon_url: url(LIMITS.url),
  },
);

const containable = byType({
  actions,
  context,
  divider,
  file,
  header,
  image: imageBlock,
  input,
  rich_text: richText,
  section,
  table,
  video,
});

const container = object(
  { child_blocks: list(containable, { min: 1, max: LIMITS.containerChildren }) },
  {
    ...identified,
    title: plainText(LIMITS.containerTitle),
    rich_text_title: byType({ rich_text: richText }),
    subtitle: anyText(LIMITS.containerSubtitle),
    width: oneOf(['narrow', 'standard', 'wide', 'full']),
    icon: image,
    is_collapsible: boolean,
    default_collapsed: boolean,
    has_header_divider: boolean,
  },
  (value, place) => {
    if (value.title === undefined && value.rich_text_title === undefined) {
      report(place, 'must define either `title` or `rich_text_title`');
    }
    if (value.default_collapsed === true && value.is_collapsible !== true) {
      report(place, 'must define `is_collapsible` to use `default_collapsed`');
    }
  },
);

const everywhere: Surface[] = ['message', 'modal', 'home'];

/** Every block: how it must look, and where it may stand. */
export const BLOCKS: Record<string, { check: Check; surfaces: Surface[] }> = {
  actions: { check: actions, surfaces: everywhere },
  alert: {
    check: object(
      { text: anyText(LIMITS.textObject) },
      { ...identified, level: oneOf(['default', 'info', 'warning', 'error', 'success']) },
    ),
    surfaces: ['modal'],
  },
  card: { check: card, surfaces: ['message', 'home'] },
  carousel: {
    check: object({ elements: list(byType({ card }), { min: 1, max: LIMITS.carouselCards }) }, identified),
    surfaces: ['message', 'home'],
  },
  container: { check: container, surfaces: ['message'] },
  context: { check: context, surfaces: everywhere },
  context_actions: {
    check: object(
      { elements: list(elementOf(...CONTEXT_ACTIONS), { min: 1, max: LIMITS.contextActionsElements }) },
      identified,
    ),
    surfaces: ['message'],
  },
  data_table: { check: dataTable, surfaces: ['message'] },
  divider: { check: divider, surfaces: everywhere },
  file: { check: file, surfaces: ['message'] },
  header: { check: header, surfaces: everywhere },
  image: { check: imageBlock, surfaces: everywhere },
  input: { check: input, surfaces: everywhere },
  markdown: {
    check: object({ text: string({ min: 1, max: LIMITS.markdownTotal }) }, identified),
    surfaces: ['message'],
  },
  plan: {
    check: object(
      { title: string({ min: 1 }) },
      { ...identified, tasks: list(byType({ task_card: taskCard }), { min: 1 }) },
    ),
    surfaces: ['message'],
  },
  rich_text: { check: richText, surfaces: everywhere },
  section: { check: section, surfaces: everywhere },
  table: { check: table, surfaces: ['message', 'home'] },
  task_card: { check: taskCard, surfaces: ['message'] },
  video: { check: video, surfaces: everywhere },
};

const onSurface = Object.fromEntries(
  everywhere.map((surface) => [
    surface,
    byType(
      Object.fromEntries(
        Object.entries(BLOCKS)
          .filter(([, block]) => block.surfaces.includes(surface))
          .map(([type, block]) => [type, block.check]),
      ),
    ),
  ]),
);

/** One block, on the surface of its place. */
export const anyBlock: Check = (value, place) => {
  onSurface[place.surface]?.(value, place);
};

/** A legacy attachment's short number fields. */
export const timestamp = integer({ min: 0 });
