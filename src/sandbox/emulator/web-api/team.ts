import { validateMessage } from '../blocks/message.ts';
import type { Problem } from '../blocks/problem.ts';
import { validateView } from '../blocks/view.ts';
import type { Json } from '../json.ts';
import { pictureProblems } from '../state/pictures.ts';
import { jsonArg, type Method, method, requiredText } from './call.ts';
import { badArguments, SlackError } from './slack-error.ts';

const authTest = method('special', [], ({ world }) => ({
  url: `https://${world.team.domain}.slack.com/`,
  team: world.team.name,
  user: world.users.get(world.app.bot_user_id)?.name ?? world.app.bot_name,
  team_id: world.team.id,
  user_id: world.app.bot_user_id,
  bot_id: world.app.bot_id,
  is_enterprise_install: false,
}));

const openConnection: Method = {
  tier: 3,
  scopes: ['connections:write'],
  token: 'app',
  run: ({ core, world }) => ({
    url: `${world.baseUrl.replace(/^http/, 'ws')}${core.sockets.ticket()}?app_id=${world.app.id}`,
  }),
};

const teamInfo = method(3, ['team:read'], ({ world }) => ({
  team: {
    id: world.team.id,
    name: world.team.name,
    url: `https://${world.team.domain}.slack.com/`,
    domain: world.team.domain,
    email_domain: '',
    icon: { image_default: true },
    is_verified: false,
  },
}));

const botInfo = method(3, ['users:read'], (call) => {
  const { world } = call;
  if (requiredText(call, 'bot') !== world.app.bot_id) throw new SlackError('bot_not_found');
  return {
    bot: {
      id: world.app.bot_id,
      deleted: false,
      name: world.app.name,
      updated: world.users.get(world.app.bot_user_id)?.updated ?? 0,
      app_id: world.app.id,
      user_id: world.app.bot_user_id,
      icons: {},
    },
  };
});

const validateBlocks = method('special', [], (call) => {
  const given = ['blocks', 'message', 'view'].filter((name) => call.args[name] !== undefined);
  const [only = ''] = given;
  if (given.length !== 1) throw badArguments('must provide exactly one of `blocks`, `view`, or `message`');
  const value = jsonArg(call, only, 'invalid_arguments') ?? null;
  const problems = [
    ...problemsOf(only, value),
    ...pictureProblems(call.world, only === 'blocks' ? { blocks: value } : value, `invalid_${only}`),
  ];
  if (problems.length > 0) {
    throw new SlackError(`invalid_${only}`, {
      errors: problems.map(({ pointer, code, message, constraint }) => ({
        pointer: only === 'blocks' ? pointer.replace(/^\/blocks/, '') : pointer,
        code,
        message,
        ...(constraint && { constraint }),
      })),
    });
  }
  return {};
});

function problemsOf(kind: string, value: Json): Problem[] {
  if (kind === 'view') return validateView(value);
  if (kind === 'blocks') return validateMessage({ text: 'blocks', blocks: value });
  return validateMessage(typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {});
}

export const teamMethods = {
  'auth.test': authTest,
  'apps.connections.open': openConnection,
  'team.info': teamInfo,
  'bots.info': botInfo,
  'blocks.validate': validateBlocks,
} satisfies Record<string, Method>;
