import type { Freshness } from './evidence/evidence-record.ts';
import type { AlsoRequired } from './evidence/required-lanes.ts';
import type { CatalogModel } from './model-catalog.ts';
import type { Declared } from './policy-change/policy-change.ts';
import type { RiskRule } from './risk.ts';
import type { RolloutPolicy } from './route/commands.ts';
import type { AskingRule } from './slots.ts';
import type { Exposure, ReviewRole, Role, Tier } from './words.ts';

/** Who holds a role. Resolved against Slack when a button is pressed; several sources add up. */
export type Holders =
  | { readonly by: 'channel' }
  | { readonly by: 'user_group'; readonly group: string }
  | { readonly by: 'people'; readonly people: readonly string[] };

export interface RolePolicy {
  readonly role: Role;
  /** What people read, such as "platform". */
  readonly label: string;
  /** Channel name without `#`, or a channel id; where this role's cards stand. */
  readonly channel: string;
  readonly holders: Holders;
  /** The question that this role answers, printed on top of its card. */
  readonly question: string;
  /** Asked, and allowed to decide, once a review is overdue. */
  readonly backup: { readonly by: 'role'; readonly role: Role } | Holders | null;
}

export interface TierPolicy {
  /** Hours of working time until a review is due. */
  readonly reviewHours: number;
  /** How far one approval reaches. */
  readonly reaches: Exposure;
  /** How many different people must have approved, at least. */
  readonly people: number;
  /** What a click on Approve asks for. */
  readonly confirm: 'none' | 'confirm' | 'type_route';
  /** Extra roles asked at this tier, whatever changed. */
  readonly alsoAsk: readonly ReviewRole[];
  /** Days until the approval must be reviewed again, at most. */
  readonly reviewDays: number;
}

export interface WorkingHours {
  /** IANA zone, such as `Europe/Berlin`. */
  readonly timeZone: string;
  /** 1 is Monday, 7 is Sunday. */
  readonly days: readonly number[];
  /** Minutes after local midnight. */
  readonly from: number;
  readonly to: number;
  /** Local dates `YYYY-MM-DD` on which nobody works. */
  readonly holidays: readonly string[];
}

/** Through what a route is steered: an adapter's name, the flag's key there, and what the adapter needs besides. */
export interface ControlPolicy {
  readonly control: string;
  /** The route's own id where null. */
  readonly flagKey: string | null;
  readonly options: Readonly<Record<string, string>>;
}

/** A time in which nothing is expanded. Epoch ms; `until` is the first moment after it. */
export interface Freeze {
  readonly name: string;
  readonly from: number;
  readonly until: number;
}

/** Where readings are asked for by themselves. */
export interface PrometheusPolicy {
  readonly url: string;
  readonly everyMinutes: number;
  /** By metric; `$route` stands for the route's id. */
  readonly queries: Readonly<Record<string, string>>;
}

/** The whole policy, checked: what manifests/policy.yml becomes. */
export interface Policy {
  readonly roles: Readonly<Partial<Record<Role, RolePolicy>>>;
  readonly tiers: Readonly<Record<Tier, TierPolicy>>;
  /** Built-in rules first, then those of the file. */
  readonly riskRules: readonly RiskRule[];
  /** Slots that the company asks for beside the built-in ones. */
  readonly slotRules: readonly AskingRule[];
  readonly workingHours: WorkingHours;
  /** Roles asked when restricted material calls for legal terms, regulated data or employees' data. */
  readonly restrictedRoles: {
    readonly legalTerms: ReviewRole;
    readonly regulatedData: ReviewRole;
    readonly employeeData: ReviewRole;
  };
  readonly separation: {
    /** One person may fill several slots of a request (small teams). */
    readonly severalSlotsPerPerson: boolean;
    /** Sets of roles that need different people at high and restricted. */
    readonly apart: readonly (readonly ReviewRole[])[];
  };
  readonly rollout: RolloutPolicy;
  /** How routes are steered: `others` where nothing is said of a route itself. */
  readonly control: {
    readonly others: ControlPolicy;
    readonly routes: Readonly<Record<string, ControlPolicy>>;
  };
  readonly freezes: readonly Freeze[];
  readonly prometheus: PrometheusPolicy | null;
  /** Models that the company knows something of. */
  readonly models: readonly CatalogModel[];
  /** The list names every approved model; what it does not approve, no fallback may reach. */
  readonly modelsAreComplete: boolean;
  /** What evidence is asked for beyond the built-in rules, and for how long it counts. */
  readonly evidence: { readonly freshness: Freshness; readonly alsoRequired: AlsoRequired };
  readonly lowTierNeedsReview: boolean;
  readonly requests: {
    readonly expireAfterDays: number;
    readonly useWithinDays: number;
    readonly warnHoursBefore: number;
    /** Least minutes between two nudges of one request. */
    readonly nudgeEveryMinutes: number;
    /** The longest time for which an emergency change may be let out; 0 where nobody may. */
    readonly emergencyHours: number;
  };
  readonly channels: {
    /** Where the daily head of the record goes; null where the company wants none. */
    readonly audit: string | null;
    /** Where Routegate says that it needs an operator. */
    readonly operators: string | null;
  };
  /** The file's keys and values as they are written; absent where the policy came from no file. */
  readonly declared?: Declared;
  /** SHA-256 of the file, written into every event that the policy shaped. */
  readonly digest: string;
}
