import type { FileInput, ModalView, PlainTextInput } from '@slack/types';
import { actions, button, context } from '../blocks/blocks.ts';
import { input, textInput } from '../blocks/inputs.ts';
import { modal } from '../blocks/modal.ts';
import { encodeFormRef, formActions, formViews } from '../ids.ts';
import type { DraftContent } from './draft.ts';
import { viewTitle } from './step-view.ts';

/** The way into the form for those who have the packet as a file: pasted or dropped, it fills every step. */

export const pasteBlock = 'form-yaml-paste';
export const fileBlock = 'form-yaml-drop';

const fileInput: FileInput = {
  type: 'file_input',
  action_id: formActions.file,
  filetypes: ['yaml', 'yml', 'json', 'txt'],
  max_files: 1,
};

function pasteInput(initial: string): PlainTextInput {
  return {
    ...textInput({ action: formActions.pasted, multiline: true, placeholder: 'route: support-summary-prod' }),
    dispatch_action_config: { trigger_actions_on: ['on_character_entered'] },
    ...(initial === '' ? {} : { initial_value: initial }),
  };
}

export function yamlView(draft: string, content: DraftContent): ModalView {
  return modal({
    callback: formViews.yaml,
    title: viewTitle(content),
    submit: 'Fill in the form',
    close: 'Save and close',
    metadata: encodeFormRef({ draft, step: 'yaml' }),
    notifyOnClose: true,
    blocks: [
      context([
        'The packet with its `change` and `evidence`, as `/route-request export` writes it; or a route, model change, latency, fallback or routing policy. YAML or JSON.',
      ]),
      input({
        id: pasteBlock,
        label: 'Paste it here',
        hint: 'Up to 3,000 characters; Slack takes no more in one field.',
        optional: true,
        dispatch: true,
        element: pasteInput(content.pasted),
      }),
      input({ id: fileBlock, label: 'Or add it as a file', optional: true, element: fileInput }),
      actions([button({ action: formActions.leaveYaml, text: 'Back' })], 'form-nav-yaml'),
    ],
  });
}
