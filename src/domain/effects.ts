import type { AbsenceEvent } from './absence/absence.ts';
import type { CanarySum } from './canary/tally.ts';
import type { CanaryRecord, PolicyDifference } from './policy-change/policy-change.ts';
import type { RequestEvent } from './request/events.ts';
import type { RouteEvent } from './route/events.ts';
import type { ReviewRole } from './words.ts';

/**
 * What has to be done outside after a change, as data. The worker does each at least once and makes it look
 * like once. `card`, `requester_message` and `home` bring something in step with the newest state, so pending
 * ones with the same key fall together; notes and messages say one thing each and never do.
 */
export type Effect =
  | { readonly kind: 'card'; readonly request: string; readonly role: ReviewRole }
  | { readonly kind: 'requester_message'; readonly request: string; readonly person: string }
  | {
      /** Draws the approval procedure of a request and shows it in its requester's message. May come to nothing. */
      readonly kind: 'picture';
      readonly request: string;
    }
  | {
      /** Draws what a packet's fallbacks lead to, and shows it in a view that somebody has open. May come to nothing. */
      readonly kind: 'view_picture';
      readonly person: string;
      /** The view's id, and its hash: what somebody turned to since is not changed. */
      readonly view: string;
      readonly hash: string;
      /** Which part of which request the view shows. */
      readonly place: string;
    }
  | {
      /** A reply in the thread of a role's card. */
      readonly kind: 'card_note';
      readonly request: string;
      readonly role: ReviewRole;
      readonly event: RequestEvent;
      readonly at: number;
    }
  | {
      /** A reply in the thread of the requester's message. */
      readonly kind: 'requester_note';
      readonly request: string;
      readonly person: string;
      readonly event: RequestEvent;
      readonly at: number;
    }
  | {
      /**
       * Brings the control plane to the newest wish for a route, and reads it back. `back` for a roll back, which
       * never waits behind anything else that is being done to the route.
       */
      readonly kind: 'control';
      readonly route: string;
      readonly back: boolean;
    }
  | {
      /** Looks whether new readings, or an alert, break a guardrail of what is rolling out, and acts as the packet says. */
      readonly kind: 'guardrails';
      readonly route: string;
      /** Key of the alert that names a guardrail; null after readings. */
      readonly alert: string | null;
    }
  | {
      /** Shows an alert, with what changed last on its route, and closes it when it is over. */
      readonly kind: 'alert_message';
      readonly alert: string;
    }
  | {
      /** The card of a rollout, one message for each approved request. */
      readonly kind: 'rollout_card';
      readonly route: string;
      readonly request: string;
    }
  | {
      /** A reply in the thread of a rollout's card. */
      readonly kind: 'rollout_note';
      readonly route: string;
      readonly request: string;
      readonly event: RouteEvent;
      readonly at: number;
    }
  | {
      /** Something about a route that is no part of a rollout: said in its owner's channel and to its owner. */
      readonly kind: 'route_note';
      readonly route: string;
      readonly event: RouteEvent;
      readonly at: number;
    }
  | {
      /** Asks reviewers about the next exposure, where the approvals do not reach it, or takes back what is moot. */
      readonly kind: 'expansion_review';
      readonly route: string;
      /** The request that is moot because its rollout is taken back; null where one may have to be made. */
      readonly moot: string | null;
    }
  | {
      /** Shows an emergency to those who can join it, and what became of it. */
      readonly kind: 'emergency_message';
      readonly request: string;
    }
  | {
      /** Tells a delegate for whom to decide, and until when. */
      readonly kind: 'absence_note';
      readonly person: string;
      readonly event: AbsenceEvent;
      readonly at: number;
    }
  | {
      /** Gives a delegate the cards of what waits for a role of the absent person, for they need not be in its channel. */
      readonly kind: 'absence_cards';
      readonly person: string;
      readonly absent: string;
    }
  | {
      /** Tells auditors that another policy binds. `previous` and `digest` are digests; `more` differences are left out. */
      readonly kind: 'policy_note';
      readonly digest: string;
      readonly previous: string;
      readonly differences: readonly PolicyDifference[];
      readonly more: number;
      /** Set where it was in canary before. */
      readonly canary?: CanaryRecord;
    }
  /** Tells auditors what the policy in canary would have done in the last `days`. */
  | ({ readonly kind: 'canary_note'; readonly digest: string; readonly days: number } & CanarySum)
  | { readonly kind: 'home'; readonly person: string }
  | { readonly kind: 'draft_message'; readonly draft: string; readonly person: string }
  | {
      /** An interaction that was stored before it was acknowledged; `payload` is what Slack sent, trimmed. */
      readonly kind: 'interaction';
      readonly person: string;
      readonly payload: unknown;
    }
  | {
      /** The same for a press that stops something, which waits behind nothing else that anybody pressed. */
      readonly kind: 'urgent_interaction';
      readonly person: string;
      readonly payload: unknown;
    }
  | {
      /** Something only an operator can mend, said once per subject. */
      readonly kind: 'operator_message';
      readonly subject: string;
      readonly text: string;
    };
export type EffectKind = Effect['kind'];
