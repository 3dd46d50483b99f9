// Commands, arguments and help as commander reads them.
import { Command, type CommanderError } from 'commander';
import { UserError } from 'manifest-review/manifests';
import { exitCodes } from './exit-codes';
import { commands } from './index';
import { version } from './version';

/** Help that was asked for, or arguments that no command takes: commander has said all. */
const end = ({ exitCode }: CommanderError): never => {
  throw new UserError([], exitCode === 0 ? exitCodes.done : exitCodes.mend);
};

/** The command for these arguments: of the others it has names and summaries alone. Without arguments, all of them. */
export const programFor = (args?: readonly string[]): Command => {
  const program = new Command('cdk8s-sentry')
    .description('Renders the Kubernetes manifests of a whole self-hosted Sentry from one sentry.yaml.')
    .version(version(), '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .helpCommand('help [command]', 'print the help of a command')
    // One line, as all errors are: commander puts its suggestion on a second one.
    .configureOutput({ outputError: (text, write) => write(`${text.trim().replaceAll('\n', ' ')}\n`) })
    .exitOverride(end);
  const [first] = args ?? [];
  const isNamed = commands.some(({ name }) => name === first);
  for (const { name, summary, load } of commands) {
    const isWanted = args === undefined || name === first || (!isNamed && first === 'help' && name === args[1]);
    const command = (isWanted ? load()() : new Command(name)).summary(summary);
    for (const each of [command, ...command.commands]) each.copyInheritedSettings(program);
    program.addCommand(command);
  }
  return program;
};
