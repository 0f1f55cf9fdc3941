import { type AlertRule, alertMessage, alertRulesOf } from './alert-message.ts';
import type { ProductApi, SeenRoute } from './product-api.ts';
import type { AlertState } from './wire.ts';

export interface AlertingParts {
  readonly api: Pick<ProductApi, 'alert'>;
  /** Epoch ms of the workspace. */
  readonly now: () => number;
}

interface Fired {
  readonly route: string;
  readonly rule: AlertRule;
  readonly startsAt: number;
  readonly sent: number;
}

/** An alert without a route is one alert, wherever it is fired from. */
const keyOf = (route: string, { id, labels }: AlertRule): string =>
  labels.model_route === undefined ? id : `${route}/${id}`;

/** The company's Alertmanager: people fire its alerts, repeat them, and let them be resolved. */
export class Alerting {
  readonly #parts: AlertingParts;
  readonly #rules = new Map<string, readonly AlertRule[]>();
  readonly #fired = new Map<string, Fired>();
  #lastStart = 0;

  constructor(parts: AlertingParts) {
    this.#parts = parts;
  }

  watch({ id, rollout }: Pick<SeenRoute, 'id' | 'rollout'>): void {
    const guardrails = rollout?.guardrails ?? [];
    const acting = guardrails.find(({ on_breach }) => on_breach === 'roll_back') ?? guardrails[0];
    const guardrail = acting ? { metric: acting.metric, onBreach: acting.on_breach } : null;
    this.#rules.set(id, alertRulesOf({ id, guardrail }));
  }

  alerts(route: string): AlertState[] {
    return this.#rulesOf(route).map((rule) => {
      const { id, title, text } = rule;
      const fired = this.#fired.get(keyOf(route, rule));
      return { id, title, text, firingSince: fired?.startsAt ?? null, sent: fired?.sent ?? 0 };
    });
  }

  /** Fires an alert, or tells once more of one that fires. False where there is no such rule. */
  async fire(route: string, id: string): Promise<boolean> {
    const rule = this.#rulesOf(route).find((one) => one.id === id);
    if (!rule) return false;
    const key = keyOf(route, rule);
    const before = this.#fired.get(key);
    // A new incident begins after the last one, even while the clock stands still.
    const startsAt = before?.startsAt ?? Math.max(this.#parts.now(), this.#lastStart + 1);
    await this.#parts.api.alert(alertMessage({ rule, startsAt, endsAt: null }));
    this.#lastStart = Math.max(this.#lastStart, startsAt);
    this.#fired.set(key, { route, rule, startsAt, sent: (before?.sent ?? 0) + 1 });
    return true;
  }

  /** False where it does not fire. */
  async resolve(route: string, id: string): Promise<boolean> {
    const rule = this.#rulesOf(route).find((one) => one.id === id);
    const key = rule && keyOf(route, rule);
    const fired = key === undefined ? undefined : this.#fired.get(key);
    if (!key || !fired) return false;
    const endsAt = Math.max(this.#parts.now(), fired.startsAt);
    await this.#parts.api.alert(alertMessage({ rule: fired.rule, startsAt: fired.startsAt, endsAt }));
    this.#fired.delete(key);
    return true;
  }

  /** Those of now, and what still fires by a rule that is gone. */
  #rulesOf(route: string): AlertRule[] {
    const rules = this.#rules.get(route) ?? [];
    const gone = [...this.#fired.values()].filter(
      (fired) => fired.route === route && !rules.some(({ id }) => id === fired.rule.id),
    );
    return [...rules, ...gone.map(({ rule }) => rule)];
  }
}
