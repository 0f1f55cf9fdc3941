import type { Button } from '@slack/types';
import type { Request } from '../../domain/request/request.ts';
import { button } from '../blocks/blocks.ts';
import { encodeRequestRef, evidenceActions } from '../ids.ts';

/** Whether something can still be shown for a request, or taken back. */
export const takesEvidence = (request: Request): boolean =>
  (request.status === 'in_review' || request.status === 'approved') && !request.expands;

/** Opens the modal that attaches evidence, wherever it stands. */
export const attachButton = ({ id, bound }: Pick<Request, 'id' | 'bound'>): Button =>
  button({
    action: evidenceActions.attach,
    text: 'Attach evidence',
    value: encodeRequestRef({ request: id, revision: bound.revision }),
    label: `Attach evidence to ${id}`,
  });
