import type { ControlBinding, RouteControl } from '../../ports/route-control.ts';
import { RemoteControl } from '../remote-control.ts';
import { fulfils, observedIn } from './feature.ts';
import { stepsTo } from './steps-to.ts';
import { type Place, UnleashApi, type UnleashSettings } from './unleash-api.ts';

function placeOf({ flagKey, options }: ControlBinding): Place {
  return {
    project: options.project ?? 'default',
    environment: options.environment ?? 'production',
    feature: flagKey,
  };
}

/**
 * Routes steered by features of Unleash 7 or later. A binding's options name the `project` (`default`) and the
 * `environment` (`production`). Throws `invalid` for settings that cannot be used.
 */
export function unleashControl(settings: UnleashSettings): RouteControl {
  const api = new UnleashApi(settings);
  return new RemoteControl({
    name: 'unleash',
    title: 'Unleash',
    capabilities: {
      sticky: true,
      targeting: true,
      concurrency: 'none',
      granularityBp: 10,
      atomic: false,
      probe: api.canProbe,
    },
    eventual: false,
    checkPlace: (binding, signal) => api.checkEnvironment(placeOf(binding), signal),
    read: (binding, signal) => api.feature(placeOf(binding), signal),
    make: (binding, _wish, { signal }) => api.make(placeOf(binding), signal),
    stepsTo: (binding, feature, wish, operation) => stepsTo(api, placeOf(binding), feature, wish, operation),
    fulfils,
    observed: observedIn,
    measured: (binding, wish, signal) => api.measured(placeOf(binding), wish, signal),
    putAway: async (binding, { signal }) => {
      await api.archive(placeOf(binding), signal);
    },
  });
}
