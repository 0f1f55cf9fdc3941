import type { CatalogModel } from '../../domain/model-catalog.ts';
import type { ControlPolicy, Policy } from '../../domain/policy.ts';
import type { RolloutPolicy } from '../../domain/route/commands.ts';
import { type BindingEntry, daysOf, hoursOf, type ModelEntry, type PolicyFile } from './file-schema.ts';

const bindingFrom = ({ control, flag, options }: BindingEntry): ControlPolicy => ({
  control,
  flagKey: flag ?? null,
  options,
});

const modelFrom = ({
  deprecated_on: deprecatedOn,
  shut_down_on: shutDownOn,
  data_policy: dataPolicy,
  ...model
}: ModelEntry): CatalogModel => ({ ...model, deprecatedOn, shutDownOn, dataPolicy });

/** What the file says of routes that are live, but for the company's own rules. */
export function liveRoutesFrom(file: PolicyFile): Pick<
  Policy,
  'control' | 'freezes' | 'prometheus' | 'models' | 'modelsAreComplete'
> & {
  readonly rollout: Omit<RolloutPolicy, 'gateRules' | 'readingRules'>;
} {
  const { rollout, renewal, working_hours, tiers, prometheus } = file;
  return {
    rollout: {
      mayMove: rollout.may_move,
      mayStop: rollout.may_stop,
      drillMaxAgeDays: daysOf(rollout.drill_lasts),
      readingFreshMinutes: rollout.readings_last,
      pausedNagHours: hoursOf(rollout.nag_paused_every),
      pageAfterSeconds: rollout.page_after_seconds,
      renewal: {
        reminderDays: [...new Set(renewal.remind_before_days)].sort((left, right) => right - left),
        snoozeDays: daysOf(renewal.snooze),
        mostSnoozes: renewal.most_snoozes,
        graceDays: daysOf(renewal.grace),
        act: renewal.afterwards,
        reviewDays: {
          low: daysOf(tiers.low.approval_lasts),
          medium: daysOf(tiers.medium.approval_lasts),
          high: daysOf(tiers.high.approval_lasts),
          restricted: daysOf(tiers.restricted.approval_lasts),
        },
        atMinutes: working_hours.hours.from,
        timeZone: working_hours.time_zone,
        workdays: working_hours.days,
        holidays: working_hours.holidays,
      },
    },
    control: {
      others: bindingFrom(file.control),
      routes: Object.fromEntries(
        Object.entries(file.routes).map(([route, entry]) => [route, bindingFrom(entry.control)]),
      ),
    },
    freezes: rollout.freezes.map(({ name, from, until }) => ({
      name,
      from: Date.parse(from),
      until: Date.parse(until),
    })),
    models: file.models.map(modelFrom),
    // Whoever says which models are approved says by that that the others are not.
    modelsAreComplete: file.models_are_complete ?? file.models.some(({ approved }) => approved === true),
    prometheus: prometheus
      ? { url: prometheus.url, everyMinutes: prometheus.every, queries: prometheus.queries }
      : null,
  };
}
