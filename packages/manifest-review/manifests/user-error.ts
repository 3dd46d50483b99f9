// The one kind of error that whoever runs a command can mend.

/** What is wrong, a line each, ready to print without a stack trace; `exitCode` is what a command ends with. */
export class UserError extends Error {
  override readonly name: string = 'UserError';
  readonly lines: readonly string[];
  readonly exitCode: number;

  constructor(lines: readonly string[], exitCode = 1) {
    super(lines.join('\n'));
    this.lines = lines;
    this.exitCode = exitCode;
  }
}
