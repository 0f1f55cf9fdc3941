/**
 * Draws an interactive element. One entry for each element type that Slack has.
 * @import { Block, BlockElement } from '../../types.ts'
 */
import { html } from '../../core/html.js';
import { Picture } from '../image.js';
import { Button, FeedbackButtons, IconButton } from './button.js';
import { Checkboxes, RadioButtons } from './choices.js';
import { DatePicker } from './date-picker.js';
import { DateTimePicker } from './date-time-picker.js';
import { FileInput } from './file-input.js';
import { Overflow } from './overflow.js';
import { ConversationSelect, PersonSelect } from './people-selects.js';
import { RichTextInput } from './rich-text-input.js';
import { ExternalSelect, StaticSelect } from './selects.js';
import { LineInput, PlainTextInput } from './text-inputs.js';
import { TimePicker } from './time-picker.js';

/** @typedef {{ block: Block, element: BlockElement }} ElementProps */

/** @type {Record<string, (props: ElementProps) => any>} */
const ELEMENTS = {
  button: Button,
  channels_select: ConversationSelect,
  checkboxes: Checkboxes,
  conversations_select: ConversationSelect,
  datepicker: DatePicker,
  datetimepicker: DateTimePicker,
  email_text_input: LineInput,
  external_select: ExternalSelect,
  feedback_buttons: FeedbackButtons,
  file_input: FileInput,
  icon_button: IconButton,
  image: ({ element }) => html`<${Picture} source=${element} class="section-image" />`,
  multi_channels_select: ConversationSelect,
  multi_conversations_select: ConversationSelect,
  multi_external_select: ExternalSelect,
  multi_static_select: StaticSelect,
  multi_users_select: PersonSelect,
  number_input: LineInput,
  overflow: Overflow,
  plain_text_input: PlainTextInput,
  radio_buttons: RadioButtons,
  rich_text_input: RichTextInput,
  static_select: StaticSelect,
  timepicker: TimePicker,
  url_text_input: LineInput,
  users_select: PersonSelect,
  workflow_button: Button,
};

/** @param {ElementProps} props */
export function Element({ block, element }) {
  const Drawn = ELEMENTS[element.type];
  if (!Drawn) return html`<span class="unknown-block">This element is not drawn here: ${element.type}</span>`;
  return html`<div class=${`element element-${element.type}`} data-action-id=${element.action_id}>
    <${Drawn} block=${block} element=${element} />
  </div>`;
}
