import type { Looked } from './facts.ts';
import { line, type ProcedureLine, type ProcedureStep, stepTitles, whoever } from './procedure.ts';

const audiences = {
  nobody: 'nobody yet',
  internal: 'internal users',
  customers: 'customers',
} as const;

/** What is asked for: model, purpose, environment, scope, and by whom (E1, step 1). */
export function requestStep({ request }: Looked): ProcedureStep {
  const { packet, change, expands, bound } = request;
  const { name, version, provider } = packet.model.primary;
  const scope = packet.use_case?.scope;
  const what =
    change.kind === 'retirement'
      ? line('info', { strong: 'Retire' }, ` ${packet.route}`)
      : line('info', { strong: 'Model:' }, ` ${name} ${version} at ${provider}`);
  const asked: ProcedureLine[] = expands
    ? [line('info', { strong: 'Expansion' }, ` of ${expands.request} from ${expands.from} to ${expands.to}`)]
    : [];
  return {
    id: 'request',
    title: stepTitles.request,
    state: 'done',
    says: bound.revision > 1 ? `revision ${bound.revision}` : 'filed',
    lines: [
      line('done', { strong: 'Filed' }, ' by ', whoever(request.requester), ' · ', {
        at: request.submittedAt,
      }),
      ...(bound.revision > 1
        ? [
            line(
              'done',
              { strong: 'Edited' },
              ' · ',
              { at: request.revisedAt },
              ...(request.editors.length > 0 ? [' · with ', whoever(request.editors.at(-1) ?? '')] : []),
            ),
          ]
        : []),
      ...asked,
      what,
      line(
        'info',
        { strong: 'For:' },
        ` ${packet.use_case?.intended_use ?? packet.use_case?.brief ?? packet.feature}`,
      ),
      line(
        'info',
        { strong: 'Where:' },
        ` ${packet.environment}, ${audiences[packet.audience]}${scope === undefined ? '' : `; ${scope}`}`,
      ),
    ],
  };
}
