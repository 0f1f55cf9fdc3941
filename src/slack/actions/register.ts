import type { App as BoltApp } from '@slack/bolt';
import type { SlackDeps } from '../deps.ts';

export function registerActions(_bolt: BoltApp, _deps: SlackDeps): void {}
