import { requests } from './schema.ts';

/** What lists and timers need of a request, and what tells whether its row has to be written again. */
export const requestIndex = {
  status: requests.status,
  route: requests.route,
  requester: requests.requester,
  tier: requests.tier,
  title: requests.title,
  openRoles: requests.openRoles,
  submittedAt: requests.submittedAt,
  decidedAt: requests.decidedAt,
  dueAt: requests.dueAt,
};
