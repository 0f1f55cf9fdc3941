import type { Request } from '../request/request.ts';
import { approvalsStep, decisionStep } from './decision-steps.ts';
import { deploymentStep } from './deployment-step.ts';
import { look, type ProcedureFacts } from './facts.ts';
import type { Procedure } from './procedure.ts';
import { operationsStep, riskStep, technicalStep } from './proof-steps.ts';
import { requestStep } from './request-step.ts';

function standingText(request: Request): string {
  if (request.status === 'in_review')
    return request.objections.length > 0 ? 'sent back for changes' : 'in review';
  if (request.status === 'approved')
    return request.emergency ? 'let out in an emergency' : `approved for ${request.exposure}`;
  return request.status === 'lapsed' ? 'approval lapsed' : request.status;
}

/** Where a request stands in each of the seven steps of the approval procedure. Texts are as people typed them. */
export function procedureOf(facts: ProcedureFacts): Procedure {
  const looked = look(facts);
  const { request } = facts;
  return {
    request: request.id,
    route: request.route,
    tier: request.assessment.tier,
    standing: standingText(request),
    steps: [
      requestStep(looked),
      technicalStep(looked),
      riskStep(looked),
      operationsStep(looked),
      approvalsStep(looked),
      decisionStep(looked),
      deploymentStep(looked),
    ],
  };
}
