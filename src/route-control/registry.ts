import { type ControlBinding, ControlFault, type RouteControl } from '../ports/route-control.ts';
import { EmbeddedControl, type EmbeddedSettings } from './embedded/embedded-control.ts';
import type { FeatBitSettings } from './featbit/featbit-api.ts';
import { featBitControl } from './featbit/featbit-control.ts';
import type { UnleashSettings } from './unleash/unleash-api.ts';
import { unleashControl } from './unleash/unleash-control.ts';
import { type WebhookSettings, webhookControl } from './webhook/webhook-control.ts';

/** What each route control needs to be made. Their names are the names of the folders beside this file. */
export interface ControlSettings {
  readonly embedded: EmbeddedSettings;
  readonly featbit: FeatBitSettings;
  readonly unleash: UnleashSettings;
  readonly webhook: WebhookSettings;
}
export type ControlName = keyof ControlSettings;

interface Entry<N extends ControlName> {
  readonly make: (settings: ControlSettings[N]) => RouteControl;
  /** The options that a binding may have, and whether it must. */
  readonly options: Readonly<Record<string, 'required' | 'optional'>> | 'any';
}

export const registry: { readonly [N in ControlName]: Entry<N> } = {
  embedded: { make: (settings) => new EmbeddedControl(settings), options: {} },
  featbit: { make: featBitControl, options: { environment: 'required' } },
  unleash: { make: unleashControl, options: { project: 'optional', environment: 'optional' } },
  webhook: { make: webhookControl, options: 'any' },
};

export type RouteControls = ReadonlyMap<string, RouteControl>;

/** Makes the controls that there are settings for. Throws a ControlFault of kind `invalid` for settings that cannot be used. */
export function routeControls({
  embedded,
  featbit,
  unleash,
  webhook,
}: Partial<ControlSettings>): RouteControls {
  const made = [
    embedded && registry.embedded.make(embedded),
    featbit && registry.featbit.make(featbit),
    unleash && registry.unleash.make(unleash),
    webhook && registry.webhook.make(webhook),
  ];
  return new Map(made.flatMap((control) => (control ? [[control.name, control] as const] : [])));
}

const isControlName = (name: string): name is ControlName => Object.hasOwn(registry, name);

/** What is wrong with a binding, one sentence each; empty when it can be used. */
export function problemsOf({
  control,
  options,
}: Pick<ControlBinding, 'control' | 'options'>): readonly string[] {
  if (!isControlName(control))
    return [`There is no route control called ${control}; there are ${Object.keys(registry).join(', ')}.`];
  const known = registry[control].options;
  if (known === 'any') return [];
  const missing = Object.keys(known).filter((name) => known[name] === 'required' && !options[name]);
  const unknown = Object.keys(options).filter((name) => !Object.hasOwn(known, name));
  return [
    ...missing.map((name) => `The route control ${control} needs the option ${name}.`),
    ...unknown.map((name) => `The route control ${control} knows no option ${name}.`),
  ];
}

/** The control that steers a route. Throws `invalid` where it is not set up. */
export function controlFor(controls: RouteControls, { control, route }: ControlBinding): RouteControl {
  const found = controls.get(control);
  if (found) return found;
  throw new ControlFault('invalid', `${route} is steered by ${control}, which is not set up here.`, {
    remedy: `Give the settings of ${control}, or bind the route to another route control.`,
  });
}
