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

const named = ({ commands: own }: Command, word: string): Command | undefined => own.find((command) => command.name() === word);

/** `help review`, `help release import`. Of a name that is none, commander's own says nothing. */
const addHelp = (program: Command): void => {
  const help = new Command('help')
    .description('print the help of a command')
    .argument('[command...]')
    .helpOption(false)
    .action((words: readonly string[]) => {
      let command = program;
      for (const word of words) {
        const next = named(command, word);
        if (next === undefined && command.commands.length > 0) command.parse([word], { from: 'user' });
        if (next === undefined) return program.error(`error: unknown command '${words.join(' ')}'`);
        command = next;
      }
      command.outputHelp();
    });
  program.helpCommand(false).addCommand(help.copyInheritedSettings(program));
};

/** Makes the second word count before `--help`, which commander would answer for any first word. */
const hideHelpFromUnknown = (command: Command, word: string | undefined): void => {
  if (word !== undefined && !word.startsWith('-') && command.commands.length > 0 && named(command, word) === undefined)
    command.helpOption(false);
};

/** The command for these arguments: of the others it has names and summaries alone. Without arguments, all of them. */
export const programFor = (args?: readonly string[]): Command => {
  const program = new Command('cdk8s-sentry')
    .description('Renders the Kubernetes manifests of a whole self-hosted Sentry from one sentry.yaml.')
    .version(version(), '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
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
    if (args === undefined || !isWanted || command.commands.length === 0) continue;
    addHelp(command);
    hideHelpFromUnknown(command, args[1]);
  }
  if (args === undefined) return program;
  addHelp(program);
  hideHelpFromUnknown(program, first);
  return program;
};
