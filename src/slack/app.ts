import type { App as BoltApp } from '@slack/bolt';
import { registerAbsence } from './absence/register.ts';
import { registerActions } from './actions/register.ts';
import { registerCommands } from './commands/register.ts';
import type { SlackDeps } from './deps.ts';
import { registerEmergency } from './emergency/register.ts';
import { registerEvidence } from './evidence/register.ts';
import { registerHome } from './home/register.ts';
import { registerForm } from './modals/register.ts';
import { registerOffers } from './rollout/offer/register.ts';
import { registerRollout } from './rollout/register.ts';
import { registerRenewal } from './rollout/renewal/register.ts';
import { answerTheUnheard } from './unheard.ts';

/** Connects everything that people can do in Slack. The same for Socket Mode, HTTP and the sandbox. */
export function registerSlack(bolt: BoltApp, deps: SlackDeps): void {
  registerCommands(bolt, deps);
  registerForm(bolt, deps);
  registerActions(bolt, deps);
  registerRollout(bolt, deps);
  registerOffers(bolt, deps);
  registerRenewal(bolt, deps);
  registerAbsence(bolt, deps);
  registerEmergency(bolt, deps);
  registerEvidence(bolt, deps);
  registerHome(bolt, deps);
  answerTheUnheard(bolt, deps);
}
