import { type ControlBinding, ControlFault, type RouteControl } from '../../ports/route-control.ts';
import { RemoteControl } from '../remote-control.ts';
import { FeatBitApi, type FeatBitSettings, type Place } from './featbit-api.ts';
import { type Flag, fulfils, observedIn, servesCandidate, targetingOf, variationsOf } from './flag.ts';
import { noteOf, stepsTo } from './steps-to.ts';

function placeOf({ flagKey, options }: ControlBinding): Place {
  const { environment } = options;
  if (environment === undefined)
    throw new ControlFault('invalid', 'The binding names no environment of FeatBit.', {
      remedy: 'Set its option environment to the id of the environment (a UUID, in its settings).',
    });
  return { environment, key: flagKey };
}

function checkType(flag: Flag): Flag {
  if (flag.variationType === 'json') return flag;
  throw new ControlFault(
    'invalid',
    `${flag.key} in FeatBit is a ${flag.variationType} flag, not a JSON one.`,
    {
      remedy: 'Give the route another flag key, or delete that flag.',
    },
  );
}

/**
 * Routes steered by flags of FeatBit. A binding's option `environment` is the environment's id. Throws `invalid` for
 * settings that cannot be used.
 *
 * FeatBit tells people apart by the flag's key and theirs, so the salt of a rollout changes nothing: the same people
 * are the first in every rollout of a route.
 */
export function featBitControl(settings: FeatBitSettings): RouteControl {
  const api = new FeatBitApi(settings);
  return new RemoteControl<Flag>({
    name: 'featbit',
    title: 'FeatBit',
    capabilities: {
      sticky: true,
      targeting: true,
      concurrency: 'revision',
      granularityBp: 1,
      atomic: false,
      probe: api.canProbe,
    },
    eventual: false,
    checkPlace: (binding, signal) => api.checkEnvironment(placeOf(binding), signal),
    read: async (binding, signal) => {
      const flag = await api.flag(placeOf(binding), signal);
      return flag && !flag.isArchived ? checkType(flag) : null;
    },
    make: async (binding, wish, operation) => {
      const place = placeOf(binding);
      const { signal } = operation;
      const archived = await api.flag(place, signal);
      if (!archived) return api.create(place, variationsOf(wish), signal);
      const note = noteOf(operation);
      const atBaseline = targetingOf({ ...wish, candidateBp: 0 });
      // An archived flag comes back as it was put away, so it is put right before.
      if (servesCandidate(archived))
        await api.putTargeting(place, archived.revision, atBaseline, note, signal);
      await api.restore(place, note, signal);
      return checkType((await api.flag(place, signal)) ?? archived);
    },
    stepsTo: (binding, flag, wish, operation) => stepsTo(api, placeOf(binding), flag, wish, operation),
    fulfils,
    observed: observedIn,
    measured: (binding, wish, signal) => api.measured(placeOf(binding), wish, signal),
    putAway: (binding, operation) => api.archive(placeOf(binding), noteOf(operation), operation.signal),
  });
}
