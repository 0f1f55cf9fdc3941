import { Command } from 'commander';
import { processEnvironment } from '../config/env.ts';
import { command as auditExport } from './audit-export.ts';
import { command as auditVerify } from './audit-verify.ts';
import { command as backup } from './backup.ts';
import type { CliCommand, CliIo } from './command.ts';
import { command as doctor } from './doctor.ts';
import { command as evidenceAttach } from './evidence-attach.ts';
import { command as evidenceWithdraw } from './evidence-withdraw.ts';
import { command as packetCheck } from './packet-check.ts';
import { command as packetConvert } from './packet-convert.ts';
import { command as packetExport } from './packet-export.ts';
import { command as packetGraph } from './packet-graph.ts';
import { command as packetPicture } from './packet-picture.ts';
import { command as policyCanary } from './policy-canary.ts';
import { command as policyCheck } from './policy-check.ts';
import { command as policyReplay } from './policy-replay.ts';
import { command as requestEdit } from './request-edit.ts';
import { command as requestShow } from './request-show.ts';
import { command as requestSubmit } from './request-submit.ts';
import { command as routeReadings } from './route-readings.ts';
import { command as routeRegister } from './route-register.ts';
import { command as routeShow } from './route-show.ts';
import { command as routeTrigger } from './route-trigger.ts';

/** Every command, in the order in which help lists them. */
export const commands: readonly CliCommand[] = [
  doctor,
  policyCheck,
  policyReplay,
  policyCanary,
  packetCheck,
  packetGraph,
  packetExport,
  packetConvert,
  packetPicture,
  requestSubmit,
  requestEdit,
  requestShow,
  evidenceAttach,
  evidenceWithdraw,
  routeRegister,
  routeShow,
  routeReadings,
  routeTrigger,
  auditVerify,
  auditExport,
  backup,
];

/** The command `audit verify` hangs under a group `audit`, which is made with its first one. */
function parentOf(program: Command, name: string): Command {
  const [group, verb] = name.split(' ');
  if (verb === undefined || group === undefined) return program;
  const known = program.commands.find((command) => command.name() === group);
  return known ?? program.command(group).helpCommand(false);
}

/** Help lists commands as they are typed, not the groups that they hang under. */
const leavesOf = (command: Command): Command[] =>
  command.commands.flatMap((child) => (child.commands.length > 0 ? leavesOf(child) : [child]));

function typedName(command: Command): string {
  const group = command.parent?.parent ? `${command.parent.name()} ` : '';
  const wanted = command.registeredArguments.map((argument) => {
    const typed = `${argument.name()}${argument.variadic ? '...' : ''}`;
    return argument.required ? ` <${typed}>` : ` [${typed}]`;
  });
  return `${group}${command.name()}${wanted.join('')}`;
}

/** The command line. `ended` gets the exit code of the command that ran. */
export function commandLine(io: CliIo, ended: (code: number) => void): Command {
  const program = new Command('routegate')
    .description('The release gate for AI model routes, in Slack')
    .configureOutput({
      writeOut: (text) => io.out(text.trimEnd()),
      writeErr: (text) => io.err(text.trimEnd()),
    })
    .usage('<command> [options]')
    .configureHelp({ visibleCommands: leavesOf, subcommandTerm: typedName })
    .helpCommand(false)
    .showHelpAfterError('Add --help to see how.');
  for (const { name, summary, declare, run } of commands) {
    const command = parentOf(program, name)
      .command(name.split(' ').at(-1) ?? name)
      .description(summary)
      .action(async () => ended(await run(command.args, command.opts(), io)));
    declare(command);
  }
  return program;
}

if (import.meta.main) {
  // Whoever reads only the first lines, such as `head`, closes the pipe early; that is no failure.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit();
  });
  const io: CliIo = {
    out: (line) => void process.stdout.write(`${line}\n`),
    err: (line) => void process.stderr.write(`${line}\n`),
    env: processEnvironment(),
  };
  await commandLine(io, (code) => {
    process.exitCode = code;
  }).parseAsync();
}
