import { measuredValue } from './measured-value.ts';
import type { ProductApi, SeenGuardrail, SeenRoute } from './product-api.ts';
import type { Gauge, Measurement } from './wire.ts';

export interface MonitoringParts {
  readonly api: Pick<ProductApi, 'report'>;
  /** Epoch ms of the workspace. */
  readonly now: () => number;
}

interface Watched {
  guardrails: readonly SeenGuardrail[];
  readonly measurements: Map<string, Measurement>;
  readonly reported: Map<string, number | null>;
}

/**
 * The company's monitoring: while something rolls out, it reports a value for every guardrail. People say which metric
 * it measures well, badly or not at all.
 */
export class Monitoring {
  readonly #parts: MonitoringParts;
  readonly #routes = new Map<string, Watched>();
  #running: Promise<void> | null = null;
  #next: Promise<void> | null = null;

  constructor(parts: MonitoringParts) {
    this.#parts = parts;
  }

  /** What a route's rollout has to keep within; returns whether that is news. */
  watch({ id, rollout }: Pick<SeenRoute, 'id' | 'rollout'>): boolean {
    const guardrails = rollout?.guardrails ?? [];
    const before = this.#routes.get(id);
    const isNews = JSON.stringify(before?.guardrails ?? []) !== JSON.stringify(guardrails);
    if (before) before.guardrails = guardrails;
    else this.#routes.set(id, { guardrails, measurements: new Map(), reported: new Map() });
    return isNews;
  }

  /** Whether anything rolls out that has guardrails. */
  get isNeeded(): boolean {
    return [...this.#routes.values()].some(({ guardrails }) => guardrails.length > 0);
  }

  /** False where nothing of the kind is measured. */
  setMeasurement(route: string, metric: string, measurement: Measurement): boolean {
    const watched = this.#routes.get(route);
    if (!watched?.guardrails.some((guardrail) => guardrail.metric === metric)) return false;
    watched.measurements.set(metric, measurement);
    return true;
  }

  gauges(route: string): Gauge[] {
    const watched = this.#routes.get(route);
    return (watched?.guardrails ?? []).map(({ metric, limit, value, unit, on_breach }) => {
      const reported = watched?.reported.get(metric);
      return {
        metric,
        limit,
        value,
        unit: unit ?? null,
        onBreach: on_breach,
        measurement: watched?.measurements.get(metric) ?? 'good',
        ...(reported === undefined ? {} : { reported }),
      };
    });
  }

  /** Reports everything as it is now. A report that runs is followed by another, so that nothing newer is missed. */
  report(): Promise<void> {
    if (!this.#running) {
      this.#running = this.#reportAll().finally(() => {
        this.#running = null;
      });
      return this.#running;
    }
    this.#next ??= this.#running
      .catch(() => {})
      .then(() => {
        this.#next = null;
        return this.report();
      });
    return this.#next;
  }

  async #reportAll(): Promise<void> {
    for (const [route, { guardrails, measurements, reported }] of this.#routes) {
      if (guardrails.length === 0) continue;
      const at = this.#parts.now();
      const readings = guardrails.map((guardrail) => ({
        metric: guardrail.metric,
        value: measuredValue(guardrail, measurements.get(guardrail.metric) ?? 'good', at),
      }));
      await this.#parts.api.report(route, readings);
      for (const { metric, value } of readings) reported.set(metric, value);
    }
  }
}
