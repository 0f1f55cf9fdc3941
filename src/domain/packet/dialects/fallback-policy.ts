import { z } from 'zod';
import { line } from '../bounds.ts';
import { given } from '../part.ts';
import { asSet, dialect } from './dialect.ts';
import { fallbacksFrom, namesOfFallbacks, unlessStandIn } from './names.ts';
import { fromLists, toLists } from './transitions.ts';

/** Which routes may stand in for a route, which never, and after what (D7). */

const triggers = z.array(line(80)).max(40).optional();

export const triggerLists = {
  retry_same_route_once: triggers,
  fallback_to_backup_route: triggers,
  stop_and_queue: triggers,
  stop_and_escalate: triggers,
  stop_without_fallback: triggers,
};

const schema = z
  .strictObject({
    primary_route: line(120),
    allowed_fallbacks: z.array(line(201)).max(30).optional(),
    blocked_fallbacks: z.array(line(120)).max(30).optional(),
    fallback_triggers: z.strictObject(triggerLists).optional(),
    evidence: z
      .strictObject({
        log_requested_model: z.boolean().optional(),
        log_served_model: z.boolean().optional(),
        log_fallback_reason: z.boolean().optional(),
        log_usage_units: z.boolean().optional(),
      })
      .optional(),
  })
  .superRefine(({ allowed_fallbacks: allowed = [], blocked_fallbacks: blocked = [] }, context) => {
    allowed.forEach((name, index) => {
      if (blocked.includes(name))
        context.addIssue({
          code: 'custom',
          path: ['allowed_fallbacks', index],
          message: `"${name}" is blocked as a fallback, too; take it out of one of the two.`,
        });
    });
  });

export const fallbackPolicy = dialect({
  id: 'fallback-policy',
  called: 'a fallback policy',
  recognises: (keys) => keys.has('primary_route'),
  schema,
  toPart: (document, base) => ({
    change: {},
    evidence: [],
    packet: {
      model: given({ fallbacks: fallbacksFrom(document.allowed_fallbacks, base).declared }),
      fallback: given({
        primary_route: unlessStandIn(document.primary_route, base.fallback?.primary_route, base.route),
        allowed: fallbacksFrom(document.allowed_fallbacks, base).allowed,
        blocked: asSet(document.blocked_fallbacks),
        transitions: document.fallback_triggers && fromLists(document.fallback_triggers, base),
      }),
      request_log: given({
        requested_model: document.evidence?.log_requested_model,
        served_model: document.evidence?.log_served_model,
        fallback_reason: document.evidence?.log_fallback_reason,
        usage_units: document.evidence?.log_usage_units,
      }),
    },
  }),
  fromPart: ({ packet }) => ({
    primary_route: packet.fallback?.primary_route ?? packet.route,
    allowed_fallbacks: namesOfFallbacks(packet),
    blocked_fallbacks: packet.fallback?.blocked,
    fallback_triggers: toLists(packet.fallback?.transitions),
    evidence: {
      log_requested_model: packet.request_log?.requested_model,
      log_served_model: packet.request_log?.served_model,
      log_fallback_reason: packet.request_log?.fallback_reason,
      log_usage_units: packet.request_log?.usage_units,
    },
  }),
});
