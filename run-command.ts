// Runs a command to its exit code: one place that tells a user's mistake from one of ours.
import { UserError } from 'manifest-review/manifests';

/** Runs a command; what the user can mend is printed without a stack trace and gives the exit code. */
export const runCommand = async (command: () => unknown): Promise<void> => {
  try {
    await command();
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    for (const line of error.lines) console.error(line);
    process.exitCode = error.exitCode;
  }
};
