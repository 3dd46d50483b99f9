// Completion of bash, zsh and fish, from the commands as commander knows them.
import type { Argument, Command, Option } from 'commander';
import { quoted } from './shell';

export const shells = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof shells)[number];

/** What stands for a word: one of these, a path, or something that nobody can guess. */
type Values = readonly string[] | 'path' | undefined;

const paths = new Set(['file', 'files', 'folder', 'old', 'new']);
const valuesOf = (name: string, choices: readonly string[] | undefined): Values => choices ?? (paths.has(name) ? 'path' : undefined);
const ofOption = ({ flags, argChoices }: Option): Values => valuesOf(/[<[](.+)[>\]]/.exec(flags)?.[1] ?? '', argChoices);
const ofArgument = (argument: Argument): Values => valuesOf(argument.name(), argument.argChoices);
const takesValue = ({ required, optional }: Option): boolean => required || optional;

/** Every command and its own commands, by the words that lead to it. */
const leaves = (program: Command, words: readonly string[] = []): { words: readonly string[]; command: Command }[] =>
  program.commands.flatMap((command) => {
    const path = [...words, command.name()];
    return [{ words: path, command }, ...leaves(command, path)];
  });

const optionsOf = (command: Command): readonly Option[] => command.createHelp().visibleOptions(command);

const bash = (program: Command): string => {
  const all = leaves(program);
  const parents = all.filter(({ command }) => command.commands.length > 0);
  const words = (command: Command): string =>
    [
      ...command.commands.map((each) => each.name()),
      ...optionsOf(command).map(({ long }) => long ?? ''),
      ...command.registeredArguments.flatMap(({ argChoices = [] }) => argChoices),
    ].join(' ');
  return `_cdk8s_sentry() {
  local word=\${COMP_WORDS[COMP_CWORD]} before=\${COMP_WORDS[COMP_CWORD - 1]} command= words=
  if [ "$COMP_CWORD" -gt 1 ]; then command=\${COMP_WORDS[1]}; fi
  case "$command" in
${parents.map(({ words: [name] }) => `    ${name}) if [ "$COMP_CWORD" -gt 2 ]; then command="$command \${COMP_WORDS[2]}"; fi ;;`).join('\n')}
  esac
  case "$command $before" in
${all
  .flatMap(({ words: path, command }) =>
    optionsOf(command)
      .filter(takesValue)
      .map((option) => {
        const values = ofOption(option);
        return `    ${quoted(`${path.join(' ')} ${option.long}`)}) words=${quoted(Array.isArray(values) ? values.join(' ') : '')} ;;`;
      }),
  )
  .join('\n')}
    *)
      case "$command" in
        '') words=${quoted(words(program))} ;;
${all.map(({ words: path, command }) => `        ${quoted(path.join(' '))}) words=${quoted(words(command))} ;;`).join('\n')}
      esac
      ;;
  esac
  COMPREPLY=($(compgen -W "$words" -- "$word"))
}
complete -o default -F _cdk8s_sentry cdk8s-sentry
`;
};

const zsh = (program: Command): string => {
  const plain = (text: string): string => text.replace(/[[\]:\\]/g, '\\$&');
  const action = (values: Values): string => (values === 'path' ? '_files' : values === undefined ? ' ' : `(${values.join(' ')})`);
  const spec = (option: Option): string => {
    const value = takesValue(option) ? `:${option.name()}:${action(ofOption(option))}` : '';
    return quoted(`${option.long}${value === '' ? '' : '='}[${plain(option.description)}]${value}`);
  };
  const functionName = (words: readonly string[]): string => ['_cdk8s_sentry', ...words].join('_');
  const body = (words: readonly string[], command: Command): string => {
    const options = optionsOf(command).map(spec);
    if (command.commands.length === 0) {
      const positions = command.registeredArguments.map((argument) => quoted(`:${argument.name()}:${action(ofArgument(argument))}`));
      return `${functionName(words)}() {\n  _arguments ${[...options, ...positions].join(' \\\n    ')}\n}\n`;
    }
    const names = command.commands.map((each) => quoted(`${each.name()}:${plain(each.summary() || each.description())}`));
    return `${functionName(words)}() {
  local line state
  local -a commands=(${names.join(' ')})
  _arguments -C ${[...options, "'1:command:->command'", "'*::argument:->argument'"].join(' ')}
  case $state in
    command) _describe command commands ;;
    argument)
      case $line[1] in
${command.commands.map((each) => `        ${each.name()}) ${functionName([...words, each.name()])} ;;`).join('\n')}
      esac
      ;;
  esac
}
`;
  };
  return `#compdef cdk8s-sentry
${[{ words: [], command: program }, ...leaves(program)].map(({ words, command }) => body(words, command)).join('')}
if [ "$funcstack[1]" = _cdk8s_sentry ]; then _cdk8s_sentry "$@"; else compdef _cdk8s_sentry cdk8s-sentry; fi
`;
};

const fish = (program: Command): string => {
  const line = (condition: string, rest: string): string => `complete -c cdk8s-sentry -n ${quoted(condition)} ${rest}`;
  const seen = (words: readonly string[]): string => words.map((word) => `__fish_seen_subcommand_from ${word}`).join('; and ');
  const value = (values: Values): string =>
    values === 'path' ? '-r -F' : values === undefined ? '-x' : `-x -a ${quoted(values.join(' '))}`;
  const lines = ({ words, command }: { words: readonly string[]; command: Command }): string[] => {
    const names = command.commands.map((each) => each.name());
    const here = words.length === 0 ? '__fish_use_subcommand' : seen(words);
    const free = names.length === 0 || words.length === 0 ? here : `${here}; and not __fish_seen_subcommand_from ${names.join(' ')}`;
    return [
      ...command.commands.map((each) => line(free, `-a ${each.name()} -d ${quoted(each.summary() || each.description())}`)),
      ...optionsOf(command).map((option) =>
        line(free, `-l ${option.name()} ${takesValue(option) ? `${value(ofOption(option))} ` : ''}-d ${quoted(option.description)}`),
      ),
      ...command.registeredArguments.flatMap((argument) => {
        const values = ofArgument(argument);
        if (values === undefined) return [];
        return [line(here, values === 'path' ? '-F' : `-a ${quoted(values.join(' '))}`)];
      }),
    ];
  };
  return ['complete -c cdk8s-sentry -f', ...[{ words: [], command: program }, ...leaves(program)].flatMap(lines), ''].join('\n');
};

/** The script of each shell. */
export const scripts: Readonly<Record<Shell, (program: Command) => string>> = { bash, zsh, fish };
